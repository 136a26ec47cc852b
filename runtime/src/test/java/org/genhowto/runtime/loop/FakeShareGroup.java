package org.genhowto.runtime.loop;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.schemas.Topics;

/**
 * A share group as its client behaves in explicit mode with one record a poll: everything handed
 * out is acknowledged before the next poll, and what was renewed comes again before anything else.
 * Kafka's mock knows no renewal, so the calls that matter are written out here.
 */
final class FakeShareGroup implements ShareGroup {
  final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  /** Every acknowledgement that reached the broker, as "OFFSET TYPE". */
  final List<String> acknowledged = new ArrayList<>();

  private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
  private final Map<Long, ConsumerRecord<byte[], byte[]>> handedOut = new LinkedHashMap<>();
  private final Deque<ConsumerRecord<byte[], byte[]>> renewed = new ArrayDeque<>();
  private final Map<Long, AcknowledgeType> pending = new HashMap<>();
  volatile boolean refuseRenewals;

  synchronized void add(long offset, int delivery, byte[] value) {
    waiting.add(
        new ConsumerRecord<>(
            Topics.GENERATION_CONTROL.name(),
            0,
            offset,
            0,
            TimestampType.CREATE_TIME,
            3,
            value.length,
            ("r" + offset).getBytes(StandardCharsets.UTF_8),
            value,
            new RecordHeaders(),
            Optional.empty(),
            Optional.of((short) delivery)));
  }

  synchronized List<String> acknowledged() {
    return List.copyOf(acknowledged);
  }

  @Override
  public Producer<byte[], byte[]> producer() {
    return producer;
  }

  @Override
  public ShareConsumer<byte[], byte[]> consumer(ShareSettings settings) {
    return new MockShareConsumer<>() {
      // The lock is not held over the pause: those that feed the mock need it.
      @SuppressWarnings("UnsynchronizedOverridesSynchronized")
      @Override
      public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        ConsumerRecords<byte[], byte[]> records = FakeShareGroup.this.poll();
        return records.isEmpty() ? Await.empty() : records;
      }

      @Override
      public synchronized void acknowledge(
          ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
        FakeShareGroup.this.acknowledge(record.offset(), type);
      }

      @Override
      public synchronized Map<TopicIdPartition, Optional<KafkaException>> commitSync() {
        return commit();
      }
    };
  }

  private synchronized ConsumerRecords<byte[], byte[]> poll() {
    if (!handedOut.isEmpty()) {
      throw new IllegalStateException("not acknowledged before poll: " + handedOut.keySet());
    }
    ConsumerRecord<byte[], byte[]> next = renewed.isEmpty() ? waiting.poll() : renewed.poll();
    if (next == null) {
      return ConsumerRecords.empty();
    }
    handedOut.put(next.offset(), next);
    return new ConsumerRecords<>(
        Map.of(new TopicPartition(next.topic(), next.partition()), List.of(next)), Map.of());
  }

  private synchronized void acknowledge(long offset, AcknowledgeType type) {
    if (!handedOut.containsKey(offset)) {
      throw new IllegalStateException("offset " + offset + " is not handed out");
    }
    pending.put(offset, type);
  }

  private synchronized Map<TopicIdPartition, Optional<KafkaException>> commit() {
    Map<TopicIdPartition, Optional<KafkaException>> results = new HashMap<>();
    TopicIdPartition partition =
        new TopicIdPartition(Uuid.ONE_UUID, 0, Topics.GENERATION_CONTROL.name());
    pending.forEach(
        (offset, type) -> {
          ConsumerRecord<byte[], byte[]> record = handedOut.remove(offset);
          boolean refused = refuseRenewals && type == AcknowledgeType.RENEW;
          results.put(
              partition,
              refused ? Optional.of(new KafkaException("lock was lost")) : Optional.empty());
          acknowledged.add(offset + (refused ? " refused " : " ") + type.name());
          if (type == AcknowledgeType.RENEW && !refused) {
            renewed.add(record);
          }
        });
    pending.clear();
    return results;
  }
}
