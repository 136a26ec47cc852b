package org.genhowto.ingest;

import java.nio.file.Path;
import java.util.Set;
import org.genhowto.ingest.fetch.FetchLimits;
import org.genhowto.ingest.video.FrameSampling;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;
import org.genhowto.runtime.loop.LoopSettings;

/**
 * Every setting of the room: how videos are fetched, and what is made of them.
 *
 * @param concurrency videos that are on their way at once
 */
public record IngestSettings(FetchLimits fetch, FrameSampling sampling, int concurrency) {
  private static final Set<String> SCHEMES = Set.of("file", "http", "https");
  private static final FrameSampling NORMAL = FrameSampling.DEFAULT;

  public static final Section SECTION =
      Section.of(
              "ingest",
              "The worker that turns video references into sampled frames.",
              Setting.list(
                  "schemes",
                  "file,http,https",
                  "any of file, http, https, with commas between",
                  SCHEMES::contains,
                  "URI schemes of videos that are followed."),
              Setting.whole("max-bytes", 4L << 30, 1, Long.MAX_VALUE, "Largest video file.")
                  .in("bytes"),
              Setting.duration(
                  "connect-timeout", "10s", "Time for a server to accept the connection."),
              Setting.duration(
                  "idle-timeout", "30s", "Time in which a server has to send something."),
              Setting.duration(
                  "fetch-timeout", "15m", "Time for a whole transfer, redirects included."),
              Setting.whole(
                      "fetches-per-host",
                      2,
                      1,
                      1000,
                      "Videos that are fetched from one host at the same time.")
                  .in("videos"),
              Setting.path("folder", "", "Where fetched videos are kept while they are worked on.")
                  .otherwise("the system's folder for temporary files"),
              Setting.whole(
                      "max-seconds",
                      NORMAL.maxSeconds(),
                      1,
                      86_400,
                      "Longest part of a video that is looked at.")
                  .in("seconds"),
              Setting.whole("short-side", NORMAL.shortSide(), 16, 4096, "Shorter side of a frame.")
                  .in("pixels"),
              Setting.decimal(
                  "jpeg-quality", NORMAL.jpegQuality(), 0.01, 1, "Quality of a frame's JPEG."),
              Setting.whole(
                      "max-pixels",
                      NORMAL.maxPixels(),
                      1,
                      1L << 28,
                      "Largest picture a video may have.")
                  .in("pixels"),
              Setting.whole(
                      "decoder-threads",
                      NORMAL.decoderThreads(),
                      1,
                      64,
                      "Threads that decode one video.")
                  .in("threads"),
              Setting.choice(
                  "cut-videos",
                  NORMAL.cutVideos(),
                  "What becomes of a video whose file ends before the time it states: with keep"
                      + " the seconds that are there are used, and its record says so."),
              Setting.whole(
                      "concurrency",
                      24, // A host that stalls has two of them: the others lose less than a tenth.
                      1,
                      256,
                      "Videos that are worked on at once: most are on their way here, and as many"
                          + " are decoded as there are processors.")
                  .in("videos"))
          .and(LoopSettings.KEYS);

  static IngestSettings from(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return new IngestSettings(
        new FetchLimits(
            Set.copyOf(values.list("schemes")),
            values.whole("max-bytes"),
            values.duration("connect-timeout"),
            values.duration("idle-timeout"),
            values.duration("fetch-timeout"),
            values.integer("fetches-per-host"),
            values.findPath("folder").orElse(temporary)),
        new FrameSampling(
            values.integer("max-seconds"),
            values.integer("short-side"),
            values.decimal("jpeg-quality"),
            values.whole("max-pixels"),
            values.integer("decoder-threads"),
            values.choice("cut-videos", FrameSampling.CutVideos.class)),
        values.integer("concurrency"));
  }
}
