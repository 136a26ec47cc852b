package org.genhowto.runtime.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.errors.StreamsException;
import org.genhowto.runtime.ledger.Losses;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.TopicIdentities;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.RegistryUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients of Kafka Streams whose main consumer tells of records that retention deleted before they
 * were read, and does not read on in a topic that was made anew. It learns of deleted records only
 * where the sources of the topology say themselves where to begin without an offset: Kafka Streams
 * then resets, instead of the consumer.
 */
final class GapSeeingClients implements KafkaClientSupplier, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GapSeeingClients.class);

  private final WorkerContext context;
  private final KafkaClients own;
  private final Losses losses;
  private final TopicIdentities identities;

  /** An input was deleted and made anew: what the group knows of it counts no longer. */
  static final class RemadeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Set<String> topics;

    RemadeException(Set<String> topics) {
      super("%s was deleted and made anew".formatted(String.join(", ", new TreeSet<>(topics))));
      this.topics = Set.copyOf(topics);
    }

    Set<String> topics() {
      return topics;
    }
  }

  /**
   * @param inputs topics that others write
   */
  GapSeeingClients(WorkerContext context, Set<String> inputs) {
    this.context = context;
    this.own = KafkaClients.of(context.platform(), context.worker() + "-gaps");
    this.losses = new Losses(context);
    this.identities = new TopicIdentities(own::admin, inputs);
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    Map<String, Object> inOrder = new HashMap<>(config);
    inOrder.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    return new KafkaProducer<>(inOrder, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), identities.listener()) {
      @Override
      public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        try {
          ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
          requireTheSameTopics();
          return polled;
        } catch (OffsetOutOfRangeException e) {
          Map<TopicPartition, Long> wanted = e.offsetOutOfRangePartitions();
          Map<TopicPartition, Long> first = beginningOffsets(wanted.keySet());
          wanted.forEach((partition, from) -> tell(partition, from, first.get(partition)));
          writeDown();
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

  @Override
  public void close() {
    identities.close();
  }

  private void requireTheSameTopics() {
    try {
      Set<String> remade = identities.remade();
      if (!remade.isEmpty()) {
        throw new RemadeException(remade);
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** The entries name what they tell of, so one that is written twice is one. */
  private void writeDown() {
    if (!losses.areOwed()) {
      return;
    }
    try (Producer<byte[], byte[]> producer = own.producer()) {
      for (ProducerRecord<byte[], byte[]> entry : losses.entries()) {
        producer.send(entry).get();
      }
      losses.written();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new KafkaException("the ledger does not take what was never read", e.getCause());
    } catch (RegistryUnavailableException e) {
      throw new StreamsException(e);
    }
  }

  private void tell(TopicPartition partition, long from, @Nullable Long first) {
    if (first == null) {
      return;
    }
    if (first > from && losses.add(partition, from, first)) {
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
