package org.genhowto.miniature.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.video.Gallery;
import org.genhowto.miniature.video.Pictures;
import org.genhowto.miniature.video.VideoScript;
import org.genhowto.miniature.video.Vocabulary;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Knobs;
import org.genhowto.miniature.world.Phase;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the committed weights were trained on and are shown is the same to the bit. The hashes were
 * taken before there was another edition.
 */
class FirstEditionTest {
  private static final List<Category> CATEGORIES = Edition.FIRST.categories();

  private static final Gallery GALLERY = new Gallery(Edition.FIRST, Knobs.usual().stock());

  private final MessageDigest digest;

  FirstEditionTest() throws Exception {
    digest = MessageDigest.getInstance("SHA-256");
  }

  @Test
  void videos_are_the_same() {
    for (var category : CATEGORIES) {
      for (long seed : new long[] {0, 1, 2, 500_003, 1_000_000, 9_000_000, 9_000_001}) {
        var script = VideoScript.of(Edition.FIRST, category, seed);
        add(script.id() + Arrays.toString(script.labels()) + script.relevance());
        for (double time = 0.25; time < script.seconds(); time += 2.75) {
          add(script.image(time, 80, 45));
        }
      }
    }

    assertThat(hash())
        .isEqualTo("d1f3e13536b4d8ec0212558814026fd4a9114a84d4907d76d2f1e6bb1bae3abb");
  }

  @Test
  void stock_pictures_and_edits_are_the_same() {
    var stills = GALLERY.stocks(300);
    for (int i = 0; i < stills.size(); i++) {
      add(stills.image(i));
      add(stills.caption(i));
    }
    var edits = GALLERY.edits(100);
    for (int i = 0; i < edits.size(); i++) {
      add(edits.before(i));
      add(edits.after(i));
      add(edits.instruction(i));
    }

    assertThat(hash())
        .isEqualTo("61f5fd7ffbd67d957b692160a22b291f729b580cfaf50c0b7ce3e1702e4fd79e");
  }

  @Test
  void test_scenes_are_the_same() {
    for (var scene : TestScene.of(CATEGORIES, 3, 64, SceneSeeds.usual())) {
      add(scene.id() + scene.actionPrompt() + scene.finalPrompt());
      for (var phase : Phase.values()) {
        add(scene.image(phase));
      }
    }

    assertThat(hash())
        .isEqualTo("47ed62a27febfb8edff43b6c28c9a0585ac97ed74d709734b91ecf6c3fdaf390");
  }

  @Test
  void words_are_the_same(@TempDir Path folder) throws Exception {
    for (var category : CATEGORIES) {
      Vocabulary.captions(category).forEach(this::add);
      for (var phase : Phase.values()) {
        Captions.of(Scene.filmed(category, 5), phase).forEach(this::add);
      }
    }
    new Vocabulary(Edition.FIRST).write(folder);
    digest.update(Files.readAllBytes(folder.resolve("tokenizer.json")));

    assertThat(hash())
        .isEqualTo("49507780ecc7d7a32e78ab0f78dbb53cc9cec1c6ce49b123c656074c8aa24c09");
  }

  private void add(String text) {
    digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void add(BufferedImage image) {
    add(Pictures.rgb(image));
  }

  private void add(RgbImage image) {
    digest.update(image.rgb());
  }

  private String hash() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
