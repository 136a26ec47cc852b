package org.genhowto.generator.sampling;

/** Looks on while images are sampled. */
public interface GenerationListener {
  /** Nobody looks. */
  GenerationListener NONE =
      new GenerationListener() {
        @Override
        public void denoised(int steps, int total) {}

        @Override
        public boolean cancels() {
          return false;
        }
      };

  /** So many of the steps are done; the skipped ones do not count. */
  void denoised(int steps, int total);

  /** Asked before each step: true ends the sampling without an image. */
  boolean cancels();
}
