package org.genhowto.runtime.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.processing.Done;
import org.genhowto.runtime.processing.RecordEnds;
import org.genhowto.runtime.processing.RecordProcessor;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Retry;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One video on its way: sent after a call over HTTP, handled by a worker, and by the next one. */
class TraceTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final Retry ONCE = new Retry(1, Duration.ofMillis(1), Duration.ofMillis(1));

  @TempDir Path folder;

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OtlpSpans spans = new OtlpSpans(exporter, "host-0");
  private Platform platform;

  @BeforeEach
  void setUp() {
    KafkaConnection kafka =
        new KafkaConnection("127.0.0.1:1", "mock://" + UUID.randomUUID(), Map.of(), Map.of());
    platform =
        new Platform(
            kafka,
            AvroSerdes.of(kafka.registrySettings()),
            BlobStores.open("file:" + folder),
            new Telemetry(spans),
            Clock.systemUTC(),
            "host-0");
  }

  @Test
  void one_video_over_two_workers_is_one_trace_with_each_step_below_the_one_before()
      throws Exception {
    ConsumerRecord<byte[], byte[]> reference =
        sent(Optional.of("00-%s-%s-01".formatted(TRACE, CALLER)));
    ConsumerRecord<byte[], byte[]> frames =
        handled("ingest", reference, Outcome.emit(output("sampled"))).get(0);
    handled("localizer", frames, Outcome.skip("too-few-frames"));
    Map<String, SpanData> told = told();

    assertThat(told)
        .containsOnlyKeys(
            "gateway video-references", "ingest video-references", "localizer sampled-frames");
    assertThat(told.values()).allMatch(span -> span.getTraceId().equals(TRACE));
    SpanData gateway = named(told, "gateway video-references");
    SpanData ingest = named(told, "ingest video-references");
    SpanData localizer = named(told, "localizer sampled-frames");
    assertThat(gateway.getParentSpanId()).isEqualTo(CALLER);
    assertThat(ingest.getParentSpanId()).isEqualTo(gateway.getSpanId());
    assertThat(localizer.getParentSpanId()).isEqualTo(ingest.getSpanId());
    assertThat(texts(ingest))
        .containsEntry("genhowto.worker", "ingest")
        .containsEntry("genhowto.outcome", "emitted")
        .containsEntry("messaging.destination.name", "video-references")
        .containsEntry("messaging.destination.partition.id", "3")
        .containsEntry("messaging.kafka.offset", "41")
        .containsEntry("messaging.message.id", "apple-17");
    assertThat(texts(localizer))
        .containsEntry("genhowto.outcome", "skipped")
        .containsEntry("genhowto.reason", "too-few-frames");
  }

  @Test
  void what_is_done_twice_is_the_same_span() throws Exception {
    ConsumerRecord<byte[], byte[]> reference = sent(Optional.empty());
    String first = header(handled("ingest", reference, Outcome.emit(output("sampled"))).get(0));
    String again = header(handled("ingest", reference, Outcome.emit(output("sampled"))).get(0));
    spans.flush();

    assertThat(again).isEqualTo(first);
    assertThat(
            exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().startsWith("ingest"))
                .map(SpanData::getSpanId)
                .distinct())
        .hasSize(1);
  }

  @Test
  void a_dead_letter_is_a_span_that_failed() throws Exception {
    handled("ingest", sent(Optional.empty()), Outcome.reject("no such file"));

    SpanData ingest = named(told(), "ingest video-references");
    assertThat(ingest.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(texts(ingest))
        .containsEntry("genhowto.outcome", "dead-letter")
        .containsEntry("genhowto.reason", "no such file");
  }

  /** A reference as ingest reads it after somebody sent it. */
  private ConsumerRecord<byte[], byte[]> sent(Optional<String> traceparent) throws Exception {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    try (TopicSender sender = new TopicSender("gateway", platform, producer)) {
      byte[] value = sender.encode(Topics.VIDEO_REFERENCES, video("v"));
      sender.send(Topics.VIDEO_REFERENCES, "apple-17", value, traceparent).get();
    }
    return read(producer.history().get(0), Topics.VIDEO_REFERENCES.name(), 41);
  }

  /** What a worker makes of a record, as the next one reads it. */
  private List<ConsumerRecord<byte[], byte[]>> handled(
      String worker, ConsumerRecord<byte[], byte[]> record, Outcome outcome) throws Exception {
    WorkerContext context = new WorkerContext(worker, platform);
    RecordProcessor<VideoReference> processor =
        new RecordProcessor<>(
            context,
            ONCE,
            batch -> batch.stream().map(each -> outcome).toList(),
            new RecordEnds<>(
                context, Topics.VIDEO_REFERENCES, (letter, value, reason) -> List.of()));
    var done =
        (Done.Finished)
            processor.settle(new RecordProcessor.Try(List.of(record), 0, 0), () -> false);
    return done.batch().outputs().stream()
        .filter(output -> output.topic().equals(Topics.VIDEO_REFERENCES.name()))
        .map(output -> read(output, Topics.SAMPLED_FRAMES.name(), 7))
        .toList();
  }

  private static ConsumerRecord<byte[], byte[]> read(
      ProducerRecord<byte[], byte[]> written, String topic, long offset) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(topic, 3, offset, written.key(), written.value());
    written.headers().forEach(record.headers()::add);
    return record;
  }

  private static Output<VideoReference> output(String id) {
    return new Output<>(Topics.VIDEO_REFERENCES, id, video(id));
  }

  private static VideoReference video(String id) {
    return VideoReference.newBuilder().setVideoId(id).setUri("file:/v").setCategory("c").build();
  }

  private static String header(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.headers().lastHeader("traceparent").value(), StandardCharsets.UTF_8);
  }

  private static SpanData named(Map<String, SpanData> told, String name) {
    return Objects.requireNonNull(told.get(name), name);
  }

  private Map<String, SpanData> told() {
    spans.flush();
    return exporter.getFinishedSpanItems().stream()
        .collect(Collectors.toMap(SpanData::getName, span -> span));
  }

  private static Map<String, String> texts(SpanData span) {
    return span.getAttributes().asMap().entrySet().stream()
        .collect(
            Collectors.toMap(
                each -> each.getKey().getKey(), each -> String.valueOf(each.getValue())));
  }
}
