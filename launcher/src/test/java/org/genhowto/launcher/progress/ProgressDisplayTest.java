package org.genhowto.launcher.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
  private final StringWriter told = new StringWriter();
  private final PrintWriter out = new PrintWriter(told);

  @Test
  void without_a_terminal_every_twentieth_is_a_line() {
    try (ProgressDisplay display = new ProgressLines("features", out)) {
      count(display, 40);
    }

    assertThat(told.toString().lines())
        .hasSize(20)
        .startsWith("features 2/40")
        .endsWith("features 40/40");
  }

  @Test
  void little_work_is_a_line_for_each_piece() {
    count(new ProgressLines("shards", out), 3);

    assertThat(told.toString().lines()).containsExactly("shards 1/3", "shards 2/3", "shards 3/3");
  }

  @Test
  void a_bar_ends_full_with_its_rate_on_one_line() {
    try (ProgressDisplay display = new ProgressBars("features", out)) {
      count(display, 40);
    }

    String[] drawn = told.toString().strip().split("\r", -1);
    assertThat(told.toString().lines().filter(line -> !line.isBlank()).count()).isPositive();
    assertThat(drawn[drawn.length - 1]).contains("features", "100%", "40/40", "/s");
    assertThat(drawn[drawn.length - 1].length()).isLessThan(80);
  }

  @Test
  void work_that_is_counted_again_has_a_bar_of_its_own() {
    try (ProgressDisplay display = new ProgressBars("features", out)) {
      count(display, 4);
      count(display, 7);
    }

    assertThat(told.toString()).contains("4/4", "7/7");
  }

  @Test
  void work_that_breaks_off_leaves_its_bar_and_a_new_line() {
    try (ProgressDisplay display = new ProgressBars("features", out)) {
      display.counted(3, 40);
    }

    assertThat(told.toString()).contains("3/40").endsWith(System.lineSeparator());
  }

  @Test
  void what_is_said_in_between_has_a_line_of_its_own() {
    try (ProgressDisplay display = new ProgressBars("features", out)) {
      display.counted(3, 40);
      display.say("left out: x.mp4");
      display.counted(4, 40);
    }

    assertThat(
            told.toString().lines().map(line -> line.substring(line.lastIndexOf('\r') + 1).strip()))
        .contains("left out: x.mp4");
  }

  private static void count(ProgressDisplay display, int total) {
    for (int done = 1; done <= total; done++) {
      display.counted(done, total);
    }
  }
}
