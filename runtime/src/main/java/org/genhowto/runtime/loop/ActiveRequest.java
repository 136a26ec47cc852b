package org.genhowto.runtime.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.runtime.handler.HandlerBugException;

/** One request in the hands of the handler, from its acquisition to its acknowledgement. */
final class ActiveRequest {
  private final ConsumerRecord<byte[], byte[]> record;
  private final CompletableFuture<Optional<ProcessedBatch>> result = new CompletableFuture<>();
  private volatile boolean cancelled;
  private volatile boolean lost;
  private boolean published;

  ActiveRequest(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
  }

  ConsumerRecord<byte[], byte[]> record() {
    return record;
  }

  boolean is(ConsumerRecord<byte[], byte[]> other) {
    return other.offset() == record.offset()
        && other.partition() == record.partition()
        && other.topic().equals(record.topic());
  }

  /** How often the broker has handed the request out, this time included. */
  int delivery() {
    return record.deliveryCount().map(Short::intValue).orElse(1);
  }

  /** Ends it; empty where the work was given up. */
  void end(Optional<ProcessedBatch> settled) {
    result.complete(settled);
  }

  void fail(Throwable bug) {
    result.completeExceptionally(bug);
  }

  /** Whether it ends within a time. */
  boolean ended(Duration wait) throws InterruptedException {
    try {
      result.get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true; // The result tells of it.
    }
    return true;
  }

  /** What came of it, once it has ended. */
  Optional<ProcessedBatch> result() throws InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw new HandlerBugException(e.getCause() == null ? e : e.getCause());
    }
  }

  void cancel() {
    cancelled = true;
  }

  boolean cancelled() {
    return cancelled;
  }

  /** The broker has given the request to another worker, or may have. */
  void lose() {
    lost = true;
  }

  boolean lost() {
    return lost;
  }

  /** Whether its outputs are written. */
  boolean published() {
    return published;
  }

  void publish() {
    published = true;
  }
}
