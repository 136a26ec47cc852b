package org.genhowto.runtime.record;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers that say where a record comes from. All but the time derive from the input's
 * coordinates, so that doing a thing twice names it alike.
 */
public final class Provenance {
  public static final String TRACEPARENT = "traceparent";
  public static final String MESSAGE_ID = "message-id";
  public static final String CAUSATION_ID = "causation-id";
  public static final String PRODUCER = "producer";
  public static final String MODEL_VERSION = "model-version";
  public static final String CREATED_AT = "created-at";
  public static final String ATTEMPT = "attempt";

  private Provenance() {}

  /** Text of the last header of a name. */
  public static Optional<String> text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  /**
   * Headers of a record that no other record is the cause of.
   *
   * @param traceparent W3C trace context of the cause outside; otherwise a trace begins that is
   *     named after the record
   */
  public static Headers first(
      String messageId, String sender, Optional<String> traceparent, Instant now) {
    String trace =
        traceparent
            .filter(TraceContext::isWellFormed)
            .orElseGet(() -> TraceContext.first(messageId, Optional.empty()).header());
    Headers headers =
        new RecordHeaders()
            .add(TRACEPARENT, bytes(trace))
            .add(MESSAGE_ID, bytes(messageId))
            .add(PRODUCER, bytes(sender));
    stamp(headers, now);
    return headers;
  }

  /** Headers of the n-th output that a worker makes of an input, or of its replay. */
  public static Headers of(
      ConsumerRecord<?, ?> input, String worker, int attempt, int n, SpecificRecord output) {
    String place = Origin.of(input).toString();
    String messageId = "%s:%s#%d".formatted(worker, place, n);
    String cause = text(input.headers(), MESSAGE_ID).orElse(place);
    Headers headers =
        new RecordHeaders()
            .add(TRACEPARENT, bytes(TraceContext.of(input, worker).header()))
            .add(MESSAGE_ID, bytes(messageId))
            .add(CAUSATION_ID, bytes(cause))
            .add(PRODUCER, bytes(worker))
            .add(ATTEMPT, bytes(Integer.toString(attempt)));
    var version = output.getSchema().getField("modelVersion");
    if (version != null) {
      headers.add(MODEL_VERSION, bytes(String.valueOf(output.get(version.pos()))));
    }
    return headers;
  }

  public static void stamp(Headers headers, Instant now) {
    headers.remove(CREATED_AT).add(CREATED_AT, bytes(now.toString()));
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
