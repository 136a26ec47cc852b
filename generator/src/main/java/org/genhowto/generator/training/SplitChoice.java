package org.genhowto.generator.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.schemas.Split;

/**
 * Which samples of shards are learnt from. A sample's split is the one that its lineage states, or
 * else the one that the shard's name begins with.
 *
 * @param splits as {@link #known} spells them
 */
public record SplitChoice(Set<String> splits) {
  /** Of samples that say nothing of it, in shards whose names do not either. */
  private static final String UNSTATED = "unstated";

  /** What training is for. */
  public static final SplitChoice TRAIN = new SplitChoice(Set.of(spelling(Split.TRAIN)));

  public SplitChoice {
    splits = Set.copyOf(splits);
    for (String split : splits) {
      if (!known().contains(split)) {
        throw new IllegalArgumentException(
            "The split is '%s', expected one of %s".formatted(split, known()));
      }
    }
    if (splits.isEmpty()) {
      throw new IllegalArgumentException("No split is named, expected one of " + known());
    }
  }

  private static List<String> known() {
    return Stream.concat(
            Arrays.stream(Split.values()).map(SplitChoice::spelling), Stream.of(UNSTATED))
        .toList();
  }

  private static String spelling(Split split) {
    return split.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Samples by split, as they were found. */
  static final class Count {
    private final Map<String, Integer> taken = new TreeMap<>();
    private final Map<String, Integer> passed = new TreeMap<>();

    /** What to say of it; empty where only train samples were there, and were taken. */
    List<String> lines() {
      Set<String> others = new TreeSet<>(taken.keySet());
      others.remove(spelling(Split.TRAIN));
      return Stream.concat(
              others.stream()
                  .map(
                      split ->
                          "%d samples of split %s are learnt from, as asked for"
                              .formatted(taken.get(split), split)),
              passed.entrySet().stream()
                  .map(
                      split ->
                          "%d samples of split %s are left out"
                              .formatted(split.getValue(), split.getKey())))
          .toList();
    }

    /** The splits that were left out, with their numbers. */
    String passedOver() {
      return passed.entrySet().stream()
          .map(split -> split.getValue() + " of " + split.getKey())
          .collect(Collectors.joining(", "));
    }
  }

  /** Whether a sample is learnt from; it is counted either way. */
  boolean takes(Path shard, ShardSample sample, Count count) {
    String split = splitOf(shard, sample);
    boolean takes = splits.contains(split);
    (takes ? count.taken : count.passed).merge(split, 1, Integer::sum);
    return takes;
  }

  private static String splitOf(Path shard, ShardSample sample) {
    String stated = stated(sample);
    if (!stated.isEmpty()) {
      return spelled(stated);
    }
    String name = shard.getFileName().toString();
    return Arrays.stream(Split.values())
        .filter(split -> spelled(name).startsWith(spelling(split) + "-"))
        .findFirst()
        .map(SplitChoice::spelling)
        .orElse(UNSTATED);
  }

  private static String spelled(String split) {
    return split.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String stated(ShardSample sample) {
    byte[] lineage = sample.fields().get(ShardSample.LINEAGE);
    if (lineage == null) {
      return "";
    }
    try {
      JsonNode json = Json.PLAIN.readTree(new String(lineage, StandardCharsets.UTF_8));
      return json == null ? "" : json.path("split").asText("");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the lineage of sample %s is not JSON: %s"
              .formatted(sample.key(), e.getOriginalMessage()),
          e);
    }
  }
}
