package org.genhowto.runtime.processing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.genhowto.runtime.handler.BatchHandler;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.NotYetException;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.worker.Retry;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where both loops work on records: decode, handle, encode, until every record has come to its end.
 * It sends nothing.
 *
 * <p>Whatever a record causes ends in its own dead letter: an exception of any kind is tried again
 * a limited number of times. Whatever fails for all of them, such as the blob store or the
 * registry, is waited for on the spot, as nothing else could go on either.
 */
public final class RecordProcessor<V extends SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(RecordProcessor.class);
  private static final Retry OUTAGE =
      new Retry(Integer.MAX_VALUE, Duration.ofMillis(500), Duration.ofSeconds(10));

  /** Of the tries during an outage, the first is logged and then every third: each half minute. */
  private static final int LOGGED = 3;

  private final WorkerContext context;
  private final WorkerTelemetry telemetry;
  private final Retry retry;
  private final BatchHandler<V> handler;
  private final RecordEnds<V> ends;
  private final FailureStreak streak;

  /** Since when each thread is in the handler. */
  private final Map<Thread, Long> calls = new ConcurrentHashMap<>();

  public RecordProcessor(
      WorkerContext context, Retry retry, BatchHandler<V> handler, RecordEnds<V> ends) {
    this.context = context;
    this.telemetry = context.telemetry();
    this.retry = retry;
    this.handler = handler;
    this.ends = ends;
    this.streak = new FailureStreak(context);
  }

  /** How long a thread has been in the handler; no time where it is not. */
  public Duration handling(Thread thread) {
    Long begin = calls.get(thread);
    return begin == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - begin);
  }

  /**
   * Some records that are tried.
   *
   * @param before how often they were tried by others, who did not come to an end
   * @param failures how often they have failed here
   */
  public record Try(List<ConsumerRecord<byte[], byte[]>> records, int before, int failures) {
    public int attempt() {
      return before + failures + 1;
    }

    public Try after(int failed) {
      return new Try(records, before, failed);
    }
  }

  /** What may fail for every record alike. */
  @FunctionalInterface
  private interface Step {
    ProcessedBatch take() throws Exception;
  }

  /**
   * Works on records until each has come to its end, with pauses between attempts.
   *
   * @param abandoned says that nobody waits for the result any more
   * @return finished, or abandoned
   */
  public Done settle(Try first, BooleanSupplier abandoned) throws InterruptedException {
    Try next = first;
    for (; ; ) {
      Done done = attempt(next, abandoned);
      if (!(done instanceof Done.Again again)) {
        return done;
      }
      if (context.pause(again.pause()) || abandoned.getAsBoolean()) {
        return new Done.Abandoned();
      }
      next = next.after(again.failures());
    }
  }

  /**
   * Tries records once; waits only for what fails for all of them.
   *
   * @return finished, again or abandoned
   */
  // The one broad catch around handlers: whatever a record makes them throw is the record's end.
  @SuppressWarnings("CatchingUnchecked")
  public Done attempt(Try records, BooleanSupplier abandoned) throws InterruptedException {
    if (!streak.pass(abandoned)) {
      return new Done.Abandoned();
    }
    try {
      return waitingForOthers(records, () -> handled(records), abandoned);
    } catch (NotYetException e) {
      return new Done.Again(records.failures(), e.pause());
    } catch (InterruptedException e) {
      if (context.isClosing()) {
        throw e;
      }
      return abandoned.getAsBoolean() ? new Done.Abandoned() : failed(records, e, abandoned);
    } catch (Throwable e) {
      return failed(records, e, abandoned);
    }
  }

  /** An attempt ended in a way that speaks against the records. */
  public Done failed(Try records, Throwable thrown, BooleanSupplier abandoned)
      throws InterruptedException {
    int failures = records.failures() + 1;
    if (failures < retry.attempts()) {
      telemetry.retried();
      Duration pause = pause(failures, thrown);
      log(records.records().get(0), "failed, trying again after " + pause, thrown);
      return new Done.Again(failures, pause);
    }
    if (records.records().size() > 1) {
      return oneByOne(records, abandoned);
    }
    if (!(thrown instanceof RetryableException)) {
      streak.failed(thrown);
    }
    return setAside(records, DeadLetter.Reason.of(thrown, records.attempt()), abandoned);
  }

  /** The worker's own pause, or the longer one that the record's source asks for. */
  private Duration pause(int failures, Throwable thrown) {
    Duration own = retry.after(failures);
    return thrown instanceof RetryableException later && later.pause().compareTo(own) > 0
        ? later.pause()
        : own;
  }

  /** Dead letters of records, tried or not. */
  public Done setAside(Try records, DeadLetter.Reason reason, BooleanSupplier abandoned)
      throws InterruptedException {
    try {
      return waitingForOthers(
          records,
          () -> {
            RecordEnds<V>.Ending ending = ends.begin(reason.attempts());
            for (ConsumerRecord<byte[], byte[]> record : records.records()) {
              ending.setAside(record, ends.value(record), reason);
              log(record, "is a dead letter: " + reason.message(), null);
            }
            return ending.batch();
          },
          abandoned);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("writing down a dead letter throws nothing of its own", e);
    }
  }

  /** The records of a batch that fails as a whole: the bad ones alone are set aside. */
  private Done oneByOne(Try batch, BooleanSupplier abandoned) throws InterruptedException {
    List<Outcome> outcomes = new ArrayList<>();
    List<ProducerRecord<byte[], byte[]>> sends = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : batch.records()) {
      Done done = settle(new Try(List.of(record), batch.before(), batch.failures()), abandoned);
      if (!(done instanceof Done.Finished finished)) {
        return done;
      }
      outcomes.addAll(finished.batch().outcomes());
      sends.addAll(finished.batch().outputs());
    }
    return new Done.Finished(new ProcessedBatch(outcomes, sends));
  }

  private Done waitingForOthers(Try records, Step step, BooleanSupplier abandoned)
      throws Exception {
    String part = Thread.currentThread().getName();
    try {
      for (int outages = 1; ; outages++) {
        try {
          return new Done.Finished(step.take());
        } catch (OutageException | RegistryUnavailableException e) {
          context.waits().begin(part, Causes.sentence(e));
          if (outages == 1 || outages % LOGGED == 0) {
            log(records.records().get(0), "waits for what is away", e);
          }
          if (context.pause(OUTAGE.after(outages)) || abandoned.getAsBoolean()) {
            return new Done.Abandoned();
          }
        }
      }
    } finally {
      context.waits().end(part);
    }
  }

  private ProcessedBatch handled(Try records) throws Exception {
    List<Incoming<V>> incoming = new ArrayList<>();
    Map<Integer, String> unusable = new HashMap<>();
    for (int i = 0; i < records.records().size(); i++) {
      try {
        incoming.add(ends.incoming(records.records().get(i), records.attempt()));
      } catch (UndecodableException e) {
        unusable.put(i, String.valueOf(e.getMessage()));
      }
    }
    RecordEnds<V>.Ending ending = ends.begin(records.attempt());
    List<Outcome> answers = incoming.isEmpty() ? List.of() : call(incoming);
    for (int i = 0, next = 0; i < records.records().size(); i++) {
      ConsumerRecord<byte[], byte[]> record = records.records().get(i);
      if (unusable.containsKey(i)) {
        ending.add(record, null, Outcome.reject(unusable.get(i)));
      } else {
        ending.add(record, incoming.get(next).value(), answers.get(next++));
      }
    }
    ProcessedBatch batch = ending.batch();
    for (int i = 0; i < records.records().size(); i++) {
      if (batch.outcomes().get(i) instanceof Outcome.Reject reject) {
        log(records.records().get(i), "is a dead letter: " + reject.reason(), null);
      }
    }
    return batch;
  }

  private List<Outcome> call(List<Incoming<V>> incoming) throws Exception {
    long begin = System.nanoTime();
    calls.put(Thread.currentThread(), begin);
    List<Outcome> outcomes;
    try {
      outcomes = handler.handle(incoming);
    } finally {
      calls.remove(Thread.currentThread());
      telemetry.handled(Duration.ofNanos(System.nanoTime() - begin));
    }
    if (outcomes.size() != incoming.size() || outcomes.stream().anyMatch(Objects::isNull)) {
      throw new IllegalStateException(
          "the handler of %s gave %d outcomes, expected one for each of %d records"
              .formatted(context.worker(), outcomes.size(), incoming.size()));
    }
    streak.succeeded();
    return outcomes;
  }

  private void log(ConsumerRecord<?, ?> record, String event, @Nullable Throwable t) {
    LOG.atWarn()
        .addKeyValue("worker", context.worker())
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .log("record {}{}", event, t == null ? "" : " (" + Causes.sentence(t) + ")");
    if (t != null) {
      LOG.atDebug().setCause(t).log("where it failed");
    }
  }
}
