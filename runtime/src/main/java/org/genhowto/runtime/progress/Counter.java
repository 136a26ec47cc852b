package org.genhowto.runtime.progress;

/** Is told how far long work has come. */
@FunctionalInterface
public interface Counter {
  /**
   * So many are done.
   *
   * @param total of how many, at least as many
   */
  void counted(int done, int total);
}
