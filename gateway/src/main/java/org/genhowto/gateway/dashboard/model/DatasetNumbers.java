package org.genhowto.gateway.dashboard.model;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.TrainingShard;
import org.genhowto.schemas.Triplet;

/** How much data there is, by category and by split. */
final class DatasetNumbers {
  private static final int CATEGORIES = 500;
  private static final String OTHERS = "(others)";

  private final Map<String, Category> categories = new TreeMap<>();
  private final Map<Split, Shards> shards = new TreeMap<>();
  private long frames;
  private long samples;

  private static final class Category {
    long videos;
    double seconds;
    long triplets;
    double confidence;
    long captioned;
    long words;
  }

  private static final class Shards {
    long count;
    long samples;
    long bytes;
  }

  void add(SampledFrames sampled) {
    frames += sampled.getIndex().size();
    Category category = category(sampled.getCategory());
    category.videos++;
    category.seconds += sampled.getDurationSeconds();
  }

  void add(Triplet triplet) {
    Category category = category(triplet.getSource().getCategory());
    category.triplets++;
    category.confidence += triplet.getConfidence();
  }

  void add(CaptionedTriplet captioned) {
    Category category = category(captioned.getTriplet().getSource().getCategory());
    category.captioned++;
    category.words += captioned.getFinalCaption().strip().split("\\s+", -1).length;
  }

  void add(TrainingShard shard) {
    samples += shard.getSampleKeys().size();
    Shards of = shards.computeIfAbsent(shard.getSplit(), any -> new Shards());
    of.count++;
    of.samples += shard.getSampleKeys().size();
    of.bytes += shard.getTar().getLength();
  }

  long frames() {
    return frames;
  }

  long samples() {
    return samples;
  }

  /** Rows by category. */
  Map<String, Object> categories() {
    Map<String, Object> rows = new LinkedHashMap<>();
    categories.forEach(
        (name, one) ->
            rows.put(
                name,
                new View()
                    .and("videos", one.videos)
                    .and("seconds", one.seconds)
                    .and("triplets", one.triplets)
                    .and("confidence", one.confidence / one.triplets)
                    .and("captioned", one.captioned)
                    .and("words", one.words / (double) one.captioned)
                    .map()));
    return rows;
  }

  /** Rows by split. */
  Map<String, Object> splits() {
    Map<String, Object> rows = new LinkedHashMap<>();
    shards.forEach(
        (split, one) ->
            rows.put(
                split.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                new View()
                    .and("shards", one.count)
                    .and("samples", one.samples)
                    .and("bytes", one.bytes)
                    .map()));
    return rows;
  }

  private Category category(String name) {
    String known = categories.containsKey(name) || categories.size() < CATEGORIES ? name : OTHERS;
    return categories.computeIfAbsent(known, any -> new Category());
  }
}
