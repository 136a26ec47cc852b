package org.genhowto.generator.sampling;

import java.util.ArrayList;
import java.util.List;

/** Notes the progress, and cancels after so many steps. */
public final class Watching implements GenerationListener {
  private final List<String> seen = new ArrayList<>();
  private final int cancelAfter;

  public Watching(int cancelAfter) {
    this.cancelAfter = cancelAfter;
  }

  /** Steps done, of all. */
  public List<String> seen() {
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
