package org.genhowto.dataset.version;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a version of a dataset is: {@code versions/NNNNNN/dataset.json}. It never changes, and says
 * nothing of when or by whom it was made: the same input gives the same shards and the same id.
 *
 * @param version its number, from 1
 * @param parent the version it was made from; null for the first
 * @param id SHA-256 of splits, shards and their hashes
 * @param target size at which shards are cut
 * @param splits what each split comes to
 * @param categories samples of each category
 * @param fields what each field of a sample is
 * @param shards in the order in which they are read
 * @param frontier first offset of the newest segment in it, by split and lane
 * @param deletions number of the newest deletion that it follows
 * @param leftOut samples that were left out so far, by reason
 * @param selection what was selected from the parent; null for all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
    String format,
    long version,
    @Nullable Long parent,
    String id,
    ShardSize target,
    SortedMap<String, Count> splits,
    SortedMap<String, Integer> categories,
    Map<String, String> fields,
    List<Shard> shards,
    SortedMap<String, Long> frontier,
    long deletions,
    SortedMap<String, Long> leftOut,
    @Nullable Selection selection) {
  public static final String FORMAT = "genhowto-dataset-1";

  /** The split that is learnt from. */
  public static final String TRAIN = "train";

  /** What a split comes to. */
  public record Count(int shards, long samples, long bytes) {}

  /**
   * A tar of a version.
   *
   * @param file name in the store
   * @param index name of its index in the store: a JSON object a line, one for each sample
   * @param lane the partition of the stream whose samples it holds; {@link #TAIL} for several
   * @param number its place in the lane
   */
  public record Shard(
      String file,
      String index,
      String split,
      int lane,
      int number,
      int samples,
      long bytes,
      String sha256) {
    /** Lane of shards that hold what is left of all lanes. */
    public static final int TAIL = -1;

    /** Whether its lane goes on after it, so that later versions keep it. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public boolean sealed() {
      return lane != TAIL;
    }
  }

  static byte[] write(Manifest manifest) throws IOException {
    return (Json.INDENTED.writeValueAsString(manifest) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static Manifest read(String name, byte[] bytes) throws IOException {
    Manifest manifest =
        Json.PLAIN
            .readerFor(Manifest.class)
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .readValue(bytes);
    if (!FORMAT.equals(manifest.format())) {
      throw new IOException(
          "%s has format %s, expected %s".formatted(name, manifest.format(), FORMAT));
    }
    return manifest;
  }

  static SortedMap<String, Count> counts(List<Shard> shards) {
    SortedMap<String, Count> counts = new TreeMap<>();
    for (Shard shard : shards) {
      counts.merge(
          shard.split(),
          new Count(1, shard.samples(), shard.bytes()),
          (a, b) ->
              new Count(a.shards() + b.shards(), a.samples() + b.samples(), a.bytes() + b.bytes()));
    }
    return Collections.unmodifiableSortedMap(counts);
  }

  static String id(List<Shard> shards) {
    List<String> lines = new ArrayList<>();
    shards.forEach(shard -> lines.add(shard.split() + " " + shard.sha256()));
    return Sha256.of(String.join("\n", lines));
  }

  /** All samples. */
  public long samples() {
    return splits.values().stream().mapToLong(Count::samples).sum();
  }

  /** The names of its shards in the store, of one split or of all. */
  public List<String> files(String split) {
    return shards.stream()
        .filter(shard -> split.isEmpty() || shard.split().equals(split))
        .map(Shard::file)
        .toList();
  }
}
