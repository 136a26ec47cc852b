package org.genhowto.runtime.ledger;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.LedgerPartitioner;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;

/** Reads stories from the topics: all of them, or one, for which the rest is passed over. */
public final class LedgerLookup {
  private final Platform platform;

  public LedgerLookup(Platform platform) {
    this.platform = platform;
  }

  /** Hands over the whole ledger as it is at this moment. */
  public void all(LedgerReader.Sink sink) {
    LedgerReader reader = new LedgerReader(platform.serdes(), sink);
    try (Consumer<byte[], byte[]> consumer = KafkaClients.of(platform, "ledger").reader()) {
      for (String topic : LedgerReader.topics()) {
        TopicContents.scan(consumer, partitions(consumer, topic), record -> read(reader, record));
      }
    }
  }

  /**
   * The story of one id, from the one partition of each topic that may hold it. The time it takes
   * grows with the ledger; the memory does not.
   */
  public Optional<LedgerStory> story(LedgerKind kind, String id) {
    LedgerFold fold = new LedgerFold();
    LedgerReader reader =
        new LedgerReader(
            platform.serdes(),
            (entry, offset) -> {
              if (entry.getKind() == kind && entry.getId().equals(id)) {
                fold.add(entry, offset);
              }
            });
    try (Consumer<byte[], byte[]> consumer = KafkaClients.of(platform, "ledger").reader()) {
      for (String topic : LedgerReader.topics()) {
        boolean ledger = topic.equals(Topics.LEDGER.name());
        byte[] key = Provenance.bytes(ledger ? Ledger.name(kind, id) : id);
        List<PartitionInfo> all = partitions(consumer, topic);
        if (!all.isEmpty()) {
          int own = LedgerPartitioner.partition(topic, key, all.size());
          TopicContents.scan(
              consumer,
              all.stream().filter(one -> one.partition() == own).toList(),
              record -> {
                if (startsWith(record.key(), key)) {
                  read(reader, record);
                }
              });
        }
      }
    }
    return fold.story(kind, id);
  }

  /** Keys are compared before values are decoded, which is what costs. */
  private static boolean startsWith(byte @Nullable [] key, byte[] start) {
    return key != null
        && key.length >= start.length
        && Arrays.equals(key, 0, start.length, start, 0, start.length);
  }

  private static List<PartitionInfo> partitions(Consumer<byte[], byte[]> consumer, String topic) {
    List<PartitionInfo> known = consumer.listTopics().get(topic);
    return known == null ? List.of() : known;
  }

  private static void read(LedgerReader reader, ConsumerRecord<byte[], byte[]> record) {
    try {
      reader.read(record);
    } catch (UndecodableException e) {
      return; // Garbage in these topics is told by those who work them off.
    } catch (RegistryUnavailableException e) {
      throw new KafkaException(record.topic() + " cannot be read: " + e.getMessage(), e);
    }
  }
}
