package org.genhowto.generator.diffusion;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * What leads a sampling and does not depend on the timestep, so that it is computed once: it says
 * what the network is asked in a step, and what the answers mean together.
 */
public interface Conditioning {

  /** How many parts a step has: what it costs beside a step under one text alone. */
  int parts();

  /**
   * What the network is asked in one step.
   *
   * @param input (n, 4, h, w); what is made here belongs to its manager
   * @param timestep a trained timestep, not always whole
   * @return parts of n latents each
   */
  List<ConditionedLatents> ask(NDArray input, double timestep);

  /**
   * What leads one step, where that differs from step to step.
   *
   * @param step from 0
   * @param steps that are taken in all
   */
  default Conditioning during(int step, int steps) {
    return this;
  }

  /**
   * The prediction of the step.
   *
   * @param answers to the parts, in their order, (n, 4, h, w) each
   * @return (n, 4, h, w), of the answers' manager; it may be one of them
   */
  NDArray conclude(List<NDArray> answers);
}
