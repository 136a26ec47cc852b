package org.genhowto.runtime.topic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.UndecodableException;

/**
 * Reads what a topic holds now, one record after the other. What cannot be decoded was set aside by
 * who reads it always.
 */
public final class TopicLog {
  private TopicLog() {}

  /** Takes in one record after the other. */
  @FunctionalInterface
  public interface Reader<V> {
    void read(V value) throws IOException, InterruptedException;
  }

  /** Every record that was written since a moment. */
  public static <V extends SpecificRecord> void all(
      Platform platform, Topic<V> topic, Optional<Instant> since, Reader<V> reader) {
    Codec<V> codec = platform.serdes().codec(topic);
    scan(platform, topic, since, record -> hand(record, codec, reader));
  }

  /** The newest record of each key that was written since a moment. */
  public static <V extends SpecificRecord> void newest(
      Platform platform, Topic<V> topic, Optional<Instant> since, Reader<V> reader) {
    Map<ByteBuffer, List<Long>> last = new HashMap<>();
    scan(platform, topic, since, record -> last.put(key(record), place(record)));
    Codec<V> codec = platform.serdes().codec(topic);
    scan(
        platform,
        topic,
        since,
        record -> {
          if (place(record).equals(last.get(key(record)))) {
            hand(record, codec, reader);
          }
        });
  }

  private static ByteBuffer key(ConsumerRecord<byte[], byte[]> record) {
    return ByteBuffer.wrap(record.key() == null ? new byte[0] : record.key());
  }

  private static List<Long> place(ConsumerRecord<byte[], byte[]> record) {
    return List.of((long) record.partition(), record.offset());
  }

  private static void scan(
      Platform platform,
      Topic<?> topic,
      Optional<Instant> since,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    try (Consumer<byte[], byte[]> consumer = KafkaClients.of(platform, "contents").reader()) {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic.name());
      if (partitions.isEmpty()) {
        throw new IllegalArgumentException("there is no topic " + topic.name());
      }
      if (since.isPresent()) {
        TopicContents.scan(consumer, partitions, since.get(), reader);
      } else {
        TopicContents.scan(consumer, partitions, reader);
      }
    }
  }

  private static <V extends SpecificRecord> void hand(
      ConsumerRecord<byte[], byte[]> record, Codec<V> codec, Reader<V> reader) {
    if (record.value() == null) {
      return;
    }
    V value;
    try {
      value = codec.decode(record.value());
    } catch (UndecodableException e) {
      return;
    } catch (RegistryUnavailableException e) {
      throw new KafkaException(
          "%s-%d@%d cannot be read: %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()),
          e);
    }
    try {
      reader.read(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while " + record.topic() + " was read", e);
    }
  }
}
