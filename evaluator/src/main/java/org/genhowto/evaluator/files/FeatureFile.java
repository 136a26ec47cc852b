package org.genhowto.evaluator.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.genhowto.evaluator.files.FeatureSet.Features;
import org.genhowto.evaluator.files.FeatureSet.Statistics;
import org.genhowto.evaluator.statistics.Gaussian;
import org.genhowto.runtime.blob.AtomicFile;

/**
 * Features or statistics in a file, told by how its name ends:
 *
 * <ul>
 *   <li>{@code .npy}: features (N, D), as {@code numpy.save} writes them;
 *   <li>{@code .npz}: {@code feats} or {@code features} (N, D), as clean-fid keeps them; or {@code
 *       mu} (D) and {@code sigma} (D, D), the statistics of pytorch-fid and clean-fid; or a single
 *       array, which is taken as features;
 *   <li>{@code .safetensors}: the same names.
 * </ul>
 *
 * Numbers have 16, 32 or 64 bits; features are kept with 32. Where a file has both, features count.
 */
public final class FeatureFile {
  private static final List<String> FEATURES = List.of("feats", "features");
  private static final String MEAN = "mu";
  private static final String COVARIANCE = "sigma";
  private static final List<String> NAMES = List.of("feats", "features", MEAN, COVARIANCE);
  private static final String EXPECTED = "feats or features, or mu and sigma";
  private static final int LEAST = 2;

  private FeatureFile() {}

  /** Whether a file has one of the names that are read. */
  public static boolean isNamed(Path file) {
    return ArrayFile.isNamed(file);
  }

  /** The endings, for sentences. */
  public static List<String> endings() {
    return ArrayFile.ENDINGS;
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException naming the file, the array and what is wrong with it
   */
  public static FeatureSet read(Path file) {
    Map<String, StoredArray> arrays = ArrayFile.read(file, NAMES, EXPECTED);
    for (String name : FEATURES) {
      if (arrays.containsKey(name)) {
        return features(file, arrays.get(name));
      }
    }
    StoredArray mean = arrays.get(MEAN);
    StoredArray covariance = arrays.get(COVARIANCE);
    if (mean != null && covariance != null) {
      return statistics(file, mean, covariance);
    }
    if (arrays.size() == 1 && mean == null && covariance == null) {
      return features(file, arrays.values().iterator().next());
    }
    throw new IllegalArgumentException(
        "%s holds %s, expected %s".formatted(file, arrays.keySet(), EXPECTED));
  }

  private static FeatureSet features(Path file, StoredArray array) {
    float[][] rows = array.rows();
    if (rows.length < LEAST || rows[0].length == 0) {
      throw new IllegalArgumentException(
          "%s holds %d rows of features, expected at least %d of at least one number"
              .formatted(file, rows.length, LEAST));
    }
    return new Features(rows);
  }

  private static FeatureSet statistics(Path file, StoredArray mean, StoredArray covariance) {
    try {
      return new Statistics(new Gaussian(mean.vector(), covariance.square()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Writes a file that {@link #read}, and for {@code .npz} pytorch-fid and clean-fid too, can read.
   * Where there are features, they and their statistics are written; {@code .npy} has room for
   * features only.
   */
  public static void write(Path file, FeatureSet set) throws IOException {
    ArrayFile.requireNamed(file);
    Optional<float[][]> rows =
        set instanceof Features features ? Optional.of(features.rows()) : Optional.empty();
    if (ArrayFile.name(file).endsWith(".npy")) {
      AtomicFile.write(
          file,
          Npy.write(
              rows.orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          file + " has room for features only, and there are statistics"))));
      return;
    }
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    rows.ifPresent(features -> arrays.put(FEATURES.get(0), Npy.write(features)));
    Gaussian statistics = set.statistics();
    int d = statistics.dimensions();
    arrays.put(MEAN, Npy.write(statistics.mean(), d));
    arrays.put(COVARIANCE, Npy.write(statistics.covariance(), d, d));
    AtomicFile.write(file, ArrayFile.name(file).endsWith(".npz") ? zip(arrays) : tensors(arrays));
  }

  private static byte[] zip(Map<String, byte[]> arrays) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
        entry.setTime(0); // the same features give the same bytes
        zip.putNextEntry(entry);
        zip.write(array.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] tensors(Map<String, byte[]> arrays) {
    Map<String, StoredArray> tensors = new LinkedHashMap<>();
    arrays.forEach((name, bytes) -> tensors.put(name, Npy.read(name, bytes)));
    return SafetensorsArrays.write(tensors);
  }
}
