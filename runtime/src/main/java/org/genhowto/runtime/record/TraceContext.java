package org.genhowto.runtime.record;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.runtime.blob.Sha256;

/**
 * Where a step stands in a trace, as the W3C's trace context has it. It derives from the record, so
 * that doing a thing twice names it alike: a step is known by what it works on, and what comes of
 * it names that step as its parent.
 *
 * @param traceId 32 digits in hexadecimal
 * @param parent 16 of them: the step that this one comes of; empty where there is none
 * @param span 16 of them: this step
 * @param flags two of them; odd where the trace is recorded
 */
public record TraceContext(String traceId, Optional<String> parent, String span, String flags) {
  /** Without version ff and ids of zeros, which the format rules out. */
  private static final Pattern HEADER =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2}).*");

  /** What version 00 of the format has; later versions may append to it. */
  private static final int LENGTH = 55;

  private static final int TRACE_DIGITS = 32;
  private static final int SPAN_DIGITS = 16;

  /** The handling of a record, or of its replay, by a worker. */
  public static TraceContext of(ConsumerRecord<?, ?> input, String worker) {
    String place = Origin.of(input).toString();
    String span = span(worker + ":" + place);
    String given = Provenance.text(input.headers(), Provenance.TRACEPARENT).orElse("");
    return after(given, span)
        .orElseGet(
            () ->
                beginning(
                    Provenance.text(input.headers(), Provenance.MESSAGE_ID).orElse(place), span));
  }

  /**
   * The sending of a record that no other record is the cause of.
   *
   * @param traceparent of the cause outside
   */
  public static TraceContext first(String messageId, Optional<String> traceparent) {
    String span = span(messageId);
    return traceparent
        .filter(TraceContext::isWellFormed)
        .flatMap(given -> after(given, span))
        .orElseGet(() -> beginning(messageId, span));
  }

  static boolean isWellFormed(String traceparent) {
    return traceparent.length() == LENGTH && HEADER.matcher(traceparent).matches();
  }

  /** The header traceparent of what comes of this step. */
  public String header() {
    return "00-%s-%s-%s".formatted(traceId, span, flags);
  }

  private static Optional<TraceContext> after(String traceparent, String span) {
    Matcher given = HEADER.matcher(traceparent);
    return given.matches()
        ? Optional.of(
            new TraceContext(given.group(1), Optional.of(given.group(2)), span, given.group(3)))
        : Optional.empty();
  }

  /** A trace that is named after its cause. */
  private static TraceContext beginning(String cause, String span) {
    return new TraceContext(
        Sha256.of(cause).substring(0, TRACE_DIGITS), Optional.empty(), span, "01");
  }

  private static String span(String name) {
    return Sha256.of(name).substring(0, SPAN_DIGITS);
  }
}
