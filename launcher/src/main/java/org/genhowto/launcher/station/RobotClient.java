package org.genhowto.launcher.station;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.KafkaClients;
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
  private static final String NAME = "robot-client";
  private static final Duration POLL = Duration.ofMillis(200);

  private final Platform platform;
  private final TopicSender sender;

  public RobotClient(Platform platform) {
    this(platform, KafkaClients.of(platform, NAME).producer());
  }

  RobotClient(Platform platform, Producer<byte[], byte[]> producer) {
    this.platform = platform;
    this.sender = new TopicSender(NAME, platform, producer);
  }

  /** Sends one record and waits until the broker has it. */
  public <V extends SpecificRecord> void send(Topic<V> topic, String key, V value)
      throws InterruptedException {
    sender.sendAndWait(topic, key, value);
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
    byte[] key = request.getRequestId().getBytes(StandardCharsets.UTF_8);
    try (var consumer = KafkaClients.of(platform, NAME).reader()) {
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
          if (!Arrays.equals(key, record.key())) {
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
    sender.close();
  }
}
