package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.miniature.report.MiniatureReport;
import org.genhowto.miniature.training.MiniatureTraining;
import org.genhowto.miniature.training.Stage;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Knobs;
import org.genhowto.miniature.world.Knobs.Learning;
import org.genhowto.miniature.world.Scale;
import org.genhowto.miniature.world.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything from nothing, in small: all trainings, all methods, all tables and figures. */
class MiniatureIT {
  @TempDir Path folder;

  @Test
  void two_runs_from_nothing_report_the_same_but_for_their_times() throws Exception {
    var first = report(folder.resolve("first"), Scale.smoke());
    var second = report(folder.resolve("second"), Scale.smoke());

    assertThat(first.at("/measurements/tables/tables")).hasSizeGreaterThanOrEqualTo(3);
    assertThat(first.at("/measurements/tables/methods")).hasSizeGreaterThan(9);
    assertThat(first.at("/measurements/judgement/rows")).hasSizeGreaterThan(20);
    assertThat(first.at("/training")).hasSize(Stage.values().length);
    assertThat(first.remove("times")).isNotEmpty();
    assertThat(second.remove("times")).isNotEmpty();
    assertThat(second).isEqualTo(first);
  }

  @Test
  void the_second_edition_is_rehearsed_and_mixes_with_no_other_work() throws Exception {
    var world = new World(Edition.SECOND, World.Purpose.REHEARSAL);
    var usual = Knobs.usual();
    var knobs = new Knobs(usual.stock(), new Learning(0.3, 0.99, 0.25, 1), usual.sampling());

    var report = report(folder, Scale.smoke(world, knobs));

    assertThat(report.at("/measurements/scale/world/purpose").asText()).isEqualTo("REHEARSAL");
    assertThat(report.at("/measurements/judgement/rows").findValues("judgedBoth")).isNotEmpty();
    assertThat(report.at("/training")).hasSize(Stage.values().length);
    assertThat(report.has("registration")).isFalse();
    for (var other :
        List.of(
            Scale.smoke(),
            Scale.smoke(world, usual),
            Scale.smoke(new World(Edition.SECOND, World.Purpose.FINAL), knobs))) {
      assertThatThrownBy(() -> new MiniatureTraining(folder, other, System.out))
          .hasMessageContaining("holds work with other settings");
    }
  }

  private static ObjectNode report(Path work, Scale scale) throws Exception {
    var silent = new PrintStream(OutputStream.nullOutputStream());
    var training = new MiniatureTraining(work, scale, silent);
    for (var stage : Stage.values()) {
      training.run(stage);
    }
    var page = new MiniatureReport(work, scale, line -> {}).write(work.resolve("report"));
    assertThat(Files.readString(page)).contains("<h2").contains("data:image/png");
    assertThat(work.resolve("report"))
        .isDirectoryContaining("glob:**/requests.png")
        .isDirectoryContaining("glob:**/methods-final-state.png")
        .isDirectoryContaining("glob:**/methods-action.png");
    JsonNode json = new ObjectMapper().readTree(work.resolve("report/report.json").toFile());
    return (ObjectNode) json;
  }
}
