package org.genhowto.gateway;

import java.time.Duration;
import java.util.Set;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;

/**
 * Where the gateway listens and what it takes.
 *
 * @param host address to listen on; there is no log-in, so anything but this machine needs a proxy
 *     in front that has one
 * @param port port to listen on; 0 takes a free one
 * @param maxBodyBytes largest request body
 * @param maxImagePixels most pixels an input image may have
 * @param videoSchemes URI schemes a video may be submitted with
 * @param remembered requests whose state is kept; the one untouched for longest is forgotten first
 * @param followers clients that may follow events at the same time
 * @param sendTimeout how long Kafka may take to accept a record
 */
public record GatewaySettings(
    String host,
    int port,
    long maxBodyBytes,
    long maxImagePixels,
    Set<String> videoSchemes,
    int remembered,
    int followers,
    Duration sendTimeout) {

  public static final Section SECTION =
      Section.of(
          "gateway",
          "What robots, people and browsers reach over HTTP.",
          Setting.string(
              "host",
              "127.0.0.1",
              "Address to listen on; there is no log-in, so anything but this machine needs a"
                  + " proxy in front that has one."),
          Setting.whole("port", 8080, 0, 65_535, "Port to listen on; 0 takes a free one."),
          Setting.whole("max-body-bytes", 16L << 20, 1024, 1L << 30, "Largest request body.")
              .in("bytes"),
          Setting.whole("max-image-pixels", 40_000_000, 1, 1L << 30, "Largest input image.")
              .in("pixels"),
          Setting.list("video-schemes", "http,https", "URI schemes a video may be submitted with."),
          Setting.whole(
                  "remembered",
                  10_000,
                  1,
                  10_000_000,
                  "How many requests' state is kept; the one untouched for longest is forgotten"
                      + " first.")
              .in("requests"),
          Setting.whole(
                  "followers", 100, 1, 10_000, "Clients that may follow events at the same time.")
              .in("clients"),
          Setting.duration("send-timeout", "10s", "How long Kafka may take to accept a record."));

  public GatewaySettings {
    videoSchemes = Set.copyOf(videoSchemes);
  }

  public static GatewaySettings from(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    return new GatewaySettings(
        values.string("host"),
        values.integer("port"),
        values.whole("max-body-bytes"),
        values.whole("max-image-pixels"),
        Set.copyOf(values.list("video-schemes")),
        values.integer("remembered"),
        values.integer("followers"),
        values.duration("send-timeout"));
  }
}
