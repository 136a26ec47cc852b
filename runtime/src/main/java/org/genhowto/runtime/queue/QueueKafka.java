package org.genhowto.runtime.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.genhowto.runtime.topic.ReplyTopics;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the queue needs of Kafka beside its reader. For one thread, but for making clients. */
final class QueueKafka implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueueKafka.class);
  private static final int PATIENCE_SECONDS = 20;

  /** A sign of life that cannot be sent now is not worth waiting for. */
  private static final int BLOCKED_MS = 2000;

  private final KafkaClients clients;
  private final String group;
  private final Admin admin;
  private KafkaFuture<Void> commit = KafkaFuture.completedFuture(null);

  QueueKafka(KafkaClients clients, String group) {
    this.clients = clients;
    this.group = group;
    this.admin = clients.admin();
  }

  Producer<byte[], byte[]> claims() {
    return clients.producer(
        Map.of(ProducerConfig.LINGER_MS_CONFIG, 0, ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCKED_MS));
  }

  Producer<byte[], byte[]> results(String member) {
    return clients.transactionalProducer(Member.transactionalId(member));
  }

  /** A consumer that looks single records up. */
  Consumer<byte[], byte[]> fetcher() {
    return clients.consumer(Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1));
  }

  /** Knows the topics that requesters made for their results. */
  ReplyTopics replies() {
    return new ReplyTopics(admin);
  }

  /** Ends what a member has begun to write, and lets it write no more. */
  void fence(String member) {
    try (Producer<byte[], byte[]> producer = results(member)) {
      producer.initTransactions();
      producer.close(Duration.ZERO);
    }
  }

  /** The ends of all committed results. */
  Map<TopicPartition, Long> resultEnds() {
    String topic = Topics.GENERATION_RESULTS.name();
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (TopicDescription description :
        get(admin.describeTopics(List.of(topic)).allTopicNames()).values()) {
      description
          .partitions()
          .forEach(
              each -> asked.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest()));
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    get(admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all())
        .forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  /** Where the queue is to be read from; empty where that was never said. */
  Map<TopicPartition, Long> committed() {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try {
      get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
          .forEach(
              (partition, offset) -> {
                if (offset != null) {
                  offsets.put(partition, offset.offset());
                }
              });
    } catch (KafkaException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e;
      }
    }
    return offsets;
  }

  /** Keeps from where the queue is to be read, without waiting: the next time says it anew. */
  void commit(Map<TopicPartition, Long> offsets) {
    if (!commit.isDone()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> kept = new HashMap<>();
    offsets.forEach((partition, offset) -> kept.put(partition, new OffsetAndMetadata(offset)));
    commit =
        admin
            .alterConsumerGroupOffsets(group, kept)
            .all()
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    LOG.atDebug().setCause(failure).log("how far the queue is was not kept");
                  }
                });
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }

  private static <T> T get(KafkaFuture<T> answer) {
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new org.apache.kafka.common.errors.InterruptException(e);
    } catch (ExecutionException e) {
      throw new KafkaException("Kafka does not answer the queue", e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("Kafka does not answer the queue", e);
    }
  }
}
