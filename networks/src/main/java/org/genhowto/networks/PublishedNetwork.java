package org.genhowto.networks;

import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * A network that others publish checkpoints of: where it lies, whether it is whole, and how it is
 * called under the names of the library it was published for.
 */
public interface PublishedNetwork {

  /** Its name on the command line, such as vae-decoder. */
  String spelling();

  /** The class of the reference library that reads the same files. */
  String reference();

  /** Its arguments with their shapes, those that may be left out in brackets. */
  List<String> inputs();

  /** Whether this very folder holds it. */
  boolean lies(ModelPlace place);

  /**
   * Its tensors, checked.
   *
   * @throws CheckpointException where the files are damaged or do not fit the network
   */
  Checkpoint checkpoint(ModelPlace place);

  /** Reads it. */
  ReferenceNetwork load(NDManager parent, ModelPlace place);
}
