package org.genhowto.runtime.topic;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Topics;

/** Topics in memory behind Kafka's own mocks: what a transaction commits can be read at once. */
final class LetterBench implements LetterClients {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  static final String WORKER = "ingest";
  static final String LETTERS = Topics.deadLetters(WORKER);
  static final String REPLAYS = Topics.replays(WORKER);

  final AvroSerdes serdes = AvroSerdes.at("mock://" + UUID.randomUUID());
  final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> log = new HashMap<>();

  LetterBench(String... topics) {
    for (String topic : topics) {
      int partitions = topic.equals(REPLAYS) ? 4 : 1;
      for (int i = 0; i < partitions; i++) {
        log.put(new TopicPartition(topic, i), new ArrayList<>());
      }
    }
  }

  static LetterBench complete() {
    return new LetterBench(LETTERS, REPLAYS, Topics.DEAD_LETTER_STATES.name());
  }

  DeadLetters letters() {
    return new DeadLetters(this, serdes, clock);
  }

  List<ConsumerRecord<byte[], byte[]>> all(String topic) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    log.forEach(
        (partition, records) -> {
          if (partition.topic().equals(topic)) {
            all.addAll(records);
          }
        });
    return all;
  }

  ConsumerRecord<byte[], byte[]> append(ProducerRecord<byte[], byte[]> record) {
    int partition = record.partition() == null ? 0 : record.partition();
    List<ConsumerRecord<byte[], byte[]>> records =
        log.get(new TopicPartition(record.topic(), partition));
    if (records == null) {
      throw new AssertionError("no topic " + record.topic());
    }
    ConsumerRecord<byte[], byte[]> written =
        record(
            new TopicPartition(record.topic(), partition),
            records.size(),
            record.key(),
            record.value(),
            record.headers());
    records.add(written);
    return written;
  }

  /** A letter of the original at an offset of video-references. */
  ConsumerRecord<byte[], byte[]> letter(long offset, String message) {
    return append(
        DeadLetter.of(original(offset), WORKER, DeadLetter.Reason.rejected(message, 5), NOW));
  }

  static ConsumerRecord<byte[], byte[]> original(long offset) {
    Headers headers = new RecordHeaders().add("traceparent", bytes("t"));
    return record(
        new TopicPartition("video-references", 3),
        offset,
        bytes("video-" + offset),
        new byte[] {(byte) offset},
        headers);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Consumer<byte[], byte[]> reader() {
    return new LogConsumer();
  }

  @Override
  public Consumer<byte[], byte[]> watcher() {
    return new LogConsumer();
  }

  @Override
  public Producer<byte[], byte[]> writer(String worker) {
    for (MockProducer<byte[], byte[]> former : producers) {
      if (!former.closed()) {
        former.fenceProducer();
      }
    }
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          private int appended;

          @Override
          public void commitTransaction() {
            super.commitTransaction();
            history().subList(appended, history().size()).forEach(LetterBench.this::append);
            appended = history().size();
          }
        };
    producers.add(producer);
    return producer;
  }

  private static ConsumerRecord<byte[], byte[]> record(
      TopicPartition place, long offset, byte[] key, byte[] value, Headers headers) {
    return new ConsumerRecord<>(
        place.topic(),
        place.partition(),
        offset,
        NOW.toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        new RecordHeaders(headers),
        Optional.empty());
  }

  /** Reads the log anew whenever it is sent to the beginning. */
  private final class LogConsumer extends MockConsumer<byte[], byte[]> {
    LogConsumer() {
      super("earliest");
      Map<String, List<PartitionInfo>> infos = new HashMap<>();
      log.keySet()
          .forEach(
              partition ->
                  infos
                      .computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                      .add(
                          new PartitionInfo(
                              partition.topic(), partition.partition(), null, null, null)));
      infos.forEach(this::updatePartitions);
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
        java.util.Collection<TopicPartition> partitions) {
      Map<TopicPartition, Long> ends = new HashMap<>();
      partitions.forEach(partition -> ends.put(partition, (long) all(partition).size()));
      return ends;
    }

    @Override
    public synchronized void assign(java.util.Collection<TopicPartition> partitions) {
      super.assign(partitions);
      Map<TopicPartition, Long> begins = new HashMap<>();
      partitions.forEach(partition -> begins.put(partition, 0L));
      updateBeginningOffsets(begins);
      updateEndOffsets(endOffsets(partitions));
      partitions.forEach(partition -> all(partition).forEach(this::addRecord));
    }

    private List<ConsumerRecord<byte[], byte[]>> all(TopicPartition partition) {
      return log.getOrDefault(partition, List.of());
    }
  }
}
