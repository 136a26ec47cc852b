package org.genhowto.runtime.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.worker.Fatal;
import org.genhowto.runtime.worker.LoopSteps;
import org.genhowto.runtime.worker.Recovery;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of a {@link ShareGroupLoop}: poll, hand to the handler, renew until it ends, publish,
 * acknowledge.
 *
 * <p>Every record that poll gave is acknowledged before the next poll, as the client demands: the
 * one being worked on with RENEW. The broker then hands it out again, which is how it can be
 * acknowledged once more; records that came beside it are kept in the same way and wait.
 */
final class ShareGroupSteps<V extends SpecificRecord> implements LoopSteps {
  private static final Logger LOG = LoggerFactory.getLogger(ShareGroupSteps.class);
  private static final Duration TURN = Duration.ofMillis(200);

  private final WorkerContext context;
  private final ShareGroupLoop.RequestWiring<V> work;
  private final ShareGroup group;
  private final WorkerTelemetry telemetry;
  private final RequestWork<V> calls;
  private final HandlerPool<ActiveRequest> handler;
  private final Recovery recovery;
  private final LoopWatch watch;

  /**
   * What poll gave since the last commit, in its order: to be acknowledged before the next poll.
   */
  private final Deque<ConsumerRecord<byte[], byte[]>> held = new ArrayDeque<>();

  private @Nullable ShareConsumer<byte[], byte[]> consumer;
  private @Nullable Producer<byte[], byte[]> producer;
  private @Nullable ActiveRequest call;
  private volatile boolean polling;

  ShareGroupSteps(WorkerContext context, ShareGroupLoop.RequestWiring<V> work, ShareGroup group) {
    this.context = context;
    this.work = work;
    this.group = group;
    this.telemetry = context.telemetry();
    this.calls = new RequestWork<>(context, work);
    this.handler =
        new HandlerPool<>(
            context,
            new HandlerPool.Limits(1, work.settings().callLimit(), calls::handling),
            calls);
    this.recovery = new Recovery(context, Fatal::is);
    this.watch = group.watch(context, work.input().name());
  }

  @Override
  public boolean ready() {
    return polling;
  }

  @Override
  public void begin() {
    handler.start();
    watch.start();
  }

  @Override
  public void step() throws InterruptedException {
    recovery.attempt(
        () -> {
          turn(open(), producer());
          polling = true;
          watch.look();
          if (call == null) {
            watch.requireProgress();
          }
        });
  }

  /** Lets the present call end, or hands its request back at once. */
  @Override
  public void finish() throws InterruptedException {
    ActiveRequest present = call;
    ShareConsumer<byte[], byte[]> open = consumer;
    if (present == null || open == null) {
      return;
    }
    try {
      if (held.isEmpty()) {
        hold(open.poll(TURN));
      }
      handler.finish(work.settings().closeGrace());
      if (ended(present, Duration.ZERO)) {
        conclude(present, open, producer());
      }
      for (ConsumerRecord<byte[], byte[]> record : held) {
        open.acknowledge(record, AcknowledgeType.RELEASE);
      }
      held.clear();
      open.commitSync();
    } catch (KafkaException e) {
      // Not accepted, so not lost: the broker hands it to another worker.
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("worker", context.worker())
          .log("last request was not handed back");
    }
  }

