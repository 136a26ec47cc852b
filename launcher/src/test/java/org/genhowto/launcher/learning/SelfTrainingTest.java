package org.genhowto.launcher.learning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.genhowto.evaluator.EvaluatorSettings;
import org.genhowto.evaluator.MetricsSettings;
import org.genhowto.evaluator.gate.GatePolicy;
import org.genhowto.evaluator.heldout.HeldOutItem;
import org.genhowto.evaluator.heldout.HeldOutSet;
import org.genhowto.evaluator.heldout.HeldOutSettings;
import org.genhowto.launcher.options.Models;
import org.genhowto.launcher.settings.Sections;
import org.genhowto.miniature.world.World;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.json.Json;
import org.genhowto.trainer.TrainerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfTrainingTest {
  @TempDir Path data;

  private static Configuration miniature(Map<String, String> more) {
    return Configuration.of(more).withDefaults(Models.settings());
  }

  private static long newSamples(Configuration settings) {
    return settings.values(TrainerSettings.SECTION).whole("new-samples");
  }

  @Test
  void with_the_projects_models_it_trains_is_measured_on_drawn_scenes_and_the_gate_promotes()
      throws IOException {
    SelfTraining.Plan plan = SelfTraining.of(miniature(Map.of()), true, data);

    assertThat(plan.on()).isTrue();
    assertThat(plan.words()).contains("every 16 new samples");
    Sections.CATALOGUE.check(plan.settings());
    HeldOutSettings heldOut = HeldOutSettings.from(plan.settings());
    GatePolicy gate = MetricsSettings.from(plan.settings()).policy().gate();
    assertThat(gate.promotion()).isEqualTo(GatePolicy.Promotion.BY_GATE);
    assertThat(gate.set()).isEqualTo(heldOut.set());
    assertThat(EvaluatorSettings.from(plan.settings()).set()).isEqualTo(heldOut.set());
    assertThat(TrainerSettings.from(plan.settings()).share()).isEqualTo(0.5);

    Path folder = heldOut.requests().orElseThrow();
    assertThat(HeldOutSet.read(folder)).isNotNull();
    List<HeldOutItem> items =
        Json.PLAIN.readValue(
            folder.resolve(HeldOutSet.LIST).toFile(), new TypeReference<List<HeldOutItem>>() {});
    int scenes = World.committed().categories().size() * HeldOutScenes.SCENES_PER_CATEGORY;
    assertThat(items).hasSize(2 * scenes);
    assertThat(scenes)
        .as("pairs that the gate asks for")
        .isGreaterThanOrEqualTo(gate.minimumPairs());

    Path reference = EvaluatorSettings.from(plan.settings()).reference().orElseThrow();
    Set<String> asked = hashes(folder);
    Set<String> real = hashes(reference);
    assertThat(asked).hasSize(scenes);
    assertThat(real).hasSize(3 * scenes).doesNotContainAnyElementsOf(asked);

    FileTime before = Files.getLastModifiedTime(folder);
    SelfTraining.of(miniature(Map.of()), true, data);
    assertThat(Files.getLastModifiedTime(folder)).as("drawn once").isEqualTo(before);
  }

  private static Set<String> hashes(Path folder) throws IOException {
    Set<String> hashes = new HashSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".png")).toList()) {
        hashes.add(Sha256.of(file));
      }
    }
    return hashes;
  }

  @Test
  void seeds_of_held_out_scenes_are_those_of_no_video_and_of_no_registered_test() {
    assertThat(HeldOutScenes.REQUEST_SEED).isGreaterThan(Integer.MAX_VALUE);
    assertThat(HeldOutScenes.REFERENCE_SEED).isLessThan(1L << 44);
  }

  @Test
  void told_not_to_it_never_trains_whatever_else_is_set() throws IOException {
    SelfTraining.Plan plan =
        SelfTraining.of(miniature(Map.of("trainer.new-samples", "5")), false, data);

    assertThat(plan.on()).isFalse();
    assertThat(plan.words()).isEqualTo("off");
    assertThat(newSamples(plan.settings())).isZero();
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void a_rule_that_is_off_draws_nothing() throws IOException {
    SelfTraining.Plan plan =
        SelfTraining.of(miniature(Map.of("trainer.new-samples", "0")), true, data);

    assertThat(plan.on()).isFalse();
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void other_models_are_not_trained_unless_the_user_says_so_and_then_by_his_settings_alone()
      throws IOException {
    Map<String, String> own = new HashMap<>(Map.of("generator.states", data + "/mine"));
    Configuration given = miniature(own);
    SelfTraining.Plan plan = SelfTraining.of(given, true, data);
    assertThat(plan.on()).isFalse();
    assertThat(newSamples(plan.settings())).isZero();

    own.put("trainer.new-samples", "1000");
    plan = SelfTraining.of(miniature(own), true, data);
    assertThat(plan.on()).isTrue();
    assertThat(TrainerSettings.from(plan.settings()).recipe().steps()).isEqualTo(20_000);
    assertThat(HeldOutSettings.from(plan.settings()).requests()).isEmpty();
    assertThat(MetricsSettings.from(plan.settings()).policy().gate().promotion())
        .isEqualTo(GatePolicy.Promotion.BY_HAND);
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void who_has_requests_of_his_own_is_measured_on_those_alone() throws IOException {
    SelfTraining.Plan plan =
        SelfTraining.of(
            miniature(Map.of("held-out.requests", "mine", "trainer.steps", "7")), true, data);

    assertThat(plan.on()).isTrue();
    assertThat(TrainerSettings.from(plan.settings()).recipe().steps()).isEqualTo(7);
    assertThat(HeldOutSettings.from(plan.settings()).requests()).contains(Path.of("mine"));
    assertThat(EvaluatorSettings.from(plan.settings()).reference()).isEmpty();
    assertThat(MetricsSettings.from(plan.settings()).policy().gate().promotion())
        .isEqualTo(GatePolicy.Promotion.BY_HAND);
    assertThat(data).isEmptyDirectory();
  }
}
