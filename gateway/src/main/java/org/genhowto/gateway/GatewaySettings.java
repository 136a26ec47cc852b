package org.genhowto.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.genhowto.runtime.config.Configuration;

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
record GatewaySettings(
    String host,
    int port,
    long maxBodyBytes,
    long maxImagePixels,
    Set<String> videoSchemes,
    int remembered,
    int followers,
    Duration sendTimeout) {

  GatewaySettings {
    videoSchemes = Set.copyOf(videoSchemes);
  }

  /**
   * Keys gateway.host, gateway.port, gateway.max-body-bytes, gateway.max-image-pixels,
   * gateway.video-schemes, gateway.remembered, gateway.followers, gateway.send-timeout.
   */
  static GatewaySettings from(Configuration configuration) {
    return new GatewaySettings(
        configuration.string("gateway.host", "127.0.0.1"),
        configuration.integer("gateway.port", 8080, 0, 65_535),
        configuration.whole("gateway.max-body-bytes", 16L << 20, 1024, 1L << 30),
        configuration.whole("gateway.max-image-pixels", 40_000_000, 1, 1L << 30),
        Set.copyOf(configuration.list("gateway.video-schemes", List.of("http", "https"))),
        configuration.integer("gateway.remembered", 10_000, 1, 10_000_000),
        configuration.integer("gateway.followers", 100, 1, 10_000),
        configuration.duration("gateway.send-timeout", Duration.ofSeconds(10)));
  }
}
