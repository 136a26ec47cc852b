package org.genhowto.evaluator.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Arrays in a .npy, .npz or .safetensors file. */
final class ArrayFile {
  static final List<String> ENDINGS = List.of(".npy", ".npz", ".safetensors");

  private ArrayFile() {}

  /**
   * The arrays of some names, and a single one whatever its name; that of a .npy file has none.
   *
   * @param expected the names, in a sentence
   * @return at least one
   * @throws IllegalArgumentException naming the file, the array and what is wrong with it
   */
  static Map<String, StoredArray> read(Path file, Collection<String> names, String expected) {
    requireNamed(file);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("There is no file at " + file + ".");
    }
    try {
      if (name(file).endsWith(".npz")) {
        return zipped(file, names, expected);
      }
      byte[] bytes = Files.readAllBytes(file);
      return name(file).endsWith(".npy")
          ? Map.of("", Npy.read(file.toString(), bytes))
          : SafetensorsArrays.read(file.toString(), bytes, names, expected);
    } catch (ZipException e) {
      throw new IllegalArgumentException(
          "%s is no .npz file, or a damaged one: %s".formatted(file, e.getMessage()), e);
    } catch (IOException | OutOfMemoryError e) {
      throw new IllegalArgumentException(
          "%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Map<String, StoredArray> zipped(
      Path file, Collection<String> names, String expected) throws IOException {
    Map<String, StoredArray> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        String name = entry.getName().replaceFirst("[.]npy$", "");
        if (names.contains(name) || zip.size() == 1) {
          try (InputStream in = zip.getInputStream(entry)) {
            arrays.put(name, Npy.read(file + ", array " + name, in.readAllBytes()));
          }
        }
      }
      if (arrays.isEmpty()) {
        throw new IllegalArgumentException(
            "%s holds %s, expected %s"
                .formatted(file, zip.stream().map(ZipEntry::getName).toList(), expected));
      }
    }
    return arrays;
  }

  static boolean isNamed(Path file) {
    return ENDINGS.stream().anyMatch(ending -> name(file).endsWith(ending));
  }

  static void requireNamed(Path file) {
    if (!isNamed(file)) {
      throw new IllegalArgumentException(
          "%s is no file of features by its name, expected it to end in one of %s"
              .formatted(file, ENDINGS));
    }
  }

  static String name(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }
}
