package org.genhowto.networks.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Finds tensors of other files that have the same bytes: those that a fine-tuning left alone. Whole
 * tensors are compared only where samples of them are equal, so that a first file costs next to
 * nothing.
 *
 * @param <K> what a tensor in memory is known by
 */
final class EqualTensors<K> {
  /** Smaller ones are not worth a look into the file. */
  private static final long SMALLEST = 4096;

  private static final int SAMPLE = 1024;

  private final Map<Sample, List<Known<K>>> known = new ConcurrentHashMap<>();

  /**
   * What equal tensors have in common.
   *
   * @param like shape, type and where the numbers lie
   * @param bytes from the tensor's beginning and its end
   */
  private record Sample(Object like, ByteBuffer bytes) {}

  private record Known<K>(K key, StoredTensor tensor) {}

  /**
   * The key of a tensor with the same bytes; remembers this one where there is none.
   *
   * @param like what has to be equal beside the bytes
   * @param present whether a tensor is in memory
   * @param other whether it is of another file, which is as it was when it was read
   */
  Optional<K> find(
      K key, Object like, StoredTensor tensor, Predicate<K> present, BiPredicate<K, Path> other)
      throws IOException {
    long bytes = tensor.span() * tensor.type().bytes();
    if (bytes < SMALLEST || bytes > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    ByteBuffer data = mapped(tensor, bytes);
    List<Known<K>> alike =
        known.computeIfAbsent(new Sample(like, sample(data)), added -> new ArrayList<>());
    synchronized (alike) {
      alike.removeIf(each -> !present.test(each.key()));
      for (Known<K> each : alike) {
        if (other.test(each.key(), each.tensor().file())
            && mapped(each.tensor(), bytes).mismatch(data) < 0) {
          return Optional.of(each.key());
        }
      }
      alike.add(new Known<>(key, tensor));
      return Optional.empty();
    }
  }

  private static ByteBuffer sample(ByteBuffer data) {
    byte[] sample = new byte[2 * SAMPLE];
    data.get(0, sample, 0, SAMPLE);
    data.get(data.limit() - SAMPLE, sample, SAMPLE, SAMPLE);
    return ByteBuffer.wrap(sample);
  }

  private static ByteBuffer mapped(StoredTensor tensor, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(tensor.file(), StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, tensor.position(), bytes);
    }
  }
}
