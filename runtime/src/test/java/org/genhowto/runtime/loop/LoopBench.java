package org.genhowto.runtime.loop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.runtime.blob.FileBlobStore;
import org.genhowto.runtime.handler.BatchHandler;
import org.genhowto.runtime.handler.Handler;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.metrics.WorkerNumbers;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Retry;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's own mocks around a loop. Input is video-references, output evaluation-metrics named after
 * the video. Committed offsets are those of committed transactions, as in a broker.
 */
public final class LoopBench implements Clients {
  static final Retry QUICK = new Retry(3, Duration.ofMillis(1), Duration.ofMillis(2));
  static final LoopSettings SETTINGS =
      new LoopSettings(
          QUICK, 100, 1, Duration.ZERO, 1, Duration.ofSeconds(20), Duration.ofSeconds(10));
  static final TopicPartition P0 = new TopicPartition(Topics.VIDEO_REFERENCES.name(), 0);
  static final TopicPartition P1 = new TopicPartition(Topics.VIDEO_REFERENCES.name(), 1);

  public final Platform platform;
  final List<MockProducer<byte[], byte[]>> producers = new CopyOnWriteArrayList<>();

  /** What a group had committed before the loop began. */
  final Map<TopicPartition, OffsetAndMetadata> before = new ConcurrentHashMap<>();

  /** Time as the loop sees it, beside which the system's goes on. */
  final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  private @Nullable ConsumerRebalanceListener rebalances;

  /** Whether the brokers refuse a record. */
  volatile Predicate<ProducerRecord<byte[], byte[]>> refuses = record -> false;

  final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>("earliest") {
        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
            Set<TopicPartition> partitions) {
          Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>(before);
          known.putAll(LoopBench.this.committed());
          known.keySet().retainAll(partitions);
          return known;
        }

        @Override
        public synchronized void subscribe(
            Collection<String> topics, ConsumerRebalanceListener listener) {
          rebalances = listener;
          super.subscribe(topics, listener);
        }

        /** As the real one does, which the mock leaves out. */
        @Override
        public synchronized void close(CloseOptions options) {
          if (rebalances != null && !assignment().isEmpty()) {
            rebalances.onPartitionsRevoked(assignment());
          }
          super.close(options);
        }

