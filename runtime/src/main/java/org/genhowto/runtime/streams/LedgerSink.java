package org.genhowto.runtime.streams;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.genhowto.runtime.worker.LedgerPartitioner;
import org.genhowto.schemas.Topics;

/** The way of a topology's entries into the ledger, each into the partition of its id. */
public final class LedgerSink implements StreamPartitioner<byte[], byte[]> {
  private LedgerSink() {}

  /** Adds the sink; its parent forwards keys and encoded entries to it by its name. */
  public static void add(Topology topology, String name, String parent) {
    topology.addSink(
        name,
        Topics.LEDGER.name(),
        Serdes.ByteArray().serializer(),
        Serdes.ByteArray().serializer(),
        new LedgerSink(),
        parent);
  }

  @Override
  @SuppressWarnings("removal") // It is the interface's only abstract method all the same.
  public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int partitions) {
    return Optional.of(Set.of(LedgerPartitioner.partition(topic, key, partitions)));
  }
}
