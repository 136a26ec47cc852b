package org.genhowto.runtime.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.processing.TransactionalChannel;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.GenerationClaim;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This member's own part in the queue: its name, its signs of life on a clock of their own, its
 * claims, and its results.
 */
final class QueueMember implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueueMember.class);

  /** What the newest request counts in the mean. */
  private static final double NEWEST = 0.2;

  /** Signs of life in the time of a lease: some may be lost or late. */
  private static final int BEATS = 5;

  private final String worker;
  private final QueueKafka kafka;
  private final Codec<GenerationClaim> codec;
  private final Duration lease;
  private final int capacity;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Member member;
  private volatile double meanMillis;
  private @Nullable ClaimWriter writer;
  private @Nullable Producer<byte[], byte[]> claims;
  private @Nullable TransactionalChannel results;
  private @Nullable Map<TopicPartition, Long> barrier;

  QueueMember(
      String worker, QueueKafka kafka, Codec<GenerationClaim> codec, Duration lease, int capacity) {
    this.worker = worker;
    this.kafka = kafka;
    this.codec = codec;
    this.lease = lease;
    this.capacity = capacity;
    this.member = Member.born(worker);
  }

  String name() {
    return member.name();
  }

  /** Gets ready for claims and results, where it is not. */
  void live() {
    if (writer == null) {
      Producer<byte[], byte[]> producer = kafka.claims();
      claims = producer;
      writer = new ClaimWriter(producer, codec);
      Thread heart = new Thread(() -> beat(producer), worker + "-heart");
      heart.setDaemon(true);
      heart.start();
    }
    if (results == null) {
      String name = name();
      results = new TransactionalChannel(() -> kafka.results(name));
      results.open();
    }
  }

  /** A new life: nothing that the last one had in hand is this one's. */
  void rebirth() {
    member = Member.born(worker);
    TransactionalChannel old = results;
    results = null;
    barrier = null;
    if (old != null) {
      old.close();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What counts is what is read of it.
  void claim(OpenRequest request, String previous) {
    writer().claim(name(), request, previous);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  void release(OpenRequest request) {
    writer().release(name(), request);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  void done(OpenRequest request) {
    writer().done(name(), request);
  }

  /** Sends something without waiting; it may be lost. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void tell(ProducerRecord<byte[], byte[]> record) {
    Producer<byte[], byte[]> open = claims;
    if (open != null) {
      open.send(record);
    }
  }

  /** Writes in one transaction. */
  void write(List<ProducerRecord<byte[], byte[]>> records) {
    TransactionalChannel open = results;
    if (open == null) {
      throw new IllegalStateException("results are written before the member lives");
    }
    barrier = null;
    open.send(records);
  }

  /**
   * Whether everything is read that this member may have written, after a failure that left it
   * unsure.
   */
  boolean readBack(QueuePositions positions) {
    TransactionalChannel open = results;
    if (barrier == null && open != null) {
      open.open(); // Ends what the last one left open, one way or the other.
      barrier = kafka.resultEnds();
    }
    return barrier != null && positions.reached(barrier);
  }

  /** One request took so long. */
  void took(Duration time) {
    meanMillis =
        meanMillis == 0 ? time.toMillis() : (1 - NEWEST) * meanMillis + NEWEST * time.toMillis();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  void leave() {
    if (writer != null) {
      writer.leave(name());
      writer.flush();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    if (results != null) {
      results.close();
    }
    if (writer != null) {
      writer.close();
    }
  }

  private ClaimWriter writer() {
    if (writer == null) {
      throw new IllegalStateException("a claim is written before the member lives");
    }
    return writer;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void beat(Producer<byte[], byte[]> producer) {
    ClaimWriter own = new ClaimWriter(producer, codec);
    try {
      do {
        try {
          own.alive(name(), capacity, Math.round(meanMillis), lease);
        } catch (KafkaException | IllegalStateException e) {
          LOG.atDebug().setCause(e).log("a sign of life was not sent");
        }
      } while (!closing.await(lease.toMillis() / BEATS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
