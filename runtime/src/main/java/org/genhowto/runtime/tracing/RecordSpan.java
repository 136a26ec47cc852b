package org.genhowto.runtime.tracing;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.record.TraceContext;

/**
 * What one worker did with one record, or the sending of one that begins a journey.
 *
 * @param trace where it stands
 * @param kind whether the record came in or went out
 * @param name the worker and the topic
 * @param attributes texts and whole numbers by their names in OpenTelemetry's conventions, or
 *     genhowto.*
 * @param failed whether it came to a bad end
 */
public record RecordSpan(
    TraceContext trace,
    Kind kind,
    String name,
    Map<String, Object> attributes,
    Instant start,
    Instant end,
    boolean failed) {

  /** Which way the record went. */
  public enum Kind {
    HANDLED,
    SENT
  }

  /**
   * How a record ended.
   *
   * @param outcome emitted, skipped or dead-letter, as metrics spell it; done where the worker does
   *     not say more
   * @param reason of a skip or a dead letter; empty otherwise
   * @param attempt that ended it, from 1
   */
  public record Ending(String outcome, String reason, int attempt) {
    public static final String DEAD_LETTER = "dead-letter";
  }

  public RecordSpan {
    attributes = Map.copyOf(attributes);
  }

  /** The handling of a record by a worker. */
  public static RecordSpan handled(
      String worker, ConsumerRecord<?, ?> record, Ending ending, Instant start, Instant end) {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("messaging.destination.partition.id", String.valueOf(record.partition()));
    attributes.put("messaging.kafka.offset", record.offset());
    attributes.put("genhowto.outcome", ending.outcome());
    attributes.put("genhowto.attempt", ending.attempt());
    if (!ending.reason().isEmpty()) {
      attributes.put("genhowto.reason", ending.reason());
    }
    Provenance.text(record.headers(), Provenance.MESSAGE_ID)
        .ifPresent(id -> attributes.put("messaging.message.id", id));
    return of(
        worker,
        record.topic(),
        TraceContext.of(record, worker),
        Kind.HANDLED,
        attributes,
        new Time(start, end, ending.outcome().equals(Ending.DEAD_LETTER)));
  }

  /** The sending of a record by somebody who handles none. */
  public static RecordSpan sent(
      String sender, String topic, String messageId, TraceContext trace, Time time) {
    Map<String, Object> attributes = new HashMap<>(Map.of("messaging.message.id", messageId));
    return of(sender, topic, trace, Kind.SENT, attributes, time);
  }

  /** From when until when, and whether it came to a bad end. */
  public record Time(Instant start, Instant end, boolean failed) {}

  private static RecordSpan of(
      String who,
      String topic,
      TraceContext trace,
      Kind kind,
      Map<String, Object> attributes,
      Time time) {
    attributes.put("messaging.system", "kafka");
    attributes.put("messaging.destination.name", topic);
    attributes.put("genhowto.worker", who);
    return new RecordSpan(
        trace, kind, who + " " + topic, attributes, time.start(), time.end(), time.failed());
  }
}
