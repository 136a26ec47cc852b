package org.genhowto.dataset.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.dataset.looks.HeldOutImages;
import org.genhowto.networks.image.Images;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.progress.Counter;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.runtime.shard.ShardSample;

/**
 * Held-out images among samples to train on.
 *
 * @param samples samples to train on
 * @param finds each in words: shard, sample, and the image it shows
 */
public record HeldOutCheck(int samples, List<String> finds) {
  private static final String TRAIN = "train";

  public HeldOutCheck {
    finds = List.copyOf(finds);
  }

  /**
   * Reads shards.
   *
   * @param progress told of shards read, and of how many
   * @throws IllegalArgumentException naming the sample that is none
   */
  public static HeldOutCheck of(List<Path> shards, HeldOutImages heldOut, Counter progress)
      throws IOException {
    List<String> finds = new ArrayList<>();
    int samples = 0;
    for (int i = 0; i < shards.size(); i++) {
      try (ShardReader reader = ShardReader.open(shards.get(i))) {
        for (Optional<ShardSample> sample = reader.next();
            sample.isPresent();
            sample = reader.next()) {
          if (isToTrainOn(sample.get())) {
            samples++;
            find(shards.get(i), sample.get(), heldOut).ifPresent(finds::add);
          }
        }
      }
      progress.counted(i + 1, shards.size());
    }
    return new HeldOutCheck(samples, finds);
  }

  private static boolean isToTrainOn(ShardSample sample) throws IOException {
    JsonNode lineage = Json.PLAIN.readTree(sample.bytes(ShardSample.LINEAGE));
    return lineage.path("split").asText().equals(TRAIN);
  }

  private static Optional<String> find(Path shard, ShardSample sample, HeldOutImages heldOut) {
    try {
      return heldOut
          .shown(sample)
          .map(image -> "%s: %s shows %s".formatted(shard.getFileName(), sample.key(), image));
    } catch (Images.UnreadableImageException e) {
      throw new IllegalArgumentException(
          "a frame of sample %s of %s cannot be read: %s"
              .formatted(sample.key(), shard.getFileName(), e.getMessage()),
          e);
    }
  }
}
