package org.genhowto.evaluator.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.evaluator.statistics.LabelledRows;
import org.jspecify.annotations.Nullable;

/**
 * Features with the class of each row, in one file or in two:
 *
 * <ul>
 *   <li>{@code feats} or {@code features} (N, D), floating-point numbers of 16, 32 or 64 bits;
 *   <li>{@code labels} (N), or {@code label}, {@code y}: whole numbers from 0;
 *   <li>{@code videos} (N), or another of {@link #VIDEOS}: texts or whole numbers, where there are
 *       any.
 * </ul>
 *
 * @param file where the features are
 * @param rows N rows, at least one, with their classes
 * @param videos of the rows; empty where the file does not say
 */
public record LabelledFile(Path file, LabelledRows rows, Optional<List<String>> videos) {
  private static final List<String> FEATURES = List.of("feats", "features");
  private static final List<String> LABELS = List.of("labels", "label", "y");
  private static final List<String> VIDEOS = List.of("videos", "video", "groups");

  /**
   * Reads features and their labels.
   *
   * @param labels a file of labels alone; null where they stand beside the features
   * @param videos a file of videos alone; null where they stand beside the features, or nowhere
   * @throws IllegalArgumentException naming the file, the array and what is wrong with it
   */
  public static LabelledFile read(Path file, @Nullable Path labels, @Nullable Path videos) {
    List<String> names = new ArrayList<>(FEATURES);
    names.addAll(LABELS);
    names.addAll(VIDEOS);
    Map<String, StoredArray> arrays = ArrayFile.read(file, names, "features and labels");
    float[][] rows =
        one(arrays, FEATURES)
            .or(() -> alone(arrays, labels))
            .orElseThrow(() -> lacks(file, arrays, FEATURES))
            .rows();
    if (rows.length == 0 || rows[0].length == 0) {
      throw new IllegalArgumentException(
          "%s holds %d rows of features, expected at least 1 of at least one number"
              .formatted(file, rows.length));
    }
    int[] classes =
        (labels == null ? one(arrays, LABELS) : Optional.of(column(labels, LABELS)))
            .orElseThrow(() -> lacks(file, arrays, LABELS))
            .labels();
    Optional<List<String>> groups =
        (videos == null ? one(arrays, VIDEOS) : Optional.of(column(videos, VIDEOS)))
            .map(StoredArray::names);
    requireAsMany(file, rows.length, classes.length, "labels");
    groups.ifPresent(group -> requireAsMany(file, rows.length, group.size(), "videos"));
    return new LabelledFile(file, new LabelledRows(rows, classes), groups);
  }

  private static Optional<StoredArray> one(Map<String, StoredArray> arrays, List<String> names) {
    return names.stream()
        .flatMap(name -> Optional.ofNullable(arrays.get(name)).stream())
        .findFirst();
  }

  /** A file's only array is taken as features where labels come from elsewhere. */
  private static Optional<StoredArray> alone(
      Map<String, StoredArray> arrays, @Nullable Path labels) {
    boolean features = arrays.size() == 1 && (labels != null || arrays.containsKey(""));
    return features ? arrays.values().stream().findFirst() : Optional.empty();
  }

  private static StoredArray column(Path file, List<String> names) {
    Map<String, StoredArray> arrays = ArrayFile.read(file, names, String.join(" or ", names));
    return one(arrays, names).orElseGet(() -> arrays.values().iterator().next());
  }

  private static IllegalArgumentException lacks(
      Path file, Map<String, StoredArray> arrays, List<String> names) {
    return new IllegalArgumentException(
        "%s has no %s%s, expected an array of one of these names%s"
            .formatted(
                file,
                String.join(", ", names),
                arrays.containsKey("") ? "" : " beside " + sorted(arrays),
                names.equals(LABELS) ? ", or a file of labels" : ""));
  }

  private static List<String> sorted(Map<String, StoredArray> arrays) {
    List<String> names = new ArrayList<>(arrays.keySet());
    Collections.sort(names);
    return names;
  }

  private static void requireAsMany(Path file, int rows, int others, String what) {
    if (rows != others) {
      throw new IllegalArgumentException(
          "%s: %d rows of features with %d %s, expected as many"
              .formatted(file, rows, others, what));
    }
  }
}
