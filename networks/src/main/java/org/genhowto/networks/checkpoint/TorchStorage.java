package org.genhowto.networks.checkpoint;

import java.io.IOException;
import java.util.List;

/**
 * Numbers in a PyTorch file that one or several tensors are made of.
 *
 * @param position where the first one lies in the file, in bytes
 * @param elements how many there are
 */
record TorchStorage(StoredType type, long position, long elements) {

  /** Where a pickle's storages lie. */
  @FunctionalInterface
  interface Finder {
    /** The storage of a key, which the pickle says has so many elements. */
    TorchStorage find(String key, StoredType type, long elements) throws IOException;
  }

  /** Whether a tensor lies within, all counted in elements. */
  boolean holds(long offset, long[] shape, List<Long> strides) {
    try {
      return Math.addExact(offset, StoredTensor.span(shape, strides)) <= elements;
    } catch (ArithmeticException e) {
      return false; // more elements than a long can count
    }
  }
}
