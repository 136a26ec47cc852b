package org.genhowto.generator.batching;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.genhowto.generator.diffusion.ConditionedLatents;
import org.genhowto.generator.diffusion.Denoiser;

/** Runs one pass of a network. */
@FunctionalInterface
interface PassRunner {

  /** One prediction for each part; they belong to the manager. */
  List<NDArray> predict(Denoiser network, NDManager pass, List<ConditionedLatents> parts);
}
