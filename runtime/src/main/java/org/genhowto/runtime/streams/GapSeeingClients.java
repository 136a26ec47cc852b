package org.genhowto.runtime.streams;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.genhowto.runtime.worker.WorkerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients of Kafka Streams whose main consumer tells of records that retention deleted before they
 * were read. It learns of them only where the sources of the topology say themselves where to begin
 * without an offset: Kafka Streams then resets, instead of the consumer.
 */
final class GapSeeingClients implements KafkaClientSupplier {
  private static final Logger LOG = LoggerFactory.getLogger(GapSeeingClients.class);

  private final WorkerContext context;

  GapSeeingClients(WorkerContext context) {
    this.context = context;
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
      @Override
      public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        try {
          return super.poll(timeout);
        } catch (OffsetOutOfRangeException e) {
          Map<TopicPartition, Long> wanted = e.offsetOutOfRangePartitions();
          Map<TopicPartition, Long> first = beginningOffsets(wanted.keySet());
          wanted.forEach((partition, from) -> tell(partition, from, first.get(partition)));
          throw e;
        }
      }
    };
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return getRestoreConsumer(config);
  }

  private void tell(TopicPartition partition, long from, @Nullable Long first) {
    if (first == null) {
      return;
    }
    if (first > from) {
      context.telemetry().lost(first - from);
    }
    LOG.atError()
        .addKeyValue("worker", context.worker())
        .addKeyValue("topic", partition.topic())
        .addKeyValue("partition", partition.partition())
        .addKeyValue("from", from)
        .addKeyValue("to", first)
        .log(
            first > from
                ? "records were deleted before they were read"
                : "the partition was made anew, it is read from its beginning");
  }
}
