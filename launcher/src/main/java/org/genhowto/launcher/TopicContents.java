package org.genhowto.launcher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.genhowto.runtime.Platform;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.UndecodableException;

/** All committed records that a topic holds at this moment. */
final class TopicContents {
  private static final Duration POLL = Duration.ofMillis(200);

  private TopicContents() {}

  /** Records in the order of partitions and offsets. */
  static <V extends SpecificRecord> List<V> read(Platform platform, Topic<V> topic) {
    Map<String, Object> settings = new HashMap<>(platform.kafka().clientSettings());
    settings.put("isolation.level", "read_committed");
    List<V> values = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Codec<V> codec = platform.serdes().codec(topic);
      Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> read = new HashMap<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer
            .poll(POLL)
            .forEach(
                record ->
                    read.computeIfAbsent(
                            new TopicPartition(record.topic(), record.partition()),
                            p -> new ArrayList<>())
                        .add(record));
      }
      for (TopicPartition partition : partitions) {
        for (ConsumerRecord<String, byte[]> record : read.getOrDefault(partition, List.of())) {
          values.add(codec.decode(record.value()));
        }
      }
      return values;
    } catch (UndecodableException | RegistryUnavailableException e) {
      throw new KafkaException(topic.name() + " cannot be read: " + e.getMessage(), e);
    }
  }
}
