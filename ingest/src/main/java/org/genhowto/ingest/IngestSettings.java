package org.genhowto.ingest;

import java.nio.file.Path;
import java.util.Set;
import org.genhowto.ingest.decoding.Decoding;
import org.genhowto.ingest.decoding.DecodingLimits;
import org.genhowto.ingest.fetch.FetchLimits;
import org.genhowto.ingest.fetch.HostSecrets;
import org.genhowto.ingest.fetch.Reach;
import org.genhowto.ingest.video.FrameSampling;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.remote.AddressBlock;
import org.genhowto.runtime.remote.Destinations;

/**
 * Every setting of the room: how videos are fetched, and what is made of them.
 *
 * @param fetch what fetching may cost
 * @param reach where videos may come from
 * @param decoding where videos are decoded, and what one may cost
 * @param concurrency videos that are on their way at once
 */
public record IngestSettings(
    FetchLimits fetch, Reach reach, FrameSampling sampling, Decoding decoding, int concurrency) {
  private static final Set<String> SCHEMES = Set.of("file", "http", "https");
  private static final FrameSampling NORMAL = FrameSampling.DEFAULT;
  private static final DecodingLimits LIMITS = DecodingLimits.DEFAULT;

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
                      "min-rate",
                      1000,
                      0,
                      Long.MAX_VALUE,
                      "What a server has to send at least, taken over the idle time.")
                  .in("bytes a second"),
              Setting.list(
                      "allowed-networks",
                      "",
                      "networks such as 10.0.0.0/8, 127.0.0.1 or fd00::/8, with commas between",
                      AddressBlock::isBlock,
                      "Networks that videos may be fetched from although they are not the open"
                          + " internet, such as your own storage; judged by the address that is"
                          + " connected to, after names and redirects.")
                  .otherwise("the open internet alone"),
              Setting.list(
                  "allowed-ports",
                  "80,443",
                  "ports such as 8080 or 8000-8999, with commas between",
                  Destinations.Ports::isPorts,
                  "Ports that videos may be fetched from."),
              Setting.list(
                      "file-roots",
                      "",
                      "Folders whose files may be read by file: addresses; links that lead out of"
                          + " them are not followed.")
                  .otherwise("no file of this machine is read"),
              Setting.secret(
                      "logins",
                      "Who logs in where, as JSON: {\"videos.example.org\": \"user:password\"}; a"
                          + " host alone is told over https, another port stands behind it, and"
                          + " for http :80 too.")
                  .otherwise("nobody, but where an address names somebody"),
              Setting.secret(
                      "headers",
                      "Headers for hosts, as JSON: {\"videos.example.org\": {\"Authorization\":"
                          + " \"Bearer ...\"}}; hosts as in ingest.logins.")
                  .otherwise("none"),
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
              Setting.choice(
                  "decode",
                  NORMAL.decode(),
                  "Which frames are decoded: those that are needed for the seconds, or all; the"
                      + " pictures are the same."),
              Setting.choice(
                  "still-videos",
                  NORMAL.stillVideos(),
                  "What becomes of a video that shows one picture from beginning to end: with skip"
                      + " its key frames are looked at first, and nothing comes of it."),
              Setting.choice(
                  "decoder",
                  Decoding.DEFAULT.decoder(),
                  "Where videos are decoded: in processes of their own, which a fault of a library"
                      + " or a bomb ends instead of the worker, or in the worker's."),
              Setting.whole(
                      "decoder-cpu",
                      LIMITS.cpuPerMinute(),
                      1,
                      Integer.MAX_VALUE,
                      "Processor time that decoding a minute of video may take.")
                  .in("seconds a minute"),
              Setting.whole(
                      "decoder-cpu-least",
                      LIMITS.leastCpu(),
                      1,
                      Integer.MAX_VALUE,
                      "Processor time that decoding may take of any video, however short.")
                  .in("seconds"),
              Setting.whole(
                      "decoder-memory",
                      LIMITS.memory(),
                      128L << 20,
                      Long.MAX_VALUE >> 1,
                      "Memory that the process that decodes a video may have resident.")
                  .in("bytes"),
              Setting.duration(
                  "decoder-silence",
                  "60s",
                  "Time in which decoding has to come on, be it by one packet of the file."),
              Setting.whole(
                      "max-frames",
                      LIMITS.frames(),
                      1,
                      Long.MAX_VALUE,
                      "Most frames of a video that are decoded.")
                  .in("frames"),
              Setting.whole(
                      "max-output-bytes",
                      LIMITS.outputBytes(),
                      1,
                      Long.MAX_VALUE,
                      "Most bytes of the JPEGs of one video together.")
                  .in("bytes"),
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
            new FetchLimits.Time(
                values.duration("connect-timeout"),
                values.duration("idle-timeout"),
                values.duration("fetch-timeout"),
                values.whole("min-rate")),
            values.integer("fetches-per-host"),
            values.findPath("folder").orElse(temporary)),
        reach(values),
        new FrameSampling(
            values.integer("max-seconds"),
            values.integer("short-side"),
            values.decimal("jpeg-quality"),
            values.whole("max-pixels"),
            values.integer("decoder-threads"),
            values.choice("cut-videos", FrameSampling.CutVideos.class),
            values.choice("decode", FrameSampling.Decode.class),
            values.choice("still-videos", FrameSampling.StillVideos.class)),
        decoding(values),
        values.integer("concurrency"));
  }

  private static Decoding decoding(SectionValues values) {
    return new Decoding(
        values.choice("decoder", Decoding.Decoder.class),
        new DecodingLimits(
            values.whole("decoder-cpu"),
            values.whole("decoder-cpu-least"),
            values.whole("decoder-memory"),
            values.duration("decoder-silence"),
            values.whole("max-frames"),
            values.whole("max-output-bytes")));
  }

  private static Reach reach(SectionValues values) {
    return new Reach(
        new Destinations(
            values.list("allowed-networks").stream().map(AddressBlock::of).toList(),
            values.list("allowed-ports").stream().map(Destinations.Ports::of).toList()),
        values.list("file-roots").stream().map(Path::of).toList(),
        HostSecrets.of(values.secret("logins"), values.secret("headers")));
  }
}
