package org.genhowto.dataset.version;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.runtime.shard.ShardTar;

/** Samples as a shard writer would have written them, without a stream. */
final class WrittenSegments {
  private static final List<String> SPLITS = List.of("train", "train", "train", "held_out", "test");

  private final DatasetStore store;

  WrittenSegments(DatasetStore store) {
    this.store = store;
  }

  /** A sample at its place in a lane. */
  record Arrival(
      String video,
      String split,
      long offset,
      String caption,
      long look,
      Map<String, Object> more) {
    Arrival(String video, String split, long offset, String caption, long look) {
      this(video, split, offset, caption, look, Map.of());
    }

    Arrival(String video, String split, long offset) {
      this(video, split, offset, "slices of " + video, 0);
    }

    String tripletId() {
      return video + "-0-1-2";
    }
  }

  /** Samples of mixed splits, of a lane, with gaps between their offsets. */
  static List<Arrival> lane(int lane, int samples) {
    Random random = new Random(lane);
    List<Arrival> arrivals = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < samples; i++) {
      offset += 1 + random.nextInt(3);
      String split = SPLITS.get(random.nextInt(SPLITS.size()));
      arrivals.add(new Arrival("v%d.%d".formatted(lane, i), split, offset));
    }
    return arrivals;
  }

  /** Writes a batch and says what would be announced. */
  List<Segment> write(int lane, List<Arrival> batch) throws IOException {
    List<Segment> segments = new ArrayList<>();
    for (String split : SPLITS.stream().distinct().toList()) {
      List<Arrival> own = batch.stream().filter(one -> one.split().equals(split)).toList();
      if (!own.isEmpty()) {
        String id = Segment.id(split, lane, own.get(0).offset());
        try (ShardDraft draft = new ShardDraft()) {
          for (Arrival one : own) {
            ShardSample sample = sample(one);
            byte[] block = ShardTar.block(sample);
            ObjectNode lineage =
                (ObjectNode) Json.PLAIN.readTree(sample.bytes(ShardSample.LINEAGE));
            draft.add(new IndexedSample(sample.key(), lane, 0, block.length, lineage), block);
          }
          ShardDraft.Published tar = draft.publish(store.objects(), Segment.NAMED + id);
          segments.add(
              new Segment(
                  tar.file(), split, lane, own.get(0).offset(), tar.samples(), tar.bytes()));
        }
      }
    }
    return segments;
  }

  static ShardSample sample(Arrival arrival) throws IOException {
    Random random = new Random(arrival.video().hashCode());
    Map<String, byte[]> fields = new LinkedHashMap<>();
    for (String image :
        List.of(ShardSample.INITIAL_IMAGE, ShardSample.ACTION_IMAGE, ShardSample.STATE_IMAGE)) {
      byte[] bytes = new byte[200 + random.nextInt(400)];
      random.nextBytes(bytes);
      fields.put(image, bytes);
    }
    fields.put(ShardSample.ACTION_TEXT, "hands".getBytes(StandardCharsets.UTF_8));
    fields.put(ShardSample.STATE_TEXT, arrival.caption().getBytes(StandardCharsets.UTF_8));
    Map<String, Object> lineage = new LinkedHashMap<>();
    lineage.put("tripletId", arrival.tripletId());
    lineage.put("videoId", arrival.video());
    lineage.put("category", arrival.video().hashCode() % 2 == 0 ? "apple" : "egg");
    lineage.put("split", arrival.split());
    lineage.put("uri", "https://videos/" + arrival.video());
    lineage.put("seconds", Map.of("initial", 0, "action", 1, "final", 2));
    lineage.put("confidence", random.nextDouble());
    lineage.put("actionCaption", "hands");
    lineage.put("finalCaption", arrival.caption());
    lineage.put("captionerVersion", "1");
    if (arrival.look() != 0) {
      String hex = Long.toHexString(arrival.look());
      lineage.put("looks", IntStream.range(0, 3).mapToObj(frame -> hex).toList());
    }
    lineage.putAll(arrival.more());
    fields.put(ShardSample.LINEAGE, Json.PLAIN.writeValueAsBytes(lineage));
    return new ShardSample(ShardSample.key(arrival.tripletId()), fields);
  }
}
