package org.genhowto.launcher.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.UndecodableException;

/** All committed records of topics at this moment, each topic read once. */
final class Records {
  private final Platform platform;
  private final Map<String, List<ConsumerRecord<byte[], byte[]>>> read = new HashMap<>();

  Records(Platform platform) {
    this.platform = platform;
  }

  /** By partition and offset; nothing of a topic that is not there. */
  List<ConsumerRecord<byte[], byte[]>> of(String topic) {
    return read.computeIfAbsent(topic, this::scan);
  }

  /** The same, by partition. */
  Map<Integer, List<ConsumerRecord<byte[], byte[]>>> byPartition(String topic) {
    Map<Integer, List<ConsumerRecord<byte[], byte[]>>> partitions = new TreeMap<>();
    of(topic)
        .forEach(
            record ->
                partitions.computeIfAbsent(record.partition(), p -> new ArrayList<>()).add(record));
    return partitions;
  }

  <V extends SpecificRecord> V value(Topic<V> topic, ConsumerRecord<byte[], byte[]> record) {
    Codec<V> codec = platform.serdes().codec(topic);
    try {
      return codec.decode(record.value());
    } catch (UndecodableException | RegistryUnavailableException e) {
      throw new KafkaException("%s cannot be read: %s".formatted(topic.name(), e.getMessage()), e);
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> scan(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = KafkaClients.of(platform, "chaos-judge").reader()) {
      List<PartitionInfo> partitions = consumer.listTopics().get(topic);
      if (partitions != null) {
        TopicContents.scan(consumer, partitions, records::add);
      }
    }
    records.sort(
        Comparator.comparingInt((ConsumerRecord<byte[], byte[]> record) -> record.partition())
            .thenComparingLong(ConsumerRecord::offset));
    return records;
  }
}
