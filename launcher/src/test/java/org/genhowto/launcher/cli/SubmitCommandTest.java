package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said without a running system. */
class SubmitCommandTest {
  @TempDir Path folder;

  @Test
  void a_dry_run_accounts_for_every_file_by_name() throws IOException {
    Path apple = Files.createDirectory(folder.resolve("apple"));
    Files.writeString(apple.resolve("a.mp4"), "x");
    Files.writeString(apple.resolve("notes.txt"), "x");
    Files.writeString(folder.resolve("loose.mp4"), "x");

    CommandLineRun run = CommandLineRun.of("submit", "--dry-run", folder.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .containsPattern("would submit apple-a-[0-9a-f]{16} \\(apple\\) file:///.*/apple/a.mp4")
        .contains("skipped " + apple.resolve("notes.txt") + ": is not named as a video")
        .contains("refused " + folder.resolve("loose.mp4") + ": is in no sub-folder")
        .contains("1 to submit, 1 skipped, 1 refused");
  }

  @Test
  void one_video_may_be_given_an_id() {
    CommandLineRun run =
        CommandLineRun.of(
            "submit", "--dry-run", "--category=apple", "--id=mine", "https://h/x?token=hunter2");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("would submit mine (apple) https://h/x?token=***")
        .doesNotContain("hunter2");
    CommandLineRun two =
        CommandLineRun.of("submit", "--id=mine", "--category=a", "https://h/x", "https://h/y");
    assertThat(two.code()).isEqualTo(2);
    assertThat(two.err()).contains("--id is the name of one video, but there are 2");
    CommandLineRun wrong = CommandLineRun.of("submit", "--id=a b", "--category=a", "https://h/x");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("videoId is 'a b'");
  }

  @Test
  void naming_nothing_is_said() {
    CommandLineRun run = CommandLineRun.of("submit");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("nothing is named");
  }
}
