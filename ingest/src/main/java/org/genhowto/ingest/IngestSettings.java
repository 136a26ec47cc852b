package org.genhowto.ingest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.genhowto.ingest.fetch.FetchLimits;
import org.genhowto.ingest.video.FrameSampling;
import org.genhowto.runtime.config.Configuration;

/** Every setting of the room: how videos are fetched, and what is made of them. */
record IngestSettings(FetchLimits fetch, FrameSampling sampling) {
  private static final long GIBIBYTE = 1L << 30;

  /**
   * Keys ingest.schemes, ingest.max-bytes, ingest.connect-timeout, ingest.fetch-timeout,
   * ingest.folder, ingest.max-seconds, ingest.short-side, ingest.jpeg-quality, ingest.max-pixels,
   * ingest.decoder-threads.
   */
  static IngestSettings from(Configuration configuration) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    FrameSampling normal = FrameSampling.DEFAULT;
    return new IngestSettings(
        new FetchLimits(
            Set.copyOf(configuration.list("ingest.schemes", List.of("file", "http", "https"))),
            configuration.whole("ingest.max-bytes", 4 * GIBIBYTE, 1, Long.MAX_VALUE),
            configuration.duration("ingest.connect-timeout", Duration.ofSeconds(10)),
            configuration.duration("ingest.fetch-timeout", Duration.ofMinutes(15)),
            configuration.path("ingest.folder", temporary)),
        new FrameSampling(
            configuration.integer("ingest.max-seconds", normal.maxSeconds(), 1, 86_400),
            configuration.integer("ingest.short-side", normal.shortSide(), 16, 4096),
            configuration.decimal("ingest.jpeg-quality", normal.jpegQuality(), 0.01, 1),
            configuration.whole("ingest.max-pixels", normal.maxPixels(), 1, 1L << 28),
            configuration.integer("ingest.decoder-threads", normal.decoderThreads(), 1, 64)));
  }
}
