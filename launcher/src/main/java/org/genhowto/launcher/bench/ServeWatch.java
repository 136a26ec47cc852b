package org.genhowto.launcher.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.launcher.embedded.StartException;
import org.genhowto.runtime.topic.TopicFollower;
import org.genhowto.runtime.topic.TopicReader;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.GenerationControl;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStage;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of requests, and when, in milliseconds as their records' writers had it: all run on
 * this machine.
 */
final class ServeWatch implements TopicReader, AutoCloseable {
  private final Map<String, Life> lives = new HashMap<>();
  private final Codec<GenerationRequest> requests;
  private final Codec<GenerationProgress> progress;
  private final Codec<GenerationControl> controls;
  private final Codec<GenerationResult> results;
  private final TopicFollower follower;

  /** How far a request was at a moment. */
  record Step(long millis, GenerationStage stage, int done, String worker, int attempt) {}

  /**
   * A request, as far as it is known.
   *
   * @param asked when its record was written; 0 where it was not yet
   * @param cancelled when somebody called it off; 0 where nobody did
   * @param results how many there are
   * @param status of the first result; null where there is none
   */
  record Life(
      long asked,
      long cancelled,
      List<Step> steps,
      long ended,
      int results,
      @Nullable GenerationStatus status,
      List<BlobRef> images) {
    static final Life UNKNOWN = new Life(0, 0, List.of(), 0, 0, null, List.of());

    Life {
      steps = List.copyOf(steps);
      images = List.copyOf(images);
    }

    boolean over() {
      return results > 0;
    }

    double seconds() {
      return (ended - asked) / 1000.0;
    }

    /** When a worker began; empty where none has said so. */
    Optional<Step> begun() {
      return steps.stream().findFirst();
    }

    Optional<Step> firstStep() {
      return steps.stream().filter(step -> step.done() > 0).findFirst();
    }
  }

  ServeWatch(Platform platform) throws InterruptedException {
    AvroSerdes serdes = platform.serdes();
    this.requests = serdes.codec(Topics.GENERATION_REQUESTS);
    this.progress = serdes.codec(Topics.GENERATION_PROGRESS);
    this.controls = serdes.codec(Topics.GENERATION_CONTROL);
    this.results = serdes.codec(Topics.GENERATION_RESULTS);
    this.follower = TopicFollower.of("bench-watch", platform, this);
    follower.start();
    while (!follower.ready()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Override
  public Set<String> needs() {
    return Set.of(
        Topics.GENERATION_REQUESTS.name(),
        Topics.GENERATION_PROGRESS.name(),
        Topics.GENERATION_CONTROL.name(),
        Topics.GENERATION_RESULTS.name());
  }

  @Override
  public void read(ConsumerRecord<byte[], byte[]> record)
      throws UndecodableException, RegistryUnavailableException {
    long at = record.timestamp();
    String topic = record.topic();
    if (topic.equals(Topics.GENERATION_REQUESTS.name())) {
      String id = requests.decode(record.value()).getRequestId();
      change(
          id,
          life ->
              new Life(
                  at,
                  life.cancelled,
                  life.steps,
                  life.ended,
                  life.results,
                  life.status,
                  life.images));
    } else if (topic.equals(Topics.GENERATION_PROGRESS.name())) {
      progressed(at, progress.decode(record.value()));
    } else if (topic.equals(Topics.GENERATION_CONTROL.name())) {
      String id = controls.decode(record.value()).getRequestId();
      change(
          id,
          life ->
              new Life(
                  life.asked, at, life.steps, life.ended, life.results, life.status, life.images));
    } else {
      ended(at, results.decode(record.value()));
    }
  }

  private void progressed(long at, GenerationProgress told) {
    Step step =
        new Step(at, told.getStage(), told.getStepsDone(), told.getWorker(), told.getAttempt());
    change(
        told.getRequestId(),
        life -> {
          List<Step> steps = new ArrayList<>(life.steps);
          steps.add(step);
          return new Life(
              life.asked,
              life.cancelled,
              steps,
              life.ended,
              life.results,
              life.status,
              life.images);
        });
  }

  private void ended(long at, GenerationResult result) {
    change(
        result.getRequestId(),
        life ->
            life.over()
                ? new Life(
                    life.asked,
                    life.cancelled,
                    life.steps,
                    life.ended,
                    life.results + 1,
                    life.status,
                    life.images)
                : new Life(
                    life.asked,
                    life.cancelled,
                    life.steps,
                    at,
                    1,
                    result.getStatus(),
                    result.getImages().stream().map(one -> one.getImage()).toList()));
  }

  private interface Change {
    Life of(Life life);
  }

  private synchronized void change(String id, Change change) {
    lives.put(id, change.of(lives.getOrDefault(id, Life.UNKNOWN)));
    notifyAll();
  }

  synchronized Life of(String id) {
    return lives.getOrDefault(id, Life.UNKNOWN);
  }

  /**
   * Waits until a request is as it is to be.
   *
   * @throws StartException it does not come to be
   */
  synchronized Life await(String id, Duration patience, Predicate<Life> condition)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.test(of(id))) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new StartException(
            "the request %s did not come to be as expected within %d s: %s"
                .formatted(id, patience.toSeconds(), of(id)));
      }
      wait(left);
    }
    return of(id);
  }

  @Override
  public void close() {
    follower.close();
  }
}
