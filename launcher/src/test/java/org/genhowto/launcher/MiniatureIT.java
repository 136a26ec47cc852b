package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.genhowto.miniature.report.MiniatureReport;
import org.genhowto.miniature.training.MiniatureTraining;
import org.genhowto.miniature.training.Stage;
import org.genhowto.miniature.world.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything from nothing, in small: all trainings, all methods, all tables and figures. */
class MiniatureIT {
  @TempDir Path folder;

  @Test
  void two_runs_from_nothing_report_the_same_but_for_their_times() throws Exception {
    var first = report(folder.resolve("first"));
    var second = report(folder.resolve("second"));

    assertThat(first.at("/measurements/tables/tables")).hasSizeGreaterThanOrEqualTo(3);
    assertThat(first.at("/measurements/tables/methods")).hasSizeGreaterThan(9);
    assertThat(first.at("/measurements/judgement/rows")).hasSizeGreaterThan(20);
    assertThat(first.at("/training")).hasSize(Stage.values().length);
    assertThat(first.remove("times")).isNotEmpty();
    assertThat(second.remove("times")).isNotEmpty();
    assertThat(second).isEqualTo(first);
  }

  private static ObjectNode report(Path work) throws Exception {
    var silent = new PrintStream(OutputStream.nullOutputStream());
    var training = new MiniatureTraining(work, Scale.smoke(), silent);
    for (var stage : Stage.values()) {
      training.run(stage);
    }
    var page = new MiniatureReport(work, Scale.smoke(), line -> {}).write(work.resolve("report"));
    assertThat(Files.readString(page)).contains("<h2").contains("data:image/png");
    assertThat(work.resolve("report"))
        .isDirectoryContaining("glob:**/requests.png")
        .isDirectoryContaining("glob:**/methods-final-state.png")
        .isDirectoryContaining("glob:**/methods-action.png");
    JsonNode json = new ObjectMapper().readTree(work.resolve("report/report.json").toFile());
    return (ObjectNode) json;
  }
}
