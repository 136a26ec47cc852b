package org.genhowto.runtime.loop;

import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.genhowto.runtime.handler.BatchHandler;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.RegistryUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done with a request: the handler is called, or not even that. */
final class RequestWork<V extends SpecificRecord> implements HandlerPool.Work<ActiveRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(RequestWork.class);

  private final ShareSettings settings;
  private final RecordEnds<V> ends;
  private final RecordProcessor<V> processor;

  /** The request that the one thread has in hand, for the handler to tell of. */
  private volatile ActiveRequest present;

  @SuppressWarnings("NullAway.Init") // There is a request before there is a call.
  RequestWork(WorkerContext context, ShareGroupLoop.RequestWiring<V> work) {
    this.settings = work.settings();
    this.ends = new RecordEnds<>(context, work.input(), work.handler()::refused);
    BatchHandler<V> handler =
        batch -> List.of(work.handler().handle(batch.get(0), new Telling(present)));
    this.processor = new RecordProcessor<>(context, settings.retry(), handler, ends);
  }

  @Override
  public Done on(ActiveRequest request) throws InterruptedException {
    present = request;
    RecordProcessor.Try records =
        new RecordProcessor.Try(List.of(request.record()), request.delivery() - 1, 0);
    return request.delivery() < settings.deliveries()
        ? processor.settle(records, request::lost)
        : processor.setAside(records, tooOften(request), request::lost);
  }

  /** What becomes of a request whose call hung. */
  Done hung(ActiveRequest request, Throwable thrown) throws InterruptedException {
    return processor.setAside(
        new RecordProcessor.Try(List.of(request.record()), request.delivery() - 1, 0),
        DeadLetter.Reason.of(thrown, request.delivery()),
        request::lost);
  }

  Duration handling(Thread thread) {
    return processor.handling(thread);
  }

  private DeadLetter.Reason tooOften(ActiveRequest request) {
    return DeadLetter.Reason.rejected(
        "handed out %d times without an end, expected fewer than %d: the workers died, hung"
                .formatted(request.delivery(), settings.deliveries())
            + " or lost their locks",
        request.delivery());
  }

  /** Progress of one request. */
  private final class Telling implements Progress {
    private final ActiveRequest request;
    private int told;

    Telling(ActiveRequest request) {
      this.request = request;
    }

    @Override
    public void tell(Output<?> output) {
      try {
        // Counted down, so that these never share a message id with the outputs.
        request.tell(ends.encode(request.record(), request.delivery(), --told, output));
      } catch (RegistryUnavailableException e) {
        LOG.atDebug().setCause(e).addKeyValue("topic", output.topic().name()).log("not told");
      }
    }

    @Override
    public boolean cancelled() {
      return request.cancelled();
    }
  }
}
