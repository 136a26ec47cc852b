package org.genhowto.evaluator;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.genhowto.runtime.Platform;
import org.genhowto.runtime.Worker;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every topic of the journey and every dead letter from the beginning, committed records
 * only, into the dashboard's state.
 */
final class TopicReader implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration DISCOVERY = Duration.ofSeconds(5);

  private final Platform platform;
  private final DashboardState state;
  private final Map<String, Codec<?>> codecs = new HashMap<>();
  private final KafkaConsumer<String, byte[]> consumer;
  private final Thread thread = new Thread(this::run, "dashboard");
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean reading;

  TopicReader(Platform platform, DashboardState state) {
    this.platform = platform;
    this.state = state;
    for (Topic<?> topic : Topics.all()) {
      codecs.put(topic.name(), codec(platform, topic));
    }
    Map<String, Object> settings = new HashMap<>(platform.kafka().clientSettings());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static <V extends SpecificRecord> Codec<V> codec(Platform platform, Topic<V> topic) {
    return platform.serdes().codec(topic);
  }

  @Override
  public String name() {
    return "dashboard";
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public boolean ready() {
    return reading;
  }

  @Override
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      long discovered = Long.MIN_VALUE;
      while (true) {
        long now = platform.clock().millis();
        if (discovered == Long.MIN_VALUE || now - discovered > DISCOVERY.toMillis()) {
          discover();
          discovered = now;
        }
        reading = true;
        if (consumer.assignment().isEmpty()) {
          discovered = Long.MIN_VALUE;
        }
        consumer.poll(POLL).forEach(this::add);
      }
    } catch (WakeupException e) {
      LOG.atDebug().log("dashboard closed");
    } catch (KafkaException e) {
      failure.set(e);
      LOG.atError().setCause(e).log("dashboard stopped");
    }
  }

  /** Takes in topics and partitions that are new; keeps the position in the others. */
  private void discover() {
    Set<TopicPartition> partitions = new HashSet<>();
    for (Map.Entry<String, List<PartitionInfo>> topic : consumer.listTopics().entrySet()) {
      if (codecs.containsKey(topic.getKey()) || DashboardState.isDeadLetters(topic.getKey())) {
        for (PartitionInfo partition : topic.getValue()) {
          partitions.add(new TopicPartition(partition.topic(), partition.partition()));
        }
      }
    }
    if (!partitions.equals(consumer.assignment())) {
      consumer.assign(partitions);
    }
  }

  private void add(ConsumerRecord<String, byte[]> record) {
    Codec<?> codec = codecs.get(record.topic());
    if (codec == null) {
      state.addDeadLetter(record);
      return;
    }
    try {
      state.add(record, codec.decode(record.value()));
    } catch (UndecodableException | RegistryUnavailableException e) {
      // The worker that reads it makes it a dead letter; here it counts all the same.
      LOG.atDebug().addKeyValue("topic", record.topic()).setCause(e).log("not decoded");
      state.addUndecodable(record);
    }
  }
}
