package org.genhowto.runtime.worker;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.utils.Utils;
import org.genhowto.schemas.Topics;

/**
 * Partitions by the hash of the key, as Kafka's own partitioner does; in the ledger by the part of
 * the key before the slash, so that all entries of an id stand together. Made by Kafka's producer;
 * public for that alone.
 */
public final class LedgerPartitioner implements Partitioner {
  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public int partition(
      String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
    int partitions = cluster.partitionsForTopic(topic).size();
    return keyBytes == null
        ? ThreadLocalRandom.current().nextInt(partitions)
        : partition(topic, keyBytes, partitions);
  }

  /** The partition of a key. */
  public static int partition(String topic, byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(hashed(topic, key))) % partitions;
  }

  private static byte[] hashed(String topic, byte[] key) {
    if (topic.equals(Topics.LEDGER.name())) {
      for (int i = 0; i < key.length; i++) {
        if (key[i] == '/') {
          return Arrays.copyOf(key, i);
        }
      }
    }
    return key;
  }

  @Override
  public void close() {}
}
