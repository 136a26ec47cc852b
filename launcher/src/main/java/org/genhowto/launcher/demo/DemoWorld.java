package org.genhowto.launcher.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.genhowto.evaluator.ReferenceSet;
import org.genhowto.launcher.learning.ScenePicture;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.video.VideoFolder;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.World;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.VideoReference;

/**
 * The miniature videos, held-out scenes and verified test images of the demo, none of them used in
 * training.
 */
public final class DemoWorld {
  /** Name of the evaluation set. */
  public static final String SET = "miniature-held-out";

  /** Images of one target below which no distance is measured. */
  public static final int FEWEST_IMAGES = 10;

  private static final World WORLD = World.committed();

  /** Training stays below these seeds. */
  private static final long VIDEO_SEED = 9_000_000;

  private static final long REQUEST_SEED = 9_100_000;
  private static final long TEST_SEED = 9_200_000;

  /** Seeds of scenes lie this far apart from category to category. */
  private static final int CATEGORY_STRIDE = 1_000;

  private static final int SIDE = 256;
  private static final int VIDEOS_PER_CATEGORY = 2;
  private static final int TEST_SCENES = 8;

  private final Path folder;

  public DemoWorld(Path folder) {
    this.folder = folder;
  }

  /**
   * Checks that so many scenes a category give images enough to be measured, or the demo would wait
   * for a distance in vain.
   */
  public static void requireMeasurable(int scenes) {
    int categories = WORLD.unseen().size();
    int images = scenes * categories;
    if (images < FEWEST_IMAGES) {
      throw new IllegalArgumentException(
          "--scenes is %d, which gives %d images of each target; measuring them needs %d, so give %d or more"
              .formatted(
                  scenes, images, FEWEST_IMAGES, (FEWEST_IMAGES + categories - 1) / categories));
    }
  }

  /** Renders the videos of one category. */
  public List<VideoReference> videos(Category category) throws IOException {
    Path target = folder.resolve(category.word());
    VideoFolder rendered =
        VideoFolder.render(
            target,
            WORLD.edition(),
            List.of(category),
            VIDEO_SEED,
            VIDEO_SEED + VIDEOS_PER_CATEGORY);
    List<VideoReference> references = new ArrayList<>();
    for (Path file : rendered.files()) {
      String name = String.valueOf(file.getFileName());
      references.add(
          VideoReference.newBuilder()
              .setVideoId(name.substring(0, name.lastIndexOf('.')))
              .setUri(file.toAbsolutePath().toUri().toString())
              .setCategory(category.word())
              .setSplit(WORLD.heldOut(category) ? Split.HELD_OUT : Split.TRAIN)
              .build());
    }
    return references;
  }

  /**
   * The truth of a video rendered here: 0 background, 1 initial, 2 action, 3 final, one a second.
   */
  int[] labels(String category, String videoId) throws IOException {
    return VideoFolder.of(folder.resolve(category)).labels(Category.named(category), videoId);
  }

  /** Requests for the action and the final state of held-out scenes. */
  public List<DemoQuestion> questions(int scenes) throws IOException {
    List<DemoQuestion> questions = new ArrayList<>();
    for (int i = 0; i < scenes; i++) {
      for (Category category : WORLD.unseen()) {
        long seed = REQUEST_SEED + (long) category.ordinal() * CATEGORY_STRIDE + i;
        Scene scene = Scene.filmed(category, seed);
        for (Target target : Target.values()) {
          Phase phase = ScenePicture.phase(target);
          questions.add(
              new DemoQuestion(
                  "demo-%s-%d-%s"
                      .formatted(category.word(), i, phase.name().toLowerCase(Locale.ROOT)),
                  category.word(),
                  target,
                  Captions.of(scene, phase).get(0),
                  picture(scene, Phase.INITIAL, seed),
                  "image/png",
                  Optional.of(SET),
                  Optional.of(picture(scene, phase, seed))));
        }
      }
    }
    return questions;
  }

  /** Renders the verified test images of the held-out categories, and their list. */
  public Path reference() throws IOException {
    Path target = Files.createDirectories(folder.resolve("reference"));
    List<ReferenceSet.Item> items = new ArrayList<>();
    for (Category category : WORLD.unseen()) {
      for (int i = 0; i < TEST_SCENES; i++) {
        long seed = TEST_SEED + (long) category.ordinal() * CATEGORY_STRIDE + i;
        Scene scene = Scene.filmed(category, seed);
        String stem = category.word() + "-" + i;
        Files.write(target.resolve(stem + "-initial.png"), picture(scene, Phase.INITIAL, seed));
        for (Target what : Target.values()) {
          String file = stem + "-" + what + ".png";
          Files.write(target.resolve(file), picture(scene, ScenePicture.phase(what), seed));
          items.add(new ReferenceSet.Item(file, category.word(), what, Role.TEST_TARGET));
          items.add(
              new ReferenceSet.Item(
                  stem + "-initial.png", category.word(), what, Role.TEST_INITIAL));
        }
      }
    }
    ReferenceSet.write(target, items);
    return target;
  }

  private static byte[] picture(Scene scene, Phase phase, long seed) throws IOException {
    return ScenePicture.png(scene, phase, seed, SIDE);
  }
}
