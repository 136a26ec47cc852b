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

  /**
   * The input image and the prompts are encoded, once and for all, where the generator is a {@link
   * StepwiseGenerator}.
   */
  default void begun() {}

  /** So many of the steps are done; the skipped ones do not count. */
  void denoised(int steps, int total);

  /** Whether it wants to see what there is after so many steps; only where others wait for it. */
  default boolean looks(int steps, int total) {
    return false;
  }

  /**
   * Sees what it wanted of the first image, on the thread that waits for the images: the steps go
   * on meanwhile, and what is newer by then takes the place of what is not seen yet.
   *
   * @param glimpse ends with the call
   */
  default void see(Glimpse glimpse) {}

  /** Asked before each step: true ends the sampling without an image. */
  boolean cancels();
}
