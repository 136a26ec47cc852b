package org.genhowto.networks.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form that PyTorch wrote before 1.6, as many published files still have it: five pickles in a
 * row - a magic number, the form's version, the machine, the tensors, the storages' keys - and then
 * the storages in the order of the keys, each behind the number of its elements.
 */
final class OldTorchCheckpoint {
  /** A pickle of the number 0x1950a86a20f9469cfc6c. */
  private static final byte[] MAGIC = {
    (byte) 0x80,
    2,
    (byte) 0x8a,
    10,
    0x6c,
    (byte) 0xfc,
    (byte) 0x9c,
    0x46,
    (byte) 0xf9,
    0x20,
    0x6a,
    (byte) 0xa8,
    0x50,
    0x19,
    '.'
  };

  private static final long VERSION = 1001;

  private OldTorchCheckpoint() {}

  /** Whether a file that starts so has this form. */
  static boolean startsWith(byte[] start) {
    return Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length));
  }

  /** What the pickle of the tensors holds. */
  static @Nullable Object read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      Map<String, TorchStorage> found = new LinkedHashMap<>();
      TorchGlobals globals =
          new TorchGlobals(
              file,
              (key, type, elements) ->
                  found.computeIfAbsent(key, first -> new TorchStorage(type, 0, elements)));
      pickles(channel, globals);
      Object keys = Pickle.read(Channels.newInputStream(channel), globals);
      Map<String, TorchStorage> placed = placed(channel, keys, found);
      return pickles(channel, new TorchGlobals(file, (key, type, elements) -> named(placed, key)));
    }
  }

  /** Reads up to the tensors; the channel stands behind them then. */
  private static @Nullable Object pickles(FileChannel channel, TorchGlobals globals)
      throws IOException {
    channel.position(MAGIC.length);
    // Not buffered: a pickle ends where the next one begins.
    InputStream in = Channels.newInputStream(channel);
    Object version = Pickle.read(in, globals);
    if (!Long.valueOf(VERSION).equals(version)) {
      throw new IOException("its form has version " + version + ", expected " + VERSION + ".");
    }
    if (!(Pickle.read(in, globals) instanceof Map<?, ?> machine)
        || !Boolean.TRUE.equals(machine.get("little_endian"))) {
      throw new IOException("its numbers are not stored little-endian.");
    }
    return Pickle.read(in, globals);
  }

  /** The storages where they lie; the channel stands behind their keys. */
  private static Map<String, TorchStorage> placed(
      FileChannel channel, @Nullable Object keys, Map<String, TorchStorage> found)
      throws IOException {
    if (!(keys instanceof List<?> list)) {
      throw new IOException("it does not list its storages.");
    }
    Map<String, TorchStorage> placed = new HashMap<>();
    for (Object key : list) {
      TorchStorage storage = named(found, String.valueOf(key));
      long elements = count(channel);
      long start = channel.position();
      long present = (channel.size() - start) / storage.type().bytes();
      if (elements != storage.elements() || elements > present) {
        throw new IOException(
            "its storage %s has %d of %d elements, expected %d."
                .formatted(key, present, elements, storage.elements()));
      }
      placed.put(String.valueOf(key), new TorchStorage(storage.type(), start, elements));
      channel.position(start + elements * storage.type().bytes());
    }
    return placed;
  }

  private static long count(FileChannel channel) throws IOException {
    ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (count.hasRemaining()) {
      if (channel.read(count) < 0) {
        throw new EOFException();
      }
    }
    return count.getLong(0);
  }

  private static TorchStorage named(Map<String, TorchStorage> storages, String key)
      throws IOException {
    TorchStorage storage = storages.get(key);
    if (storage == null) {
      throw new IOException("its storage " + key + " is missing.");
    }
    return storage;
  }
}
