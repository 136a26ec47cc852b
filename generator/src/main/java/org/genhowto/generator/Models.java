package org.genhowto.generator;

import org.genhowto.schemas.GenerationRequest;

/** The models that requests can be made with. */
@FunctionalInterface
interface Models {

  /**
   * The model that a request asks for by its method, target and version.
   *
   * @return stays in memory until it is closed
   * @throws RefusedException there is none such; it says what there is
   */
  Held hold(GenerationRequest request) throws RefusedException, InterruptedException;

  /** A model in somebody's hands. */
  interface Held extends AutoCloseable {
    ServedModel model();

    /** Gives it back. */
    @Override
    void close();
  }
}
