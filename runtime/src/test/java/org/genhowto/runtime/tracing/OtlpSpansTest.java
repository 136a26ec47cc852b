package org.genhowto.runtime.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.runtime.record.TraceContext;
import org.genhowto.runtime.worker.HttpServers;
import org.junit.jupiter.api.Test;

class OtlpSpansTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final Instant START = Instant.ofEpochSecond(1_800_000_000);
  private static final RecordSpan.Ending EMITTED = new RecordSpan.Ending("emitted", "", 1);

  @Test
  void a_span_is_posted_with_its_ids_its_place_and_its_outcome() throws Exception {
    List<byte[]> posted = new CopyOnWriteArrayList<>();
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer collector =
        HttpServers.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "test");
    collector.createContext(
        "/",
        exchange -> {
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI().getPath()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type"));
          posted.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    ConsumerRecord<byte[], byte[]> record = record("sampled-frames", 7, "01");
    try (Spans spans =
        OtlpSpans.to(
            "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces", "host-0")) {
      spans.tell(() -> RecordSpan.handled("localizer", record, EMITTED, START, START));
    } finally {
      collector.stop(0);
    }

    assertThat(asked).containsExactly("POST /v1/traces application/x-protobuf");
    // Ids are bytes in the message, texts are as they are.
    assertThat(new String(posted.get(0), StandardCharsets.ISO_8859_1))
        .contains(bytes(TRACE), bytes("00f067aa0ba902b7"))
        .contains(bytes(TraceContext.of(record, "localizer").span()))
        .contains("localizer sampled-frames", "genhowto.outcome", "emitted", "host-0");
  }

  @Test
  void a_collector_that_is_away_holds_up_nobody() {
    Spans spans = OtlpSpans.to("http://127.0.0.1:1/v1/traces", "host-0");
    for (int i = 0; i < 10_000; i++) {
      long offset = i;
      spans.tell(
          () ->
              RecordSpan.handled(
                  "localizer", record("sampled-frames", offset, "01"), EMITTED, START, START));
    }
    spans.close();
    assertThat(spans.on()).isTrue();
  }

  @Test
  void a_trace_that_its_beginner_does_not_record_is_not_recorded_here() {
    InMemorySpanExporter exporter = InMemorySpanExporter.create();
    OtlpSpans spans = new OtlpSpans(exporter, "host-0");
    spans.tell(
        () ->
            RecordSpan.handled(
                "localizer", record("sampled-frames", 7, "00"), EMITTED, START, START));
    spans.tell(
        () ->
            RecordSpan.handled(
                "localizer", record("sampled-frames", 8, "01"), EMITTED, START, START));
    spans.flush();

    assertThat(exporter.getFinishedSpanItems())
        .singleElement()
        .satisfies(
            span ->
                assertThat(span.getSpanId())
                    .isEqualTo(
                        TraceContext.of(record("sampled-frames", 8, "01"), "localizer").span()));
    spans.close();
  }

  @Test
  void where_nobody_watches_no_span_is_made() {
    Spans.OFF.tell(
        () -> {
          throw new IllegalStateException("made");
        });
    assertThat(Spans.OFF.on()).isFalse();
    assertThat(TraceContext.first("v", Optional.empty()).parent()).isEmpty();
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, long offset, String flags) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(topic, 0, offset, new byte[0], new byte[0]);
    record
        .headers()
        .add(
            "traceparent",
            "00-%s-00f067aa0ba902b7-%s".formatted(TRACE, flags).getBytes(StandardCharsets.UTF_8));
    return record;
  }

  private static String bytes(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
