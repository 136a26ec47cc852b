package org.genhowto.dataset.compactor;

import java.time.Duration;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;

/**
 * When the compactor makes a version, and what it clears away.
 *
 * @param idle how long nothing has come before what came becomes a version
 * @param bytes of new samples that become a version at once
 * @param grace how long what no version holds stays in the store
 * @param keepVersions newest versions that stay
 */
public record CompactorSettings(Duration idle, long bytes, Duration grace, int keepVersions) {
  public static final Section SECTION =
      Section.of(
          "compactor",
          "The worker that puts what the shard writer wrote into versions of the dataset.",
          Setting.duration(
              "idle", "5m", "How long no sample has come before those that came become a version."),
          Setting.whole(
                  "bytes",
                  2L << 30,
                  1,
                  1L << 50,
                  "New samples of this size become a version though more are coming.")
              .in("bytes"),
          Setting.duration(
              "grace",
              "1d",
              "How long tars stay in the store that no version holds, such as those that crashes"
                  + " left."),
          Setting.whole(
                  "keep-versions",
                  100,
                  1,
                  1_000_000,
                  "Newest versions that stay; what only older ones hold is cleared away.")
              .in("versions"));

  public static CompactorSettings from(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    return new CompactorSettings(
        values.duration("idle"),
        values.whole("bytes"),
        values.duration("grace"),
        values.integer("keep-versions"));
  }
}
