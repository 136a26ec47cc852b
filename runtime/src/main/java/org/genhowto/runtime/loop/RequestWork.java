package org.genhowto.runtime.loop;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.runtime.handler.RequestHandler;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.RegistryUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done with a request: the handler is called, or not even that. */
final class RequestWork<V extends SpecificRecord> implements HandlerThread.Work<ActiveRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(RequestWork.class);

  private final RecordProcessor<V> processor;
  private final RequestHandler<V> handler;

  RequestWork(WorkerContext context, ShareGroupLoop.RequestWiring<V> work) {
    this.processor = new RecordProcessor<>(context, work.input(), work.settings().retry());
    this.handler = work.handler();
  }

  @Override
  public Done on(ActiveRequest request) throws InterruptedException {
    Progress progress = new Telling(request);
    return processor.settle(
        List.of(request.record()),
        request.delivery() - 1,
        batch -> List.of(handler.handle(batch.get(0), progress)),
        request::lost);
  }

  /** A request that becomes a dead letter without being tried. */
  Done refused(ActiveRequest request, DeadLetter.Reason reason) {
    return new Done.Finished(processor.allDead(List.of(request.record()), reason));
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
        request.tell(processor.encode(request.record(), request.delivery(), --told, output));
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
