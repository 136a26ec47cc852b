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
  private Terminal terminal;

  ProgressBars(String what, PrintWriter out) {
    this.what = what;
    this.out = out;
    this.terminal = new Terminal(out);
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
      terminal.close(); // The library may close it later, on a thread of its own.
      bar = null;
    }
  }

  private ProgressBar open(int total) {
    terminal = new Terminal(out);
    return new ProgressBarBuilder()
        .setTaskName(what)
        .setInitialMax(total)
        .setStyle(ProgressBarStyle.ASCII)
        .showSpeed()
        .setConsumer(terminal)
        .build();
  }

  /** Draws on picocli's writer, which tests replace; the library's own consumer wants a stream. */
  private static final class Terminal implements ProgressBarConsumer {
    private static final int WIDTH = 78;

    private final PrintWriter out;
    private boolean closed;

    Terminal(PrintWriter out) {
      this.out = out;
    }

    @Override
    public int getMaxRenderedLength() {
      return WIDTH;
    }

    @Override
    public synchronized void accept(String line) {
      if (!closed) {
        out.print("\r" + line);
        out.flush();
      }
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        out.println();
        out.flush();
      }
    }
  }
}
