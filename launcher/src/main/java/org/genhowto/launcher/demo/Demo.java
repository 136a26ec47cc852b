package org.genhowto.launcher.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.genhowto.gateway.dashboard.DashboardSnapshot;
import org.genhowto.gateway.dashboard.DashboardSnapshot.Point;
import org.genhowto.launcher.station.Await;
import org.genhowto.launcher.station.EmbeddedSystem;
import org.genhowto.launcher.station.RobotClient;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.metrics.WorkerNumbers;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.schemas.EvaluationLabel;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.jspecify.annotations.Nullable;

/**
 * The main job once through on a station: what goes in, when everything has come out, and what it
 * comes to.
 */
public final class Demo {
  /**
   * Which topic each worker reads: it is done when it has finished as many records as that holds.
   */
  private static final Map<WorkerCatalogue, Topic<?>> INPUTS = inputs();

  private static final List<String> METRICS =
      List.of(
          "accuracy.action",
          "accuracy.finalState",
          "fid.action",
          "fid.finalState",
          "localizer.statePrecision",
          "localizer.actionPrecision");

  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private final EmbeddedSystem station;
  private final DemoProgress progress;
  private final RobotClient client;
  private long videos;
  private final Map<Target, Long> labelled = new HashMap<>();
  private long requests;

  public Demo(EmbeddedSystem station, DemoProgress progress) {
    this.station = station;
    this.progress = progress;
    this.client = new RobotClient(station.platform());
  }

  private static Map<WorkerCatalogue, Topic<?>> inputs() {
    Map<WorkerCatalogue, Topic<?>> inputs = new LinkedHashMap<>();
    inputs.put(WorkerCatalogue.INGEST, Topics.VIDEO_REFERENCES);
    inputs.put(WorkerCatalogue.LOCALIZER, Topics.SAMPLED_FRAMES);
    inputs.put(WorkerCatalogue.TRIPLET_SELECTION, Topics.SCORED_FRAMES);
    inputs.put(WorkerCatalogue.CAPTIONER, Topics.TRIPLETS);
    inputs.put(WorkerCatalogue.SHARD_WRITER, Topics.CAPTIONED_TRIPLETS);
    inputs.put(WorkerCatalogue.GENERATOR, Topics.GENERATION_REQUESTS);
    inputs.put(WorkerCatalogue.EVALUATOR, Topics.GENERATION_RESULTS);
    return inputs;
  }

  public void submit(VideoReference reference) throws InterruptedException {
    client.send(Topics.VIDEO_REFERENCES, reference.getVideoId(), reference);
    videos++;
    show();
  }

  /** Asks for one image; an evaluation set makes the evaluator measure it. */
  public void ask(DemoQuestion question) throws IOException, InterruptedException {
    GenerationRequest request =
        GenerationRequest.newBuilder()
            .setRequestId(question.id())
            .setImage(station.platform().blobs().put(question.input(), question.mediaType()))
            .setPrompt(question.prompt())
            .setTarget(question.target())
            .setEvaluation(
                question.set().isEmpty()
                    ? null
                    : new EvaluationLabel(question.category(), question.set().get()))
            .build();
    client.send(Topics.GENERATION_REQUESTS, request.getRequestId(), request);
    requests++;
    if (question.set().isPresent()) {
      labelled.merge(question.target(), 1L, Long::sum);
    }
    show();
  }

  public void publish(EvaluationMetric metric) throws InterruptedException {
    client.send(Topics.EVALUATION_METRICS, metric.getName(), metric);
  }

  /** Waits until every video has ended as an output, a counted skip or a dead letter. */
  public void awaitVideos() throws InterruptedException {
    await(() -> finished(WorkerCatalogue.SHARD_WRITER));
  }

  /** Waits until every request has a result. */
  public void awaitResults() throws InterruptedException {
    await(() -> finished(WorkerCatalogue.EVALUATOR));
  }

  /** Waits until the metrics rest on every image that was made. */
  public void awaitMetrics() throws InterruptedException {
    Map<Target, Long> images = new HashMap<>();
    for (GenerationResult result :
        TopicContents.read(station.platform(), Topics.GENERATION_RESULTS)) {
      if (result.getEvaluation().isPresent() && result.getStatus() == GenerationStatus.SUCCEEDED) {
        images.merge(result.getTarget(), (long) result.getImages().size(), Long::sum);
      }
    }
    await(() -> images.entrySet().stream().allMatch(e -> measured(e.getKey(), e.getValue())));
  }

