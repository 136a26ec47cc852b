package org.genhowto.miniature.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.miniature.evaluation.SceneSeeds;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Knobs;
import org.genhowto.miniature.world.Scale;
import org.genhowto.miniature.world.World;
import org.genhowto.miniature.world.World.Purpose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegisteredTestTest {
  private static final Path DRAFT =
      Path.of("src/test/resources/org/genhowto/miniature/registration/draft.json");
  private static final Path ROOT = Path.of("..");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2027-02-03T04:05:06Z"));
  private static final Scale SCALE =
      Scale.full(new World(Edition.SECOND, Purpose.FINAL), Knobs.usual());

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void register() throws IOException {
    file = folder.resolve("first.json");
    Registration.read(DRAFT).of(SCALE, WorldSources.of(ROOT)).write(file);
  }

  @Test
  void a_registration_names_all_sources_of_the_world_and_is_read_as_it_was_written()
      throws IOException {
    var registration = Registration.read(file);

    assertThat(registration.sources())
        .containsKeys(
            "miniature/src/main/java/org/genhowto/miniature/world/Category.java",
            "miniature/src/main/java/org/genhowto/miniature/stock/StockPicture.java",
            "miniature/src/main/resources/org/genhowto/miniature/judge/judge.ts.py",
            "generator/src/main/java/org/genhowto/generator/training/GeneratorTrainer.java")
        .allSatisfy((source, sha256) -> assertThat(sha256).hasSize(64));
    assertThat(registration.knobs()).isEqualTo(Knobs.usual());
    assertThat(registration.hypotheses()).hasSize(8);
    assertThat(registration.of(SCALE, WorldSources.of(ROOT))).isEqualTo(registration);
  }

  @Test
  void every_look_is_written_down_beside_it() throws IOException {
    var first = look(SCALE);
    var second = look(SCALE);

    assertThat(first.looks()).hasSize(1);
    assertThat(second.looks())
        .containsExactly(
            new RegisteredTest.Look(1, "2027-02-03T04:05:06Z", first.sha256(), "weights"),
            new RegisteredTest.Look(2, "2027-02-03T04:05:06Z", first.sha256(), "weights"));
    assertThat(folder.resolve("first.json.looks.jsonl")).content().hasLineCount(2);
  }

  @Test
  void other_knobs_are_refused_and_are_no_look() {
    var learning = new Knobs.Learning(0.1, 0.998, 0.25, 1);
    var knobs = new Knobs(Knobs.usual().stock(), learning, Knobs.usual().sampling());
    var other = Scale.full(SCALE.world(), knobs);

    assertThatThrownBy(() -> look(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a draft' registers Knobs")
        .hasMessageContaining("decoderRate=0.1");
    assertThat(folder.resolve("first.json.looks.jsonl")).doesNotExist();
  }

  @Test
  void other_sources_are_refused_and_named() throws IOException {
    var sources = new TreeMap<>(WorldSources.of(ROOT));
    sources.put("miniature/src/main/java/org/genhowto/miniature/world/Category.java", "0");
    sources.put("miniature/src/main/java/org/genhowto/miniature/world/Gone.java", "0");
    sources.remove("miniature/src/main/java/org/genhowto/miniature/world/Phase.java");
    Registration.read(DRAFT).of(SCALE, sources).write(file);

    assertThatThrownBy(() -> look(SCALE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("world/Category.java=changed")
        .hasMessageContaining("world/Gone.java=gone")
        .hasMessageContaining("world/Phase.java=new")
        .hasMessageContaining("A change needs a new registration.");
  }

  @Test
  void another_scale_another_world_and_another_file_are_refused() {
    var smoke = Scale.smoke(SCALE.world(), Knobs.usual());
    var rehearsal = Scale.full(new World(Edition.SECOND, Purpose.REHEARSAL), Knobs.usual());

    assertThatThrownBy(() -> look(smoke)).hasMessageContaining("registers the scale full");
    assertThatThrownBy(() -> look(rehearsal)).hasMessageContaining("is of final models");
    assertThatThrownBy(() -> Registration.read(Files.writeString(file, "{\"nam\": 1}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file + " is no registration");
  }

  @Test
  void test_scenes_follow_from_the_file_and_are_those_of_no_other() throws IOException {
    var scenes = SceneSeeds.registered(look(SCALE).sha256());
    Files.writeString(file, Files.readString(file).replace("a draft", "another"));
    var others = SceneSeeds.registered(look(SCALE).sha256());
    var seen = new TreeMap<Long, Integer>();
    for (var category : SCALE.world().unseen()) {
      for (int number = 0; number < 40; number++) {
        seen.put(scenes.of(category, number), number);
        assertThat(scenes.of(category, number))
            .isGreaterThan(1L << 43)
            .isNotEqualTo(others.of(category, number));
      }
    }

    assertThat(seen).hasSize(8 * 40);
    assertThat(scenes.of(Category.MUG, 3)).isEqualTo(scenes.of(Category.MUG, 3));
    assertThat(SceneSeeds.usual().of(Category.MUG, 3)).isEqualTo(3_000_003);
    assertThat(RegisteredTest.isFree(World.committed())).isTrue();
    assertThat(Map.of(Purpose.FINAL, RegisteredTest.isFree(SCALE.world())))
        .containsEntry(Purpose.FINAL, false);
  }

  private RegisteredTest look(Scale scale) throws IOException {
    return RegisteredTest.look(file, scale, ROOT, "weights", CLOCK);
  }
}
