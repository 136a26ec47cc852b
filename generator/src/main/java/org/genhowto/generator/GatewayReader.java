package org.genhowto.generator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.genhowto.runtime.Sha256;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads requests, progress and results from their beginning into the journal, outside any group, so
 * that every gateway knows every request.
 */
final class GatewayReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayReader.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final List<Topic<?>> TOPICS =
      List.of(Topics.GENERATION_REQUESTS, Topics.GENERATION_PROGRESS, Topics.GENERATION_RESULTS);

  private final Consumer<byte[], byte[]> consumer;
  private final GatewayJournal journal;
  private final Codec<GenerationProgress> progress;
  private final Codec<GenerationResult> results;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "gateway-reader");
  private volatile boolean caughtUp;

  GatewayReader(Consumer<byte[], byte[]> consumer, AvroSerdes serdes, GatewayJournal journal) {
    this.consumer = consumer;
    this.journal = journal;
    this.progress = serdes.codec(Topics.GENERATION_PROGRESS);
    this.results = serdes.codec(Topics.GENERATION_RESULTS);
  }

  void start() {
    thread.start();
  }

  /** Whether everything that was there at the start is known. */
  boolean ready() {
    return caughtUp && thread.isAlive();
  }

  Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  @Override
  public void close() {
    closing.countDown();
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

  // The one broad catch: whatever stops the reader is recorded, as nothing else would tell of it.
  @SuppressWarnings("CatchingUnchecked")
  private void run() {
    try (consumer) {
      List<TopicPartition> partitions = partitions();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (closing.getCount() > 0) {
        for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL)) {
          accept(read);
        }
        caughtUp =
            caughtUp
                || ends.entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
      }
    } catch (WakeupException e) {
      LOG.atDebug().log("gateway reader closed");
    } catch (Throwable e) {
      failure.set(e);
      LOG.atError().setCause(e).addKeyValue("worker", "gateway").log("reader stopped by a failure");
    }
  }

  /** Partitions of the topics, once they exist. */
  private List<TopicPartition> partitions() throws InterruptedException {
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic<?> topic : TOPICS) {
      List<PartitionInfo> found = partitions(topic);
      while (found.isEmpty() && !closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        found = partitions(topic);
      }
      found.forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
    }
    return partitions;
  }

  private List<PartitionInfo> partitions(Topic<?> topic) {
    try {
      return Optional.ofNullable(consumer.partitionsFor(topic.name())).orElse(List.of());
    } catch (UnknownTopicOrPartitionException e) {
      return List.of();
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> read) throws InterruptedException {
    while (true) {
      try {
        note(read);
        return;
      } catch (UndecodableException e) {
        // Its own worker makes a dead letter of it; here it only stays unknown.
        LOG.atWarn()
            .setCause(e)
            .addKeyValue("topic", read.topic())
            .addKeyValue("partition", read.partition())
            .addKeyValue("offset", read.offset())
            .log("record passed over");
        return;
      } catch (RegistryUnavailableException e) {
        LOG.atWarn().setCause(e).addKeyValue("topic", read.topic()).log("registry out of reach");
        if (closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> read)
      throws UndecodableException, RegistryUnavailableException {
    if (read.topic().equals(Topics.GENERATION_PROGRESS.name())) {
      journal.progressed(progress.decode(read.value()));
    } else if (read.topic().equals(Topics.GENERATION_RESULTS.name())) {
      journal.ended(results.decode(read.value()));
    } else if (read.key() != null && read.value() != null) {
      // The key names the request: its value may hold an image and is not needed.
      journal.requested(new String(read.key(), UTF_8), Sha256.of(read.value()));
    }
  }
}
