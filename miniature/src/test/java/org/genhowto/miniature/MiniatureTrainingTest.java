package org.genhowto.miniature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniatureTrainingTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(lines, true, StandardCharsets.UTF_8);

  @Test
  void everyStageTrainsAndASecondRunMakesTheSameBytes() throws Exception {
    var first = hashes(folder.resolve("first"));
    var second = hashes(folder.resolve("second"));

    assertThat(first).hasSizeGreaterThan(20);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void aStageSaysWhatItNeeds() throws Exception {
    var training = new MiniatureTraining(folder, Scale.smoke(), out);

    assertThatThrownBy(() -> training.run(Stage.BASE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The stage base needs vae, which is not done.");
  }

  @Test
  void aFolderKeepsItsScale() throws Exception {
    new MiniatureTraining(folder, Scale.smoke(), out);

    assertThatThrownBy(() -> new MiniatureTraining(folder, Scale.full(), out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds work with other settings than the scale 'full'");
  }

  /** Trains all stages, and gives the hashes of all files by stage and name. */
  private TreeMap<String, String> hashes(Path work) throws Exception {
    var training = new MiniatureTraining(work, Scale.smoke(), out);
    var hashes = new TreeMap<String, String>();
    for (var stage : Stage.values()) {
      training.run(stage);
      StageReport.read(work, stage)
          .sha256()
          .forEach((file, hash) -> hashes.put(stage.word() + "/" + file, hash));
    }
    return hashes;
  }
}
