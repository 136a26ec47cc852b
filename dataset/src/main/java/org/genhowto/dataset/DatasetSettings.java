package org.genhowto.dataset;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;
import org.genhowto.runtime.loop.LoopSettings;

/**
 * Settings of the shard writer.
 *
 * @param maxSamples most captioned triplets in one batch
 * @param maxLinger how long a batch waits for more before it is written
 * @param heldOut folders of images that no sample to train on may show
 */
public record DatasetSettings(int maxSamples, Duration maxLinger, List<Path> heldOut) {
  public static final Section SECTION =
      Section.of(
              "shard-writer",
              "The worker that writes captioned triplets into the dataset.",
              Setting.whole(
                      "max-samples", 1_000, 1, 10_000, "Most captioned triplets in one batch.")
                  .in("samples"),
              Setting.whole(
                      "max-linger-seconds",
                      60,
                      0,
                      3_600,
                      "How long a batch waits for more before it is written.")
                  .in("seconds"),
              Setting.list(
                      "held-out",
                      "",
                      "Folders of images that releases are measured on: triplets to train on that"
                          + " show one of them are skipped.")
                  .otherwise("no triplet is skipped for that"))
          .and(LoopSettings.KEYS)
          .formerly("shards");

  public static DatasetSettings from(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    return new DatasetSettings(
        values.integer("max-samples"),
        Duration.ofSeconds(values.whole("max-linger-seconds")),
        values.list("held-out").stream().map(Path::of).toList());
  }
}
