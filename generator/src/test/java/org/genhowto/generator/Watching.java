package org.genhowto.generator;

import java.util.ArrayList;
import java.util.List;

/** Notes the progress, and cancels after so many steps. */
final class Watching implements Watcher {
  private final List<String> seen = new ArrayList<>();
  private final int cancelAfter;

  Watching(int cancelAfter) {
    this.cancelAfter = cancelAfter;
  }

  /** Steps done, of all. */
  List<String> seen() {
    return seen;
  }

  @Override
  public void denoised(int steps, int total) {
    seen.add(steps + "/" + total);
  }

  @Override
  public boolean cancels() {
    return seen.size() >= cancelAfter;
  }
}
