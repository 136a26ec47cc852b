package org.genhowto.gateway.webhook;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;
import org.genhowto.runtime.loop.LoopSettings;

/**
 * How results are posted.
 *
 * @param secrets what they are signed with, all of them; the first is the newest
 * @param reach which addresses may be called
 * @param connectTimeout for a receiver to accept the connection
 * @param timeout for a whole call
 * @param concurrency calls at once
 * @param perHost calls of one receiver at once
 */
record WebhookSettings(
    List<WebhookSecret> secrets,
    Reach reach,
    Duration connectTimeout,
    Duration timeout,
    int concurrency,
    int perHost) {

  /** Which addresses may be called. */
  enum Reach {
    /** Those of the open internet. */
    PUBLIC,
    /** Those of this machine and its network too. */
    PRIVATE
  }

  /** A receiver may be away for a while: the pauses make twenty minutes in all. */
  private static final List<Setting> PATIENCE =
      List.of(
          Setting.whole(
              "attempts",
              10,
              1,
              1000,
              "How often a call is tried before it becomes a dead letter."),
          Setting.duration(
              "retry-pause", "5s", "Pause after the first failure; it doubles with each."),
          Setting.duration("retry-pause-limit", "5m", "Longest pause between attempts."));

  static final Section SECTION =
      Section.of(
              "webhooks",
              "The worker that posts results to the addresses that requests name.",
              Setting.secret(
                      "secret",
                      "What calls are signed with: whsec_ and 24 to 64 bytes in base64. Several"
                          + " with commas between while one takes another's place: calls then carry"
                          + " a signature of each.")
                  .otherwise("no call is made, and results that ask for one are dead letters"),
              Setting.flag(
                      "private",
                      "Whether addresses of this machine and of private networks may be called:"
                          + " only where nobody but you makes requests.")
                  .otherwise("they may not"),
              Setting.duration(
                  "connect-timeout",
                  "5s",
                  "1ms",
                  "5m",
                  "Time for a receiver to accept the connection."),
              Setting.duration("timeout", "15s", "1ms", "5m", "Time for a whole call."),
              Setting.whole("concurrency", 16, 1, 256, "Calls at the same time.").in("calls"),
              Setting.whole("calls-per-host", 4, 1, 256, "Calls of one receiver at the same time.")
                  .in("calls"))
          .and(Stream.concat(PATIENCE.stream(), loop()).toList());

  WebhookSettings {
    secrets = List.copyOf(secrets);
  }

  static WebhookSettings from(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    return new WebhookSettings(
        values.secret("secret").map(WebhookSettings::secrets).orElse(List.of()),
        values.flag("private").orElse(false) ? Reach.PRIVATE : Reach.PUBLIC,
        values.duration("connect-timeout"),
        values.duration("timeout"),
        values.integer("concurrency"),
        values.integer("calls-per-host"));
  }

  private static List<WebhookSecret> secrets(String text) {
    try {
      return Arrays.stream(text.split("[,\\s]+"))
          .filter(one -> !one.isEmpty())
          .map(WebhookSecret::of)
          .toList();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(SECTION.key("secret") + " " + e.getMessage());
    }
  }

  private static Stream<Setting> loop() {
    Set<String> replaced = Set.copyOf(PATIENCE.stream().map(Setting::name).toList());
    return LoopSettings.KEYS.stream().filter(key -> !replaced.contains(key.name()));
  }
}
