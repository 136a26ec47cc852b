package org.genhowto.runtime.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;
import org.genhowto.runtime.worker.Retry;

/**
 * How a {@link QueueLoop} goes about its work.
 *
 * @param retry what to do about failures that may pass, while a request is in hand
 * @param lease how long a worker may give no sign of life before others take over what it holds
 * @param deliveries how often a request is handed out; at the last it becomes a dead letter
 * @param patience how long a request waits before it goes first, whatever its priority
 * @param remembered how many ended requests are known by their names, so that none is done twice
 * @param callLimit how long the handler may take for a request before it is given up as hung
 * @param closeGrace how long closing waits for what is in hand
 */
public record QueueSettings(
    Retry retry,
    Duration lease,
    int deliveries,
    Duration patience,
    int remembered,
    Duration callLimit,
    Duration closeGrace) {

  /** Keys of every worker with such a loop. */
  public static final List<Setting> KEYS =
      Stream.concat(
              Retry.KEYS.stream(),
              Stream.of(
                  Setting.duration(
                      "lease",
                      "10s",
                      "2s",
                      "10m",
                      "How long a worker may give no sign of life before others take over what it"
                          + " has in hand; it gives five in this time."),
                  Setting.whole(
                      "deliveries",
                      4,
                      2,
                      100,
                      "How often a request is handed out, to workers that died of it or lost it;"
                          + " at the last it becomes a dead letter."),
                  Setting.duration(
                      "patience",
                      "2m",
                      "How long a request waits before it goes first, whatever its priority."),
                  Setting.whole(
                      "remembered",
                      100_000,
                      1000,
                      100_000_000,
                      "How many ended requests are known by their ids, so that a repeated one is"
                          + " not done again, and how many answers, so that another request for"
                          + " the same gets them."),
                  Setting.duration(
                      "call-limit",
                      "1h",
                      "How long a request may be worked on before it is given up as hung."),
                  Setting.duration(
                      "close-grace",
                      "10s",
                      "How long closing waits for what is in hand; the rest is handed back.")))
          .toList();

  /** Where nobody says otherwise: for members that work on nothing themselves. */
  public static final QueueSettings DEFAULTS =
      from(
          Configuration.of(Map.of()),
          Section.of("queue", "Members without work.", KEYS.toArray(Setting[]::new)));

  /** A worker's section that has {@link #KEYS}. */
  public static QueueSettings from(Configuration configuration, Section worker) {
    SectionValues values = configuration.values(worker);
    return new QueueSettings(
        Retry.from(values),
        values.duration("lease"),
        values.integer("deliveries"),
        values.duration("patience"),
        values.integer("remembered"),
        values.duration("call-limit"),
        values.duration("close-grace"));
  }
}
