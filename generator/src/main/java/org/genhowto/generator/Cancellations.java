package org.genhowto.generator;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.genhowto.runtime.Platform;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.Control;
import org.genhowto.schemas.GenerationControl;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which requests were called off. Every generator reads the whole control topic from its
 * start, in no group, as a request may be cancelled before it is worked on and by any of them; the
 * newest {@value #KEPT} names are kept.
 */
final class Cancellations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cancellations.class);
  private static final int KEPT = 100_000;
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Codec<GenerationControl> codec;
  private final Consumer<byte[], byte[]> consumer;
  private final Set<String> calledOff =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > KEPT;
                }
              }));
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "generator-cancellations");
  private volatile boolean closing;

  Cancellations(Codec<GenerationControl> codec, Consumer<byte[], byte[]> consumer) {
    this.codec = codec;
    this.consumer = consumer;
  }

  static Cancellations of(Platform platform) {
    Map<String, Object> config = platform.kafka().clientSettings();
    config.put("client.id", "generator-control-" + platform.instance());
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "earliest");
    return new Cancellations(
        platform.serdes().codec(Topics.GENERATION_CONTROL),
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  void start() {
    thread.start();
  }

  boolean contains(String requestId) {
    return calledOff.contains(requestId);
  }

  Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  // Recorded, as nothing else would tell that cancellations are no longer heard.
  @SuppressWarnings("CatchingUnchecked")
  private void run() {
    try (consumer) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.GENERATION_CONTROL.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!closing) {
        consumer.poll(POLL).forEach(this::take);
      }
    } catch (WakeupException e) {
      LOG.atDebug().log("cancellations closed");
    } catch (Exception e) {
      failure.set(e);
      LOG.atError().setCause(e).addKeyValue("worker", Main.GENERATOR).log("cancellations stopped");
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      GenerationControl control = codec.decode(record.value());
      if (control.getControl() == Control.CANCEL) {
        calledOff.add(control.getRequestId());
      }
    } catch (UndecodableException | RegistryUnavailableException e) {
      // A cancellation is a courtesy: the request is then worked on, and its result stands.
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .log("unreadable cancellation passed over");
    }
  }

  @Override
  public void close() {
    closing = true;
    if (thread.getState() == Thread.State.NEW) {
      consumer.close();
      return;
    }
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
