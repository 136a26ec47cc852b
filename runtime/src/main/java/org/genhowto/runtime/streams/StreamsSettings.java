package org.genhowto.runtime.streams;

import java.nio.file.Path;
import java.util.List;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;

/**
 * What a {@link StreamsWorker} is told by its section.
 *
 * @param stateDirectory where Kafka Streams keeps its lock and checkpoint files, in a folder for
 *     each instance
 * @param replication replicas of the topics of Kafka Streams; -1 for the brokers' default
 */
public record StreamsSettings(Path stateDirectory, int replication) {

  /** Keys of every section of such a worker. */
  public static final List<Setting> KEYS =
      List.of(
          Setting.path("state-directory", "", "Where Kafka Streams keeps its files.")
              .otherwise("genhowto-streams in the system's folder for temporary files"),
          Setting.whole(
                  "replication",
                  -1,
                  -1,
                  10,
                  "Replicas of the topics of Kafka Streams; -1 for the brokers' default.")
              .in("replicas"));

  public static StreamsSettings from(SectionValues values) {
    return new StreamsSettings(
        values
            .findPath("state-directory")
            .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), "genhowto-streams")),
        values.integer("replication"));
  }
}
