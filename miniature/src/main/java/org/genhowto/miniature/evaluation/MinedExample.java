package org.genhowto.miniature.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Phase;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.Resampling;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.runtime.shard.ShardSample;

/**
 * A triplet that the localizer and the captioner made of a video, right or wrong: no truth is in
 * it.
 *
 * @param id the triplet's
 * @param images the squares that the methods see, by phase
 * @param actionPrompt the action frame's caption, {@code finalPrompt} the final frame's
 */
record MinedExample(
    String id,
    String video,
    Category category,
    List<RgbImage> images,
    String actionPrompt,
    String finalPrompt)
    implements Example {

  MinedExample {
    images = List.copyOf(images);
  }

  /** All samples of the shards in a folder, in their order. */
  static List<MinedExample> of(Path folder) throws IOException {
    var examples = new ArrayList<MinedExample>();
    for (var shard : ShardReader.shards(folder, "")) {
      try (var reader = ShardReader.open(shard)) {
        for (var sample = reader.next(); sample.isPresent(); sample = reader.next()) {
          examples.add(of(sample.get()));
        }
      }
    }
    return examples;
  }

  private static MinedExample of(ShardSample sample) throws IOException {
    var lineage = Json.PLAIN.readTree(sample.bytes(ShardSample.LINEAGE));
    return new MinedExample(
        sample.key(),
        lineage.required("videoId").asText(),
        Category.named(lineage.required("category").asText()),
        List.of(
            square(sample, ShardSample.INITIAL_IMAGE),
            square(sample, ShardSample.ACTION_IMAGE),
            square(sample, ShardSample.STATE_IMAGE)),
        sample.text(ShardSample.ACTION_TEXT).strip(),
        sample.text(ShardSample.STATE_TEXT).strip());
  }

  private static RgbImage square(ShardSample sample, String field) {
    return Images.decode(sample.bytes(field)).centreSquare().resize(SIDE, SIDE, Resampling.BICUBIC);
  }

  @Override
  public RgbImage image(Phase phase) {
    return images.get(phase.ordinal());
  }
}
