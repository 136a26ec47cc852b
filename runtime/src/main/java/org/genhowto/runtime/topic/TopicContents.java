package org.genhowto.runtime.topic;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.UndecodableException;

/**
 * All committed records that a topic holds at this moment, by partition and offset, but for
 * deletions.
 */
public final class TopicContents {
  private TopicContents() {}

  /**
   * The records of a topic of the catalogue.
   *
   * @throws KafkaException one of them cannot be decoded
   */
  public static <V extends SpecificRecord> List<V> read(Platform platform, Topic<V> topic) {
    Codec<V> codec = platform.serdes().codec(topic);
    List<V> values = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = KafkaClients.of(platform, "contents").reader()) {
      for (ConsumerRecord<byte[], byte[]> record : read(consumer, topic.name())) {
        if (record.value() != null) {
          values.add(codec.decode(record.value()));
        }
      }
      return values;
    } catch (UndecodableException | RegistryUnavailableException e) {
      throw new KafkaException(topic.name() + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The newest record of each key of a table, without those that were deleted.
   *
   * @throws KafkaException one of them cannot be decoded
   */
  public static <V extends SpecificRecord> Map<String, V> table(Platform platform, Topic<V> topic) {
    Codec<V> codec = platform.serdes().codec(topic);
    Map<String, byte[]> newest = new LinkedHashMap<>();
    try (Consumer<byte[], byte[]> consumer = KafkaClients.of(platform, "contents").reader()) {
      for (ConsumerRecord<byte[], byte[]> record : read(consumer, topic.name())) {
        newest.put(new String(record.key(), StandardCharsets.UTF_8), record.value());
      }
      Map<String, V> table = new LinkedHashMap<>();
      for (Map.Entry<String, byte[]> entry : newest.entrySet()) {
        if (entry.getValue() != null) {
          table.put(entry.getKey(), codec.decode(entry.getValue()));
        }
      }
      return table;
    } catch (UndecodableException | RegistryUnavailableException e) {
      throw new KafkaException(topic.name() + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Hands over what some partitions hold now, one record after the other; none is kept. */
  public static void scan(
      Consumer<byte[], byte[]> consumer,
      Collection<PartitionInfo> partitions,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    scan(new TopicCursor(consumer, partition -> OptionalLong.empty()), partitions, reader);
  }

  /** The same of records that were written at a moment or later. */
  public static void scan(
      Consumer<byte[], byte[]> consumer,
      Collection<PartitionInfo> partitions,
      Instant since,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    Map<TopicPartition, Long> moments = new HashMap<>();
    partitions.forEach(
        one -> moments.put(new TopicPartition(one.topic(), one.partition()), since.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> firsts = consumer.offsetsForTimes(moments);
    Map<TopicPartition, Long> ends = consumer.endOffsets(moments.keySet());
    scan(
        new TopicCursor(
            consumer,
            partition -> {
              OffsetAndTimestamp first = firsts.get(partition);
              return OptionalLong.of(first == null ? ends.get(partition) : first.offset());
            }),
        partitions,
        reader);
  }

  private static void scan(
      TopicCursor cursor,
      Collection<PartitionInfo> partitions,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    cursor.open(partitions);
    while (!cursor.atEnd()) {
      cursor.poll().forEach(reader);
    }
  }

  static List<ConsumerRecord<byte[], byte[]>> read(
      Consumer<byte[], byte[]> consumer, String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    scan(consumer, consumer.partitionsFor(topic), records::add);
    records.sort(Comparator.comparingInt(ConsumerRecord::partition)); // Stable: offsets stay.
    return records;
  }
}
