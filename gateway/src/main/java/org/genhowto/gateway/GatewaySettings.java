package org.genhowto.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.genhowto.gateway.access.AccessSettings;
import org.genhowto.gateway.http.EdgeSettings;
import org.genhowto.gateway.http.Forwarded;
import org.genhowto.gateway.http.TlsSettings;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;
import org.genhowto.runtime.tls.TlsFiles;

/**
 * Where the gateway listens and what it takes.
 *
 * @param host address to listen on; where other machines reach it, it needs tokens and TLS
 * @param port port to listen on; 0 takes a free one
 * @param maxBodyBytes largest request body
 * @param maxImagePixels most pixels an input image may have
 * @param videoSchemes URI schemes a video may be submitted with
 * @param remembered requests whose state is kept; the one untouched for longest is forgotten first
 * @param followers clients that may follow events at the same time
 * @param sendTimeout how long Kafka may take to accept a record
 * @param edge how it stands towards browsers and proxies
 * @param tls how bytes are kept from being read on their way
 * @param access who is let in
 */
public record GatewaySettings(
    String host,
    int port,
    long maxBodyBytes,
    long maxImagePixels,
    Set<String> videoSchemes,
    int remembered,
    int followers,
    Duration sendTimeout,
    EdgeSettings edge,
    TlsSettings tls,
    AccessSettings access) {

  public static final Section SECTION =
      Section.of(
          "gateway",
          "What robots, people and browsers reach over HTTP.",
          Setting.string(
              "host",
              "127.0.0.1",
              "Address to listen on; one that other machines reach needs gateway.tokens, and"
                  + " gateway.tls-certificate or gateway.tls=proxy."),
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
          Setting.duration("send-timeout", "10s", "How long Kafka may take to accept a record."),
          Setting.list(
              "hosts",
              "",
              "Names it is called by in the Host header, beside those of this machine. None: any"
                  + " name, but this machine's alone where it listens there alone, so that no page"
                  + " reaches it under a name of its own (DNS rebinding)."),
          Setting.list(
              "cors-origins",
              "",
              "origins such as https://robots.example, with commas between",
              EdgeSettings::isOrigin,
              "Origins whose pages may use it; pages of others may change nothing."),
          Setting.choice(
              "forwarded",
              Forwarded.IGNORE,
              "Whether Forwarded and X-Forwarded-Host, -Proto and -Prefix are believed: only behind"
                  + " a proxy that sets them."),
          Setting.string(
              "base-url",
              "",
              "Where it is reached from outside, such as https://robots.example/genhowto; links"
                  + " begin with it."),
          Setting.whole("connections", 1000, 10, 100_000, "Connections open at the same time.")
              .in("connections"),
          Setting.string(
              "tokens",
              "",
              "File of the clients that are let in: a line for each, with its name, the SHA-256 of"
                  + " its token, requests a minute, open requests, its highest priority, and"
                  + " 'operator' for one that sees everything. `genhowto token NAME` prints one."
                  + " Read again when it changes."),
          Setting.string("tls-certificate", "", "File of the chain of certificates, in PEM."),
          Setting.string(
              "tls-key",
              "",
              "File of the certificate's private key, in PEM (PKCS 8) without a password. Both are"
                  + " read again when they change."),
          Setting.choice(
              "tls",
              TlsSettings.Ends.HERE,
              "Who ends TLS: the gateway itself, where it has a certificate, or a proxy in front"
                  + " beside which nobody reaches it."),
          Setting.whole(
                  "longest-queue",
                  10_000,
                  1,
                  10_000_000,
                  "How many requests may wait; more are refused (429) until fewer do.")
              .in("requests"));

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
        values.duration("send-timeout"),
        edge(values),
        new TlsSettings(
            TlsFiles.from("gateway", path(values, "tls-certificate"), path(values, "tls-key")),
            values.choice("tls", TlsSettings.Ends.class)),
        new AccessSettings(path(values, "tokens"), values.integer("longest-queue")));
  }

  private static Optional<Path> path(SectionValues values, String key) {
    return Optional.of(values.string(key)).filter(text -> !text.isBlank()).map(Path::of);
  }

  private static EdgeSettings edge(SectionValues values) {
    return new EdgeSettings(
        Set.copyOf(values.list("hosts")),
        Set.copyOf(values.list("cors-origins")),
        values.choice("forwarded", Forwarded.class),
        values.string("base-url"),
        values.integer("connections"));
  }
}