  private boolean measured(Target target, long images) {
    String name = target == Target.ACTION ? "fid.action" : "fid.finalState";
    List<Point> points = snapshot().metrics().getOrDefault(name, List.of());
    return !points.isEmpty() && points.get(points.size() - 1).samples() >= images;
  }

  private void await(BooleanSupplier done) throws InterruptedException {
    Await.until(
        PATIENCE,
        () -> {
          show();
          return done.getAsBoolean();
        },
        () -> "not everything came out: " + unfinished(),
        station);
  }

  /** Whether the last worker of a chain and all before it have finished all that was put in. */
  private boolean finished(WorkerCatalogue last) {
    DashboardSnapshot snapshot = snapshot();
    boolean chainOfRequests = last == WorkerCatalogue.EVALUATOR;
    Topic<?> first = chainOfRequests ? Topics.GENERATION_REQUESTS : Topics.VIDEO_REFERENCES;
    if (DemoProgress.count(snapshot, first) < (chainOfRequests ? requests : videos)) {
      return false;
    }
    for (Map.Entry<WorkerCatalogue, Topic<?>> entry : INPUTS.entrySet()) {
      boolean ofRequests = entry.getKey().compareTo(WorkerCatalogue.GENERATOR) >= 0;
      if (ofRequests == chainOfRequests && !finished(snapshot, entry.getKey(), entry.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean finished(
      DashboardSnapshot snapshot, WorkerCatalogue worker, Topic<?> input) {
    return snapshot.workers().stream()
            .filter(numbers -> numbers.worker().equals(worker.spelling()))
            .mapToLong(WorkerNumbers::finished)
            .sum()
        >= DemoProgress.count(snapshot, input);
  }

  private String unfinished() {
    DashboardSnapshot snapshot = snapshot();
    return INPUTS.entrySet().stream()
        .filter(entry -> !finished(snapshot, entry.getKey(), entry.getValue()))
        .map(entry -> entry.getKey().spelling())
        .toList()
        .toString();
  }

  private DashboardSnapshot snapshot() {
    return station.frontend().dashboard().now();
  }

  private void show() {
    progress.show(snapshot(), videos, requests);
  }

  public DemoSummary summary() {
    DashboardSnapshot snapshot = snapshot();
    Map<String, @Nullable Double> metrics = new TreeMap<>();
    METRICS.forEach(name -> metrics.put(name, newest(snapshot, name)));
    Map<String, Long> skipped = new TreeMap<>();
    Map<String, Double> seconds = new TreeMap<>();
    long deadLetters = 0;
    long dropped = 0;
    for (WorkerNumbers numbers : snapshot.workers()) {
      numbers.skipped().forEach((why, n) -> skipped.put(numbers.worker() + ": " + why, n));
      seconds.put(numbers.worker(), numbers.busy().toMillis() / 1000.0);
      deadLetters += numbers.deadLetters();
      if (numbers.worker().equals(WorkerCatalogue.TRIPLET_SELECTION.spelling())) {
        dropped = numbers.skipped().values().stream().mapToLong(Long::longValue).sum();
      }
    }
    List<GenerationResult> results =
        new ArrayList<>(TopicContents.read(station.platform(), Topics.GENERATION_RESULTS));
    return new DemoSummary(
        videos,
        snapshot.framesSampled(),
        DemoProgress.count(snapshot, Topics.TRIPLETS),
        dropped,
        DemoProgress.count(snapshot, Topics.CAPTIONED_TRIPLETS),
        DemoProgress.count(snapshot, Topics.TRAINING_SHARDS),
        snapshot.samplesInShards(),
        requests,
        results.stream().mapToLong(result -> result.getImages().size()).sum(),
        deadLetters,
        metrics,
        skipped,
        seconds,
        progress.seconds());
  }

  private static @Nullable Double newest(DashboardSnapshot snapshot, String name) {
    List<Point> points = snapshot.metrics().getOrDefault(name, List.of());
    return points.isEmpty() ? null : points.get(points.size() - 1).value();
  }
}