        // The lock is not held over the pause: those that feed the mock need it.
        @SuppressWarnings("UnsynchronizedOverridesSynchronized")
        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
          ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
          return records.isEmpty() ? Await.empty() : records;
        }
      };

  public LoopBench(Path folder) {
    AvroSerdes serdes = AvroSerdes.at("mock://" + UUID.randomUUID());
    platform =
        new Platform(
            new KafkaConnection("nowhere:1", "mock://none", Map.of(), Map.of()),
            serdes,
            new FileBlobStore(folder),
            new Telemetry(),
            new Clock() {
              @Override
              public ZoneId getZone() {
                return ZoneOffset.UTC;
              }

              @Override
              public Clock withZone(ZoneId zone) {
                return this;
              }

              @Override
              public Instant instant() {
                return Instant.now().plus(ahead.get());
              }
            },
            "test");
  }

  @Override
  public Consumer<byte[], byte[]> consumer(LoopSettings settings) {
    return consumer;
  }

  @Override
  public Producer<byte[], byte[]> producer() {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            if (refuses.test(record)) {
              commitTransactionException = new RecordTooLargeException("refused by the mock");
            }
            return super.send(record);
          }
        };
    producers.add(producer);
    return producer;
  }

  ExactlyOnceLoop<VideoReference> loop(Handler<VideoReference> handler) {
    return loop(handler, SETTINGS);
  }

  ExactlyOnceLoop<VideoReference> loop(Handler<VideoReference> handler, LoopSettings settings) {
    return new ExactlyOnceLoop<>(
        "tester",
        platform,
        new ExactlyOnceLoop.BatchWiring<>(
            Topics.VIDEO_REFERENCES,
            batch -> List.of(handler.handle(batch.get(0))),
            settings,
            false),
        this);
  }

  ExactlyOnceLoop<VideoReference> batches(
      BatchHandler<VideoReference> handler, LoopSettings settings) {
    return new ExactlyOnceLoop<>(
        "tester",
        platform,
        new ExactlyOnceLoop.BatchWiring<>(Topics.VIDEO_REFERENCES, handler, settings, true),
        this);
  }

  /** Starts a loop that is assigned some partitions, each with records video-P-OFFSET. */
  void start(ExactlyOnceLoop<?> loop, int recordsEach, TopicPartition... partitions) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      IntStream.range(0, recordsEach).forEach(offset -> records.add(input(partition, offset)));
    }
    start(loop, records, partitions);
  }

  void start(
      ExactlyOnceLoop<?> loop,
      List<ConsumerRecord<byte[], byte[]>> records,
      TopicPartition... partitions) {
    Map<TopicPartition, Long> beginnings = new HashMap<>();
    List.of(partitions).forEach(partition -> beginnings.put(partition, 0L));
    consumer.updateBeginningOffsets(beginnings);
    loop.start();
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(partitions));
          records.forEach(consumer::addRecord);
        });
  }

  ConsumerRecord<byte[], byte[]> input(TopicPartition partition, long offset) {
    String video = "video-%d-%d".formatted(partition.partition(), offset);
    VideoReference reference =
        VideoReference.newBuilder()
            .setVideoId(video)
            .setUri("file:///" + video)
            .setCategory("apple")
            .build();
    try {
      return bytes(
          partition, offset, platform.serdes().codec(Topics.VIDEO_REFERENCES).encode(reference));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A record whose key no other has. */
  ConsumerRecord<byte[], byte[]> keyed(TopicPartition partition, long offset) {
    String key = "video-%d-%d".formatted(partition.partition(), offset);
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        key.getBytes(StandardCharsets.UTF_8),
        input(partition, offset).value());
  }

  public static ConsumerRecord<byte[], byte[]> bytes(
      TopicPartition partition, long offset, byte[] value) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        "key".getBytes(StandardCharsets.UTF_8),
        value);
  }

  static Outcome measured(Incoming<VideoReference> input) {
    return Outcome.emit(
        new Output<>(
            Topics.EVALUATION_METRICS,
            input.value().getVideoId(),
            EvaluationMetric.newBuilder()
                .setName(input.value().getVideoId())
                .setValue(input.attempt())
                .setSamples(1)
                .setSet("test")
                .build()));
  }

  /** What readers of committed records see, in order; the ledger is not among it. */
  List<ProducerRecord<byte[], byte[]>> outputs() {
    List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>();
    producers.forEach(producer -> all.addAll(producer.history()));
    all.removeIf(record -> record.topic().equals(Topics.LEDGER.name()));
    return all;
  }

  List<String> ledgerKeys() {
    return producers.stream()
        .flatMap(producer -> producer.history().stream())
        .filter(record -> record.topic().equals(Topics.LEDGER.name()))
        .map(record -> new String(record.key(), StandardCharsets.UTF_8))
        .toList();
  }

  List<String> outputKeys() {
    return outputs().stream()
        .map(record -> new String(record.key(), StandardCharsets.UTF_8))
        .toList();
  }

  Map<TopicPartition, OffsetAndMetadata> committed() {
    Map<TopicPartition, OffsetAndMetadata> newest = new HashMap<>();
    for (MockProducer<byte[], byte[]> producer : producers) {
      producer.consumerGroupOffsetsHistory().forEach(sent -> sent.values().forEach(newest::putAll));
    }
    return newest;
  }

  long committed(TopicPartition partition) {
    OffsetAndMetadata offset = committed().get(partition);
    return offset == null ? 0 : offset.offset();
  }

  /** What stands beside the committed offset. */
  @Nullable String bookmark(TopicPartition partition) {
    OffsetAndMetadata offset = committed().get(partition);
    return offset == null ? null : offset.metadata();
  }

  /** Whether one committed transaction moved each of the partitions to an offset. */
  void awaitCommitted(long offset, Collection<TopicPartition> partitions) {
    Await.until(
        "offset " + offset + " of " + partitions,
        () -> partitions.stream().allMatch(partition -> committed(partition) == offset));
  }

  /** The offsets of a partition as transactions committed them, each once. */
  List<Long> offsets(TopicPartition partition) {
    return producers.stream()
        .flatMap(producer -> producer.consumerGroupOffsetsHistory().stream())
        .flatMap(sent -> sent.values().stream())
        .map(offsets -> offsets.get(partition))
        .filter(Objects::nonNull)
        .map(OffsetAndMetadata::offset)
        .distinct()
        .toList();
  }

  WorkerNumbers numbers() {
    return platform.telemetry().numbers().get(0);
  }

  public static Map<String, String> headers(ProducerRecord<?, ?> record) {
    Map<String, String> headers = new TreeMap<>();
    record
        .headers()
        .forEach(
            header ->
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    return headers;
  }
}