  @Override
  public void close() {
    watch.close();
    if (consumer != null) {
      consumer.close();
    }
    ActiveRequest present = call;
    if (present != null) {
      present.cancel();
      telemetry.inFlight(-1);
      call = null;
    }
    try {
      handler.close(WorkerContext.LAST_CALL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (producer != null) {
      producer.close(Duration.ofSeconds(5));
    }
  }

  private void turn(ShareConsumer<byte[], byte[]> open, Producer<byte[], byte[]> sender)
      throws InterruptedException {
    if (held.isEmpty()) {
      hold(open.poll(TURN));
    }
    if (call == null && !held.isEmpty()) {
      begin(held.getFirst(), sender);
    }
    ActiveRequest present = call;
    if (present != null && ended(present, held.isEmpty() ? Duration.ZERO : renewal())) {
      conclude(present, open, sender);
    }
    renew(open);
  }

  /** Whether a call ends within a time. */
  private boolean ended(ActiveRequest present, Duration wait) throws InterruptedException {
    if (present.done() == null) {
      for (HandlerPool.Ended<ActiveRequest> one : handler.collect(wait)) {
        one.task()
            .end(
                one.thrown().isPresent() ? calls.hung(one.task(), one.thrown().get()) : one.done());
      }
    }
    return present.done() != null;
  }

  private Duration renewal() {
    return work.settings().renewal();
  }

  private void hold(Iterable<ConsumerRecord<byte[], byte[]>> records) {
    records.forEach(held::add);
    ActiveRequest present = call;
    if (present != null && !held.isEmpty() && held.stream().noneMatch(present::is)) {
      present.lose(); // The client hands renewed records out before any other.
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Progress may be lost; results are sent elsewhere.
  private void begin(ConsumerRecord<byte[], byte[]> record, Producer<byte[], byte[]> sender) {
    ActiveRequest next = new ActiveRequest(record, sender::send);
    telemetry.inFlight(1);
    call = next;
    handler.submit(next);
  }

  /** Writes what came of a call, and only then acknowledges the request. */
  private void conclude(
      ActiveRequest ended, ShareConsumer<byte[], byte[]> open, Producer<byte[], byte[]> sender)
      throws InterruptedException {
    Done done = ended.done();
    if (done instanceof Done.Finished finished && !ended.published()) {
      publish(finished.batch(), sender);
      ended.publish();
      finished.batch().count(telemetry);
    }
    Optional<ConsumerRecord<byte[], byte[]>> record = held.stream().filter(ended::is).findFirst();
    if (record.isPresent()) {
      open.acknowledge(record.get(), verdict(done));
      held.remove(record.get());
    }
    if (record.isPresent() || ended.lost()) {
      telemetry.inFlight(-1);
      call = null;
    }
  }

  private static AcknowledgeType verdict(@Nullable Done done) {
    if (!(done instanceof Done.Finished finished)) {
      return AcknowledgeType.RELEASE;
    }
    return finished.batch().outcomes().get(0) instanceof Outcome.Reject
        ? AcknowledgeType.REJECT
        : AcknowledgeType.ACCEPT;
  }

  private static void publish(ProcessedBatch settled, Producer<byte[], byte[]> sender)
      throws InterruptedException {
    List<Future<RecordMetadata>> sends = settled.outputs().stream().map(sender::send).toList();
    sender.flush();
    for (Future<RecordMetadata> send : sends) {
      try {
        send.get();
      } catch (ExecutionException e) {
        throw new KafkaException("an output was not written", e.getCause());
      }
    }
  }

  /** Sends the acknowledgements, with a renewal for everything that is still held. */
  private void renew(ShareConsumer<byte[], byte[]> open) {
    for (ConsumerRecord<byte[], byte[]> record : held) {
      open.acknowledge(record, AcknowledgeType.RENEW);
    }
    held.clear();
    ActiveRequest present = call;
    try {
      open.commitSync()
          .forEach(
              (partition, refusal) -> {
                if (refusal.isPresent()) {
                  refused(partition.toString(), refusal.get());
                  if (present != null && present.isOf(partition.topicPartition())) {
                    present.lose();
                  }
                }
              });
    } catch (KafkaException e) {
      if (present != null) {
        present.lose();
      }
      throw e;
    }
  }

  private void refused(String partition, KafkaException refusal) {
    LOG.atWarn()
        .setCause(refusal)
        .addKeyValue("worker", context.worker())
        .addKeyValue("partition", partition)
        .log("acknowledgement refused, the request may be done again");
  }

  private ShareConsumer<byte[], byte[]> open() throws InterruptedException {
    ShareConsumer<byte[], byte[]> open = consumer;
    if (open == null) {
      open = group.consumer(work.settings());
      open.subscribe(List.of(work.input().name(), Topics.replays(context.worker())));
      consumer = open;
    }
    return open;
  }

  private Producer<byte[], byte[]> producer() {
    Producer<byte[], byte[]> open = producer;
    if (open == null) {
      open = group.producer();
      producer = open;
    }
    return open;
  }
}
