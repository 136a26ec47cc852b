package org.genhowto.runtime.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.genhowto.runtime.handler.BatchHandler;
import org.genhowto.runtime.handler.EarlierAnswer;
import org.genhowto.runtime.handler.EarlierResult;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.runtime.handler.RequestHandler;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.processing.Done;
import org.genhowto.runtime.processing.HandlerPool;
import org.genhowto.runtime.processing.RecordEnds;
import org.genhowto.runtime.processing.RecordProcessor;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.Origin;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.record.RecordSize;
import org.genhowto.runtime.topic.ReplyTopics;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.Priority;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done with a claimed request, on a thread of a pool: the handler works on it, or it ends
 * without that, as it was called off or its id was used before.
 */
final class QueueWork implements HandlerPool.Work<QueueTask> {
  private static final Logger LOG = LoggerFactory.getLogger(QueueWork.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final String PART = "requests";

  private final WorkerContext context;
  private final QueueSettings settings;
  private final RequestHandler<GenerationRequest> handler;
  private final OpenRequests open;
  private final RecordFetch records;
  private final ReplyTopics replies;
  private final Consumer<ProducerRecord<byte[], byte[]>> teller;
  private final Map<Origin, Held> held = new ConcurrentHashMap<>();
  private final RecordEnds<GenerationRequest> ends;
  private final RecordProcessor<GenerationRequest> processor;
  private final RecordProcessor<GenerationRequest> repeats;

  /** A request in the hands of a thread. */
  private record Held(QueueTask task, ConsumerRecord<byte[], byte[]> record) {}

  /**
   * @param teller sends progress, without waiting
   */
  QueueWork(
      WorkerContext context,
      QueueLoop.Wiring wiring,
      OpenRequests open,
      RecordFetch records,
      ReplyTopics replies,
      Consumer<ProducerRecord<byte[], byte[]>> teller) {
    this.context = context;
    this.settings = wiring.settings();
    this.handler = wiring.handler();
    this.open = open;
    this.records = records;
    this.replies = replies;
    this.teller = teller;
    this.ends = new RecordEnds<>(context, Topics.GENERATION_REQUESTS, this::farewell);
    this.processor = processor(ends, batch -> List.of(handle(batch.get(0))));
    this.repeats =
        processor(
            new RecordEnds<>(
                context,
                Topics.GENERATION_REQUESTS,
                (record, value, reason) -> List.of(),
                RecordEnds.Subjects.REPEATED),
            batch -> List.of(repeated(batch.get(0))));
  }

  @Override
  public Done on(QueueTask task, BooleanSupplier givenUp) throws InterruptedException {
    Optional<ConsumerRecord<byte[], byte[]>> found = record(task);
    if (found.isEmpty() && (task.lost() || context.isClosing())) {
      return new Done.Abandoned();
    }
    ConsumerRecord<byte[], byte[]> record = found.orElseGet(() -> deleted(task));
    RecordProcessor.Try once = new RecordProcessor.Try(List.of(record), task.delivery() - 1, 0);
    Origin place = task.request().place();
    held.put(place, new Held(task, record));
    try {
      if (found.isEmpty()) {
        return processor.setAside(
            once,
            DeadLetter.Reason.rejected(
                "the record at %s was deleted before it was worked on".formatted(place),
                task.delivery()),
            task::lost);
      }
      BooleanSupplier abandoned = () -> task.lost() || givenUp.getAsBoolean();
      if (task.request().kind() == OpenRequest.Kind.REPEATED) {
        return repeats.settle(once, abandoned);
      }
      return task.delivery() < settings.deliveries()
          ? processor.settle(once, abandoned)
          : processor.setAside(once, tooOften(task), task::lost);
    } finally {
      held.remove(place);
    }
  }

  /** What becomes of a request whose call hung. */
  Done hung(QueueTask task, Throwable thrown) throws InterruptedException {
    ConsumerRecord<byte[], byte[]> record = record(task).orElseGet(() -> deleted(task));
    return processor.setAside(
        new RecordProcessor.Try(List.of(record), task.delivery() - 1, 0),
        DeadLetter.Reason.of(thrown, task.delivery()),
        task::lost);
  }

  /**
   * What becomes of a request whose outputs the brokers refuse, and then of one whose letter is.
   */
  Done refused(QueueTask task, Throwable failure) throws InterruptedException {
    ConsumerRecord<byte[], byte[]> record = record(task).orElseGet(() -> deleted(task));
    return processor.setAside(
        new RecordProcessor.Try(
            List.of(task.condemn() ? record : RecordSize.bare(record)), task.delivery() - 1, 0),
        DeadLetter.Reason.rejected(
            "what comes of it is refused by Kafka: " + Causes.sentence(failure), task.delivery()),
        task::lost);
  }

  Duration handling(Thread thread) {
    return processor.handling(thread);
  }

  private Outcome handle(Incoming<GenerationRequest> incoming)
      throws RetryableException, OutageException, InterruptedException {
    Origin place = new Origin(incoming.topic(), incoming.partition(), incoming.offset());
    Held present = held.get(place);
    if (present == null) {
      throw new IllegalStateException("nobody holds the request at " + place);
    }
    CallOff status = present.task().calledOff();
    if (status != null) {
      return Outcome.emit(GenerationEnds.calledOff(incoming.value(), status));
    }
    Optional<Output<GenerationResult>> unheard = unheard(present.task(), incoming.value());
    return unheard.isPresent()
        ? Outcome.emit(unheard.get())
        : handler.handle(incoming, new Telling(present));
  }

  /** What is asked for by someone who cannot hear the answer is not worked on. */
  private Optional<Output<GenerationResult>> unheard(QueueTask task, GenerationRequest request)
      throws OutageException {
    String reply = task.request().terms().replyTopic();
    try {
      return reply == null || replies.isWritable(reply)
          ? Optional.empty()
          : GenerationEnds.refused(
              null,
              request,
              "replyTopic is '%s', expected a topic that is there and may be written to"
                  .formatted(reply));
    } catch (KafkaException e) {
      throw new OutageException("It is not known whether there is a topic " + reply, e);
    }
  }

  /**
   * A second record of an id: nothing, where it asks for the same; else nobody's fault but its own.
   */
  private Outcome repeated(Incoming<GenerationRequest> incoming) {
    String id = incoming.value().getRequestId();
    Optional<String> first = open.fingerprintOfFirst(id);
    return first.isEmpty() || first.get().equals(RequestHash.of(incoming.value()))
        ? Outcome.skip("duplicate", "The request was given before", Map.of())
        : Outcome.reject(
            "requestId '%s' was used before by another request, expected one of its own"
                .formatted(id));
  }

  /** Everyone gets an answer, but one for each name. */
  private List<Output<?>> farewell(
      ConsumerRecord<byte[], byte[]> record, @Nullable GenerationRequest value, String reason) {
    Origin place = new Origin(record.topic(), record.partition(), record.offset());
    byte[] key = open.nameAt(place).map(Provenance::bytes).orElse(record.key());
    return GenerationEnds.refused(key, value, reason)
        .filter(answer -> open.isToBeAnswered(place, answer.key()))
        .<List<Output<?>>>map(List::of)
        .orElse(List.of());
  }

  /** Empty where it was deleted, or nobody waits for it any more. */
  private Optional<ConsumerRecord<byte[], byte[]>> record(QueueTask task)
      throws InterruptedException {
    try {
      for (; ; ) {
        try {
          return records.at(task.request().place());
        } catch (KafkaException e) {
          context.waits().begin(PART, Causes.sentence(e));
          if (context.pause(PAUSE) || task.lost()) {
            task.lose();
            return Optional.empty();
          }
        }
      }
    } finally {
      context.waits().end(PART);
    }
  }

  private static ConsumerRecord<byte[], byte[]> deleted(QueueTask task) {
    Origin place = task.request().place();
    String id = task.request().requestId();
    return new ConsumerRecord<>(
        place.topic(),
        place.partition(),
        place.offset(),
        Provenance.bytes(id == null ? place.toString() : id),
        null);
  }

  private DeadLetter.Reason tooOften(QueueTask task) {
    return DeadLetter.Reason.rejected(
        "handed out %d times without an end, expected fewer than %d: the workers died, hung"
                .formatted(task.delivery(), settings.deliveries())
            + " or gave no sign of life",
        task.delivery());
  }

  private RecordProcessor<GenerationRequest> processor(
      RecordEnds<GenerationRequest> own, BatchHandler<GenerationRequest> batch) {
    return new RecordProcessor<>(context, settings.retry(), batch, own);
  }

  /** Progress of one request. */
  private final class Telling implements Progress {
    private final QueueTask task;
    private final ConsumerRecord<byte[], byte[]> record;
    private int told;

    Telling(Held present) {
      this.task = present.task();
      this.record = present.record();
    }

    @Override
    public void tell(Output<?> output) {
      try {
        // Counted down, so that these never share a message id with the outputs.
        teller.accept(ends.encode(record, task.delivery(), --told, output));
      } catch (RegistryUnavailableException | KafkaException e) {
        LOG.atDebug().setCause(e).addKeyValue("topic", output.topic().name()).log("not told");
      }
    }

    @Override
    public boolean cancelled() {
      return task.lost() || task.calledOff() != null;
    }

    @Override
    public Optional<CallOff> calledOff() {
      return task.lost() ? Optional.empty() : Optional.ofNullable(task.calledOff());
    }

    @Override
    public Optional<EarlierResult> earlier(String requestId) {
      return open.end(requestId).map(end -> new EarlierResult(end.status(), end.images()));
    }

    @Override
    public Optional<EarlierAnswer> answered(String answerKey) {
      return open.answer(answerKey);
    }

    @Override
    public Priority priority() {
      return task.request().terms().priority();
    }
  }
}
