package org.genhowto.launcher.station;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;

/**
 * What a submitter or a robot does with the topics: send a reference or a request, and wait for a
 * result.
 */
public final class RobotClient implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Platform platform;
  private final KafkaProducer<String, byte[]> producer;

  public RobotClient(Platform platform) {
    this.platform = platform;
    Map<String, Object> settings = new HashMap<>(platform.kafka().clientSettings());
    settings.put("enable.idempotence", true);
    settings.put("acks", "all");
    this.producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  /** Sends one record and waits until the broker has it. */
  public <V extends SpecificRecord> void send(Topic<V> topic, String key, V value)
      throws InterruptedException {
    try {
      byte[] bytes = platform.serdes().codec(topic).encode(value);
      producer.send(new ProducerRecord<>(topic.name(), key, bytes)).get();
    } catch (ExecutionException e) {
      throw new KafkaException("the record for " + topic.name() + " was not taken", e.getCause());
    } catch (RegistryUnavailableException e) {
      throw new KafkaException(e.getMessage(), e);
    }
  }

  /**
   * Sends a request and waits for its result.
   *
   * @param progress is told how far the request has come
   * @return nothing where the result did not come in time
   */
  public Optional<GenerationResult> generate(
      GenerationRequest request, Duration patience, Consumer<GenerationProgress> progress)
      throws InterruptedException {
    Map<String, Object> settings = new HashMap<>(platform.kafka().clientSettings());
    settings.put("isolation.level", "read_committed");
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (Topic<?> topic : List.of(Topics.GENERATION_PROGRESS, Topics.GENERATION_RESULTS)) {
        consumer
            .partitionsFor(topic.name())
            .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
      }
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      send(Topics.GENERATION_REQUESTS, request.getRequestId(), request);
      long end = platform.clock().millis() + patience.toMillis();
      while (platform.clock().millis() < end) {
        for (var record : consumer.poll(POLL)) {
          if (!request.getRequestId().equals(record.key())) {
            continue;
          }
          if (record.topic().equals(Topics.GENERATION_RESULTS.name())) {
            return Optional.of(decode(Topics.GENERATION_RESULTS, record.value()));
          }
          progress.accept(decode(Topics.GENERATION_PROGRESS, record.value()));
        }
      }
      return Optional.empty();
    }
  }

  private <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes) {
    try {
      return platform.serdes().codec(topic).decode(bytes);
    } catch (UndecodableException | RegistryUnavailableException e) {
      throw new KafkaException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
