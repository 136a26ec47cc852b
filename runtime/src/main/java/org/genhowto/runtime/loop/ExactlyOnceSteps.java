package org.genhowto.runtime.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.handler.HandlerBugException;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.worker.LoopSteps;
import org.genhowto.runtime.worker.Recovery;
import org.genhowto.runtime.worker.WorkerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of an {@link ExactlyOnceLoop}: collect what is done, commit it, poll, hand out.
 *
 * <p>Why rebalances are safe: the callbacks below run inside poll on the loop's own thread, so a
 * partition cannot leave between the check of its lease and the transaction, as far as this process
 * knows. Where the group already knows better, the transaction carries the group's generation and
 * the broker refuses it. A partition that comes back gets a new lease and begins at its committed
 * offset; what is still being done under the old lease is thrown away.
 */
final class ExactlyOnceSteps<V extends SpecificRecord>
    implements LoopSteps, ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceSteps.class);

  /** How long a turn waits for records, or for the handler where it is busy. */
  private static final Duration TURN = Duration.ofMillis(50);

  /** Work handed over under a lease. */
  private record Task(AssignedPartition lease, List<ConsumerRecord<byte[], byte[]>> records) {}

  private final WorkerContext context;
  private final ExactlyOnceLoop.BatchWiring<V> work;
  private final Consumer<byte[], byte[]> consumer;
  private final TransactionalChannel channel;
  private final HandlerThread<Task> handler;
  private final Recovery recovery;
  private final WorkerTelemetry telemetry;
  private final Map<TopicPartition, AssignedPartition> leases = new LinkedHashMap<>();
  private int inFlight;
  private volatile boolean joined;

  ExactlyOnceSteps(WorkerContext context, ExactlyOnceLoop.BatchWiring<V> work, Clients clients) {
    this.context = context;
    this.work = work;
    this.consumer = clients.consumer(work.settings());
    this.channel = new TransactionalChannel(clients::producer);
    this.handler = handlerThread(context, work);
    this.recovery = new Recovery(context, Fatal::is);
    this.telemetry = context.telemetry();
  }

  private static <V extends SpecificRecord> HandlerThread<Task> handlerThread(
      WorkerContext context, ExactlyOnceLoop.BatchWiring<V> work) {
    RecordProcessor<V> processor =
        new RecordProcessor<>(context, work.input(), work.settings().retry());
    return new HandlerThread<>(
        context,
        task ->
            task.lease().live()
                ? processor.settle(task.records(), 0, work.handler(), () -> !task.lease().live())
                : new Done.Abandoned());
  }

  /** Whether the group has given it partitions. */
  @Override
  public boolean ready() {
    return joined;
  }

  @Override
  public void wake() {
    consumer.wakeup();
  }

  /** Subscribes; nothing is sent before the first turn. */
  @Override
  public void begin() {
    handler.start();
    consumer.subscribe(List.of(work.input().name()), this);
  }

  /** One turn; after a failure it begins at the committed offsets. */
  @Override
  public void step() throws InterruptedException {
    recovery.attempt(
        () -> {
          if (recovery.recovering()) {
            rewind();
          }
          // Opening first: what a former process left open is settled before offsets are read.
          channel.open();
          turn();
        });
  }

  /** Lets the present call end, commits it, and leaves the group so that others take over now. */
  @Override
  public void finish() throws InterruptedException {
    handler.finish(work.settings().closeGrace());
    try {
      commit(handler.collect(Duration.ZERO));
    } catch (KafkaException e) {
      // Not committed, so not lost: whoever has the partition next does it again.
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("worker", context.worker())
          .log("last transaction failed, its records will be done again");
    }
  }

  @Override
  public void close() {
    inFlight(-inFlight);
    channel.close();
    consumer.close(
        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    try {
      handler.close(WorkerContext.LAST_CALL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> leases.put(partition, new AssignedPartition(partition)));
    joined = true;
  }

  /** What is done already is still ours to commit; the rest is done again by the next owner. */
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    try {
      commit(handler.collect(Duration.ZERO));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      partitions.forEach(this::end);
    }
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    partitions.forEach(this::end);
  }

  private void turn() throws InterruptedException {
    boolean busy = handler.busy();
    if (busy) {
      commit(handler.collect(TURN));
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(busy ? Duration.ZERO : TURN)) {
      AssignedPartition lease = leases.get(new TopicPartition(record.topic(), record.partition()));
      if (lease != null) {
        lease.add(record, context.clock().instant());
      }
    }
    handOut();
    holdBack();
    telemetry.lag(leases.keySet().stream().mapToLong(p -> consumer.currentLag(p).orElse(0)).sum());
  }

  private void handOut() {
    Instant now = context.clock().instant();
    for (AssignedPartition lease : leases.values()) {
      while (lease.due(work.settings(), now)) {
        List<ConsumerRecord<byte[], byte[]>> batch = lease.take(work.settings().batchSize(), now);
        inFlight(batch.size());
        handler.submit(new Task(lease, batch));
      }
    }
  }

  /** Pauses partitions of which enough is held, and lets the others flow. */
  private void holdBack() {
    List<TopicPartition> full = new ArrayList<>();
    List<TopicPartition> free = new ArrayList<>();
    for (AssignedPartition lease : leases.values()) {
      (lease.held() >= work.settings().buffer() ? full : free).add(lease.partition());
    }
    consumer.pause(full);
    consumer.resume(free);
  }

  /** One transaction for everything that is done under a living lease, up to the first bug. */
  private void commit(List<HandlerThread.Ended<Task>> ended) {
    ended.forEach(one -> inFlight(-one.task().records().size()));
    Optional<Throwable> bug = Optional.empty();
    Map<Task, ProcessedBatch> finished = new LinkedHashMap<>();
    for (HandlerThread.Ended<Task> one : ended) {
      if (one.done() instanceof Done.Failed failed) {
        // Whoever has the partition now: the handler's thread has ended with its bug.
        bug = Optional.of(failed.bug());
        break;
      }
      if (one.done() instanceof Done.Finished done && one.task().lease().live()) {
        finished.put(one.task(), done.batch());
      }
    }
    send(finished);
    if (bug.isPresent()) {
      throw new HandlerBugException(bug.get());
    }
  }

  private void send(Map<Task, ProcessedBatch> finished) {
    if (finished.isEmpty()) {
      return;
    }
    List<ProducerRecord<byte[], byte[]>> outputs = new ArrayList<>();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    finished.forEach(
        (task, batch) -> {
          outputs.addAll(batch.outputs());
          offsets.put(task.lease().partition(), after(task.records()));
        });
    channel.send(outputs, offsets, consumer.groupMetadata());
    finished.forEach(
        (task, batch) -> {
          task.lease().committed(task.records().size());
          batch.count(telemetry);
        });
  }

  private static OffsetAndMetadata after(List<ConsumerRecord<byte[], byte[]>> records) {
    ConsumerRecord<byte[], byte[]> last = records.get(records.size() - 1);
    return new OffsetAndMetadata(last.offset() + 1, last.leaderEpoch(), "");
  }

  /** Begins anew at the committed offsets, which alone tell what became of a failed transaction. */
  private void rewind() {
    channel.close();
    channel.open();
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(consumer.assignment());
    for (TopicPartition partition : List.copyOf(leases.keySet())) {
      end(partition);
    }
    for (TopicPartition partition : consumer.assignment()) {
      leases.put(partition, new AssignedPartition(partition));
      OffsetAndMetadata offset = committed.get(partition);
      if (offset == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, offset);
      }
    }
  }

  private void inFlight(int change) {
    inFlight += change;
    telemetry.inFlight(change);
  }

  private void end(TopicPartition partition) {
    AssignedPartition lease = leases.remove(partition);
    if (lease != null) {
      lease.end();
    }
  }
}
