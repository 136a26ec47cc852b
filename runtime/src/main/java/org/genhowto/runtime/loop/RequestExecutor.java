package org.genhowto.runtime.loop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.runtime.handler.RequestHandler;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.RegistryUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the handler of requests beside the loop, one call at a time. */
final class RequestExecutor<V extends SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(RequestExecutor.class);

  private final RecordProcessor<V> workbench;
  private final RequestHandler<V> handler;
  private final ExecutorService executor;

  RequestExecutor(WorkerContext context, ShareGroupLoop.RequestWiring<V> work) {
    this.workbench = new RecordProcessor<>(context, work.input(), work.settings().retry());
    this.handler = work.handler();
    this.executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, context.worker() + "-handler");
              thread.setDaemon(true); // A handler that ignores interruption must not keep us.
              return thread;
            });
  }

  /**
   * Begins a call; its end is told to the call itself.
   *
   * @param teller takes what the handler tells while it works
   */
  void begin(ActiveRequest call, Consumer<ProducerRecord<byte[], byte[]>> teller) {
    executor.execute(() -> run(call, teller));
  }

  /** A call that ends as a dead letter without being made. */
  void refuse(ActiveRequest call, DeadLetter.Reason reason) {
    call.end(Optional.of(workbench.allDead(List.of(call.record()), reason)));
  }

  void close(Duration grace) throws InterruptedException {
    executor.shutdownNow();
    executor.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS);
  }

  // A bug of the handler travels to the loop, which stops the worker and does not acknowledge.
  @SuppressWarnings("CatchingUnchecked")
  private void run(ActiveRequest call, Consumer<ProducerRecord<byte[], byte[]>> teller) {
    Progress progress = progress(call, teller);
    try {
      call.end(
          workbench.settle(
              List.of(call.record()),
              call.delivery() - 1,
              batch -> List.of(handler.handle(batch.get(0), progress)),
              call::lost));
    } catch (InterruptedException e) {
      call.end(Optional.empty());
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      call.fail(e);
    }
  }

  private Progress progress(ActiveRequest call, Consumer<ProducerRecord<byte[], byte[]>> teller) {
    return new Progress() {
      private int told;

      @Override
      public void tell(Output<?> output) {
        try {
          // Counted down, so that these never share a message id with the outputs.
          teller.accept(workbench.encode(call.record(), call.delivery(), --told, output));
        } catch (RegistryUnavailableException e) {
          LOG.atDebug().setCause(e).addKeyValue("topic", output.topic().name()).log("not told");
        }
      }

      @Override
      public boolean cancelled() {
        return call.cancelled();
      }
    };
  }
}
