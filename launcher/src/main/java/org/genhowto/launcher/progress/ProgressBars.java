package org.genhowto.launcher.progress;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Bars that are drawn over themselves: one for each time the work is counted to its end. */
final class ProgressBars implements ProgressDisplay {
  private final String what;
  private final PrintWriter out;
  private @Nullable ProgressBar bar;

  ProgressBars(String what, PrintWriter out) {
    this.what = what;
    this.out = out;
  }

  @Override
  public void counted(int done, int total) {
    ProgressBar shown = bar == null ? open(total) : bar;
    bar = shown;
    shown.maxHint(total).stepTo(done);
    if (done >= total) {
      close();
    }
  }

  /** The bar is drawn again below. */
  @Override
  public void say(String line) {
    out.printf("\r%-" + Terminal.WIDTH + "s%n", line);
    if (bar == null) {
      out.flush();
    } else {
      bar.refresh();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private ProgressBar open(int total) {
    return new ProgressBarBuilder()
        .setTaskName(what)
        .setInitialMax(total)
        .setStyle(ProgressBarStyle.ASCII)
        .showSpeed()
        .setConsumer(new Terminal(out))
        .build();
  }

  /** Draws on picocli's writer, which tests replace; the library's own consumer wants a stream. */
  private record Terminal(PrintWriter out) implements ProgressBarConsumer {
    private static final int WIDTH = 78;

    @Override
    public int getMaxRenderedLength() {
      return WIDTH;
    }

    @Override
    public void accept(String line) {
      out.print("\r" + line);
      out.flush();
    }

    @Override
    public void close() {
      out.println();
      out.flush();
    }
  }
}
