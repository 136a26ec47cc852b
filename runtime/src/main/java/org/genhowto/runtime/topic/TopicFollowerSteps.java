package org.genhowto.runtime.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.InterruptException;
import org.genhowto.runtime.worker.LoopSteps;
import org.genhowto.runtime.worker.Recovery;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.UndecodableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The turns of a {@link TopicFollower}: look for new partitions now and then, poll, hand over. */
final class TopicFollowerSteps implements LoopSteps {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollowerSteps.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final String PART = "topics";
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final WorkerContext context;
  private final Consumer<byte[], byte[]> consumer;
  private final TopicReader reader;
  private final TopicCursor cursor;
  private final Recovery recovery;
  private final Set<String> told = new HashSet<>();
  private long nextLook = System.nanoTime();
  private volatile boolean caughtUp;

  TopicFollowerSteps(WorkerContext context, Consumer<byte[], byte[]> consumer, TopicReader reader) {
    this.context = context;
    this.consumer = consumer;
    this.reader = reader;
    this.cursor = new TopicCursor(consumer, reader::from);
    // Whatever Kafka says, it may say otherwise later; a record that was handed over is kept.
    this.recovery = new Recovery(context, InterruptException.class::isInstance);
  }

  @Override
  public boolean ready() {
    return caughtUp;
  }

  @Override
  public void wake() {
    consumer.wakeup();
  }

  @Override
  public void step() throws InterruptedException {
    recovery.attempt(this::turn);
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void turn() throws InterruptedException {
    look();
    if (cursor.topics().isEmpty()) {
      context.pause(LOOK);
    } else {
      for (ConsumerRecord<byte[], byte[]> record : cursor.poll()) {
        accept(record);
      }
      reader.turned(cursor.positions(), cursor.drained());
      context.telemetry().lag(cursor.behind());
    }
    caughtUp = caughtUp || (cursor.topics().containsAll(reader.needs()) && cursor.atEnd());
  }

  private void look() {
    if (System.nanoTime() - nextLook < 0) {
      return;
    }
    List<PartitionInfo> found = new ArrayList<>();
    consumer
        .listTopics()
        .forEach(
            (topic, partitions) -> {
              if (reader.reads(topic)) {
                found.addAll(partitions);
              }
            });
    cursor.open(found);
    nameAbsent();
    if (!caughtUp) {
      cursor.look();
    }
    nextLook = System.nanoTime() + LOOK.toNanos();
  }

  private void nameAbsent() {
    Set<String> absent = new TreeSet<>(reader.needs());
    absent.removeAll(cursor.topics());
    if (absent.isEmpty()) {
      context.waits().end(PART);
    } else {
      context
          .waits()
          .begin(
              PART,
              "not on this cluster: %s; `genhowto topics create` makes what is missing"
                  .formatted(String.join(", ", absent)));
    }
  }

  /** Hands a record over; an absent registry is waited for, and a bad record costs itself alone. */
  // The reader keeps what it knew: no record may end it, whoever wrote that.
  @SuppressWarnings("CatchingUnchecked")
  private void accept(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    while (!context.isClosing()) {
      try {
        reader.read(record);
        return;
      } catch (RegistryUnavailableException e) {
        log(record, e, "registry out of reach, trying again");
        context.pause(PAUSE);
      } catch (UndecodableException e) {
        passOver(record, e, "undecodable"); // Its own worker makes a dead letter of it.
        return;
      } catch (Exception | StackOverflowError e) {
        passOver(record, e, "unreadable");
        return;
      }
    }
  }

  /** Every one is counted; the first of a kind in a topic is told. */
  private void passOver(ConsumerRecord<?, ?> record, Throwable cause, String reason) {
    context.telemetry().skipped(reason);
    if (told.add(record.topic() + " " + cause.getClass().getName())) {
      log(record, cause, "record passed over, and so are those like it");
    }
  }

  private void log(ConsumerRecord<?, ?> record, Throwable cause, String event) {
    LOG.atWarn()
        .addKeyValue("worker", context.worker())
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .addKeyValue("reason", PlainText.shown(String.valueOf(cause)))
        .log(event);
  }
}
