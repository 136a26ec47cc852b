package org.genhowto.ingest.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkplaceTest {
  private static final Instant NOW = Instant.now();

  @TempDir Path folder;

  @Test
  void what_is_in_it_goes_away_with_it() throws IOException {
    try (Workplace workplace = Workplace.in(folder.resolve("new"))) {
      Files.writeString(workplace.file("video"), "bytes");
    }

    assertThat(folder.resolve("new")).isEmptyDirectory();
  }

  @Test
  void what_a_killed_process_left_is_cleared_away_and_nothing_else() throws IOException {
    Path left = old(Files.createDirectory(folder.resolve("genhowto-ingest-1")), 1);
    Files.writeString(left.resolve("lock"), "");
    Files.writeString(left.resolve("video"), "bytes");
    old(left, 1);
    Path file = old(Files.writeString(folder.resolve("genhowto-ingest-2.video"), "bytes"), 48);
    Path recent = old(Files.writeString(folder.resolve("genhowto-ingest-3.tar"), "bytes"), 1);
    Path other = old(Files.writeString(folder.resolve("another"), "bytes"), 48);

    try (Workplace used = Workplace.in(folder)) {
      old(used.file("."), 1);
      Workplace.sweep(folder, NOW);

      assertThat(used.file("lock")).exists();
    }
    assertThat(left).doesNotExist();
    assertThat(file).doesNotExist();
    assertThat(recent).exists();
    assertThat(other).exists();
  }

  @Test
  void a_folder_that_is_not_there_holds_nothing() {
    Workplace.sweep(folder.resolve("absent"), NOW);

    assertThat(folder.resolve("absent")).doesNotExist();
  }

  private static Path old(Path path, int hours) throws IOException {
    return Files.setLastModifiedTime(path, FileTime.from(NOW.minus(Duration.ofHours(hours))));
  }
}
