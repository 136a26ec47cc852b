package org.genhowto.runtime.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.processing.Done;
import org.genhowto.runtime.processing.HandlerPool;
import org.genhowto.runtime.processing.ProcessedBatch;
import org.genhowto.runtime.processing.RecordEnds;
import org.genhowto.runtime.processing.RecordProcessor;
import org.genhowto.runtime.processing.TransactionalChannel;
import org.genhowto.runtime.worker.Fatal;
import org.genhowto.runtime.worker.LoopSteps;
import org.genhowto.runtime.worker.Recovery;
import org.genhowto.runtime.worker.TopicIdentities;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of an {@link ExactlyOnceLoop}: collect what is done, commit it, poll, hand out.
 *
 * <p>Why rebalances are safe: the callbacks below run inside poll on the loop's own thread, so a
 * partition cannot leave between the check of its time and the transaction, as far as this process
 * knows. Where the group already knows better, the transaction carries the group's generation and
 * the broker refuses it. A partition that comes back begins at its committed offset; what is still
 * being done from before is thrown away.
 */
final class ExactlyOnceSteps<V extends SpecificRecord>
    implements LoopSteps, ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceSteps.class);

  /** How long a turn waits for records, or for the handler where it is busy. */
  private static final Duration TURN = Duration.ofMillis(50);

  private final WorkerContext context;
  private final ExactlyOnceLoop.BatchWiring<V> work;
  private final Consumer<byte[], byte[]> consumer;
  private final TopicIdentities identities;
  private final TransactionalChannel channel;
  private final RecordProcessor<V> processor;
  private final HandlerPool<Task> pool;
  private final Assignment assignment;
  private final HandOut handOut;
  private final Refusals refusals;
  private final Recovery recovery;
  private final LoopWatch watch;
  private final WorkerTelemetry telemetry;
  private int inFlight;

  /**
   * What the last transaction came to is not known: what is held to be done may not be, and nothing
   * is written before the committed offsets have told.
   */
  private boolean unsure;

  private volatile boolean joined;

  ExactlyOnceSteps(WorkerContext context, ExactlyOnceLoop.BatchWiring<V> work, Clients clients) {
    LoopSettings settings = work.settings();
    this.context = context;
    this.work = work;
    this.consumer = clients.consumer(settings);
    this.identities = clients.identities();
    this.channel = new TransactionalChannel(clients::producer);
    this.processor =
        new RecordProcessor<>(
            context,
            settings.retry(),
            work.handler(),
            new RecordEnds<>(context, work.input(), (key, value, reason) -> List.of()));
    this.pool =
        new HandlerPool<>(
            context,
            new HandlerPool.Limits(
                work.ordered() ? 1 : settings.concurrency(),
                settings.callLimit(),
                processor::handling),
            this::work);
    this.assignment = new Assignment(context, consumer, settings.buffer());
    this.refusals = new Refusals();
    this.handOut = new HandOut(settings, work.ordered(), refusals);
    this.recovery = new Recovery(context, Fatal::is);
    this.watch = clients.watch(context, work.input().name());
    this.telemetry = context.telemetry();
  }

  private Done work(Task task, BooleanSupplier givenUp) throws InterruptedException {
    if (!task.partition().live()) {
      return new Done.Abandoned();
    }
    if (task.condemned().isPresent()) {
      return processor.setAside(task.records(), task.condemned().get(), task::abandoned);
    }
    BooleanSupplier abandoned = () -> task.abandoned() || givenUp.getAsBoolean();
    return work.ordered()
        ? processor.settle(task.records(), abandoned)
        : processor.attempt(task.records(), abandoned);
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
    pool.start();
    watch.start();
    consumer.subscribe(List.of(work.input().name(), Topics.replays(context.worker())), this);
  }

  /** One turn; after a failure it begins at the committed offsets. */
  @Override
  public void step() throws InterruptedException {
    recovery.attempt(
        () -> {
          if (recovery.recovering()) {
            channel.close();
            channel.open();
            handOut.forget();
            assignment.rewind();
            unsure = false;
          }
          // Opening first: what a former process left open is settled before offsets are read.
          channel.open();
          turn();
        });
  }

  /** Lets the present calls end, commits them, and leaves the group so that others go on now. */
  @Override
  public void finish() throws InterruptedException {
    pool.finish(work.settings().closeGrace());
    try {
      leave(assignment.all());
    } catch (KafkaException e) {
      // Not committed, so not lost: whoever has the partition next does it again.
      LOG.atWarn()
          .addKeyValue("worker", context.worker())
          .log("last transaction failed, its records will be done again: {}", Causes.sentence(e));
    }
  }

  @Override
  public void close() {
    unsure = true; // What is to be written is written: closing the consumer revokes once more.
    inFlight(-inFlight);
    watch.close();
    identities.close();
    channel.close();
    try {
      consumer.close(
          CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    } catch (KafkaException e) {
      LOG.atDebug().setCause(e).addKeyValue("worker", context.worker()).log("left without a word");
    }
    try {
      pool.close(WorkerContext.LAST_CALL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    assignment.begin(partitions);
    joined = true;
  }

  /** What is done already is still ours to commit; the rest is done again by the next owner. */
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    try {
      leave(assignment.of(partitions));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      partitions.forEach(assignment::end);
    }
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    partitions.forEach(assignment::end);
  }

  private void turn() throws InterruptedException {
    boolean busy = pool.pending() > 0;
    if (busy) {
      commit(pool.collect(TURN));
    }
    poll(busy ? Duration.ZERO : TURN);
    List<Task> tasks = handOut.next(assignment.all(), context.clock().instant());
    if (!tasks.isEmpty() || assignment.losses().areOwed()) {
      write(List.of());
      tasks.forEach(this::submit);
    }
    assignment.holdBack();
    watch();
  }

  private void poll(Duration wait) throws InterruptedException {
    try {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(wait);
      Set<String> remade = identities.remade();
      if (remade.isEmpty()) {
        assignment.add(polled, context.clock().instant());
      } else {
        channel.close(); // Its producer knows the former topic, and would commit to that in vain.
        assignment.beginAnew(remade);
      }
    } catch (OffsetOutOfRangeException e) {
      assignment.jump(e);
    }
  }

  /**
   * Another worker may have the partitions in which work waits: only ours are ours to answer for.
   */
  private void watch() {
    long unread = assignment.unread();
    int held = assignment.held();
    if (!watch.tellsLag()) {
      telemetry.lag(unread + held);
    }
    watch.look();
    if (unread > 0 && held == 0) { // What is held may wait for its next attempt.
      watch.requireProgress();
    }
  }

  private void submit(Task task) {
    inFlight(task.records().records().size());
    pool.submit(task);
  }

  /** One transaction for everything that came to its end in partitions that are still ours. */
  private void commit(List<HandlerPool.Ended<Task>> ended) throws InterruptedException {
    Map<Task, ProcessedBatch> finished = new LinkedHashMap<>();
    for (HandlerPool.Ended<Task> one : ended) {
      Task task = one.task();
      handOut.back(task);
      inFlight(-task.records().records().size());
      if (!task.partition().live()) {
        continue;
      }
      Done done = one.thrown().isPresent() ? failed(task, one.thrown().get()) : one.done();
      if (done instanceof Done.Finished end) {
        finished.put(task, end.batch());
      } else {
        again(task, done);
      }
    }
    // A hung batch ends its partition: what was done of it before is done again with the rest.
    finished.keySet().removeIf(Task::abandoned);
    for (List<Task> together : refusals.together(List.copyOf(finished.keySet()))) {
      Map<Task, ProcessedBatch> part = new LinkedHashMap<>();
      together.forEach(task -> part.put(task, finished.get(task)));
      send(part);
    }
  }

  /** A call hung, or the work around it has a bug. */
  private Done failed(Task task, Throwable thrown) throws InterruptedException {
    if (work.ordered()) {
      // What was queued behind it must not overtake it: the partition begins anew, with care.
      assignment.restart(task.partition().partition(), task.last() + 1);
      return new Done.Abandoned();
    }
    return processor.failed(task.records(), thrown, task::abandoned);
  }

  private void again(Task task, Done done) {
    Instant now = context.clock().instant();
    Done.Again again =
        done instanceof Done.Again wanted
            ? wanted
            : new Done.Again(task.records().failures(), Duration.ZERO);
    for (ConsumerRecord<byte[], byte[]> record : task.records().records()) {
      task.partition().again(record, again.failures(), now.plus(again.pause()));
    }
  }

  private void send(Map<Task, ProcessedBatch> finished) {
    List<ProducerRecord<byte[], byte[]>> outputs = new ArrayList<>();
    finished.forEach(
        (task, batch) -> {
          outputs.addAll(batch.outputs());
          task.records().records().forEach(task.partition()::done);
        });
    try {
      write(outputs);
    } catch (KafkaException e) {
      refusals.note(List.copyOf(finished.keySet()), e);
      throw e;
    }
    finished.values().forEach(batch -> batch.count(telemetry));
  }

  /** One transaction: these records, what was never read, and every bookmark that has changed. */
  private void write(List<ProducerRecord<byte[], byte[]>> outputs) {
    List<ProducerRecord<byte[], byte[]>> lost = lost();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (AssignedPartition partition : assignment.all()) {
      if (partition.changed() || !lost.isEmpty()) {
        offsets.put(partition.partition(), partition.committable());
      }
    }
    if (!offsets.isEmpty()) {
      unsure = true;
      channel.send(
          Stream.concat(outputs.stream(), lost.stream()).toList(),
          offsets,
          consumer.groupMetadata());
      unsure = false;
      assignment.all().forEach(AssignedPartition::written);
      if (!lost.isEmpty()) {
        assignment.losses().written();
      }
    }
  }

  /** Where the registry is away, they stay owed. */
  private List<ProducerRecord<byte[], byte[]>> lost() {
    try {
      return assignment.losses().entries();
    } catch (RegistryUnavailableException e) {
      LOG.atDebug().setCause(e).log("the ledger hears later of what was never read");
      return List.of();
    }
  }

  /** Commits what is done, and says of partitions that nothing of them is in hand any more. */
  private void leave(Collection<AssignedPartition> partitions) throws InterruptedException {
    if (unsure) {
      return;
    }
    commit(pool.collect(Duration.ZERO));
    partitions.forEach(AssignedPartition::farewell);
    write(List.of());
  }

  private void inFlight(int change) {
    inFlight += change;
    telemetry.inFlight(change);
  }
}
