package org.genhowto.networks.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's own checkpoint files (.pth, .pt, .bin): a zip with a pickle that describes the tensors
 * and one stored entry for each storage, or the form of {@link OldTorchCheckpoint}. The tensors are
 * those of the dictionary, or of its {@code state_dict}; the {@code module.} that distributed
 * training puts in front of every name is taken off.
 */
final class TorchCheckpoint {
  private static final String PARALLEL = "module.";
  private static final long PICKLE_LIMIT = 256L << 20;
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final int START = 16;

  private TorchCheckpoint() {}

  static Map<String, StoredTensor> read(Path file) throws IOException {
    try {
      byte[] start = start(file);
      if (OldTorchCheckpoint.startsWith(start)) {
        return tensors(OldTorchCheckpoint.read(file));
      }
      if (!Arrays.equals(ZIP, Arrays.copyOf(start, ZIP.length))) {
        throw new IOException("it is neither a zip file nor of the form before PyTorch 1.6.");
      }
      return tensors(zipped(file));
    } catch (EOFException e) {
      throw new IOException(
          file + " is not a checkpoint that can be read: its pickle ends early.", e);
    } catch (IOException e) {
      throw new IOException(file + " is not a checkpoint that can be read: " + e.getMessage(), e);
    }
  }

  private static byte[] start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(START);
    }
  }

  private static @Nullable Object zipped(Path file) throws IOException {
    try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
      ZipArchiveEntry description = description(zip);
      String root = description.getName().replace("data.pkl", "");
      requireLittleEndian(zip, root);
      try (InputStream in = zip.getInputStream(description)) {
        return Pickle.read(
            in,
            new TorchGlobals(
                file, (key, type, elements) -> storage(zip, root + "data/" + key, type)));
      }
    }
  }

  private static TorchStorage storage(ZipFile zip, String name, StoredType type)
      throws IOException {
    ZipArchiveEntry entry = zip.getEntry(name);
    if (entry == null || entry.getMethod() != ZipEntry.STORED) {
      throw new IOException("its storage " + name + " is missing or compressed.");
    }
    // Opening the entry makes its place known.
    zip.getRawInputStream(entry).close();
    return new TorchStorage(type, entry.getDataOffset(), entry.getSize() / type.bytes());
  }

  private static ZipArchiveEntry description(ZipFile zip) throws IOException {
    for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
      if (entry.getName().endsWith("/data.pkl")) {
        if (entry.getMethod() != ZipEntry.STORED || entry.getSize() > PICKLE_LIMIT) {
          throw new IOException("its data.pkl is compressed or too long.");
        }
        return entry;
      }
    }
    throw new IOException("it is a zip file without data.pkl.");
  }

  private static void requireLittleEndian(ZipFile zip, String root) throws IOException {
    ZipArchiveEntry order = zip.getEntry(root + "byteorder");
    if (order != null) {
      try (InputStream in = zip.getInputStream(order)) {
        String text = new String(in.readNBytes(16), StandardCharsets.US_ASCII);
        if (!text.equals("little")) {
          throw new IOException("its numbers are stored " + text + "-endian, expected little.");
        }
      }
    }
  }

  private static Map<String, StoredTensor> tensors(@Nullable Object content) throws IOException {
    if (!(content instanceof Map<?, ?> top)) {
      throw new IOException("it holds no dictionary of tensors.");
    }
    Map<?, ?> state = top.get("state_dict") instanceof Map<?, ?> inner ? inner : top;
    boolean parallel =
        state.keySet().stream().allMatch(name -> name.toString().startsWith(PARALLEL));
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : state.entrySet()) {
      if (entry.getValue() instanceof StoredTensor tensor) {
        String name = entry.getKey().toString();
        tensors.put(parallel ? name.substring(PARALLEL.length()) : name, tensor);
      }
    }
    if (tensors.isEmpty()) {
      throw new IOException("its dictionary holds no tensors.");
    }
    return tensors;
  }
}
