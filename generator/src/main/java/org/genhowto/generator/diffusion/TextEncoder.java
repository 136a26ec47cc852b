package org.genhowto.generator.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** The frozen text model that the U-Net attends to. */
@FunctionalInterface
public interface TextEncoder {

  /** Embeddings (N, L, D) of the prompts, cut or padded to L tokens; they belong to the manager. */
  NDArray encode(NDManager manager, List<String> prompts);
}
