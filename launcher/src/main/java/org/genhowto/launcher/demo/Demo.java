package org.genhowto.launcher.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.genhowto.dataset.compactor.Announced;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.dataset.version.VersionCut;
import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.gateway.dashboard.DashboardSnapshot;
import org.genhowto.launcher.embedded.StartException;
import org.genhowto.launcher.station.Backlog;
import org.genhowto.launcher.station.EmbeddedSystem;
import org.genhowto.launcher.station.RobotClient;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.metrics.WorkerNumbers;
import org.genhowto.runtime.topic.DeadLetters;
import org.genhowto.runtime.topic.LetterQuery;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.EvaluationLabel;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.jspecify.annotations.Nullable;

/**
 * The main job once through on a station: what goes in, when everything has come out, and what it
 * comes to.
 */
public final class Demo implements AutoCloseable {
  private static final List<String> METRICS =
      List.of(
          "accuracy.action",
          "accuracy.finalState",
          "fid.action",
          "fid.finalState",
          "localizer.statePrecision",
          "localizer.actionPrecision");

  private static final String ALL_IMAGES = "all";
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  /** Reading topics to their end costs more than a look at a number. */
  private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();

  private final EmbeddedSystem station;
  private final DemoProgress progress;
  private final RobotClient client;
  private final Backlog backlog;
  private final Set<String> requests = new HashSet<>();
  private long videos;

  public Demo(EmbeddedSystem station, DemoProgress progress) {
    this.station = station;
    this.progress = progress;
    this.client = new RobotClient(station.platform());
    this.backlog = new Backlog(station.platform());
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
    requests.add(question.id());
    show();
  }

  public void publish(EvaluationMetric metric) throws InterruptedException {
    client.send(Topics.EVALUATION_METRICS, MetricKey.of(metric), metric);
  }

  /** Waits until every video has ended as an output, a counted skip or a dead letter. */
  public void awaitVideos() throws InterruptedException {
    await(() -> firstBusy(WorkerCatalogue.ofVideos()));
  }

  /** Waits until every request has a result or is set aside, and every result is measured. */
  public void awaitResults() throws InterruptedException {
    await(
        () ->
            answered()
                ? firstBusy(List.of(WorkerCatalogue.EVALUATOR))
                : Optional.of(WorkerCatalogue.GENERATOR));
  }

  /** Waits until the metrics rest on every image that was made. */
  public void awaitMetrics() throws InterruptedException {
    Map<Target, Long> images = new HashMap<>();
    for (GenerationResult result : contents(Topics.GENERATION_RESULTS)) {
      if (result.getEvaluation().isPresent() && result.getStatus() == GenerationStatus.SUCCEEDED) {
        images.merge(result.getTarget(), (long) result.getImages().size(), Long::sum);
      }
    }
    await(() -> measured(images) ? Optional.empty() : Optional.of(WorkerCatalogue.METRICS));
  }

  private boolean measured(Map<Target, Long> images) {
    Map<String, EvaluationMetric> newest = newestMetrics();
    return images.entrySet().stream()
        .allMatch(
            of ->
                Stream.of("accuracy.", "fid.")
                    .map(name -> newest.get(name + MetricKey.spelling(of.getKey())))
                    .allMatch(metric -> metric != null && metric.getSamples() >= of.getValue()));
  }

  /** Whether each request has ended, by its id: as a result or as a dead letter. */
  private boolean answered() {
    Set<String> open = new HashSet<>(requests);
    contents(Topics.GENERATION_RESULTS).forEach(result -> open.remove(result.getRequestId()));
    if (!open.isEmpty()) {
      Platform platform = station.platform();
      try (DeadLetters letters =
          DeadLetters.open(platform.kafka(), platform.serdes(), platform.clock())) {
        letters.each(
            WorkerCatalogue.GENERATOR.spelling(),
            LetterQuery.ALL,
            entry -> entry.letter().key().ifPresent(open::remove));
      }
    }
    return open.isEmpty();
  }

  private Optional<WorkerCatalogue> firstBusy(List<WorkerCatalogue> journey)
      throws InterruptedException {
    for (WorkerCatalogue worker : journey) {
      if (!backlog.isEmpty(worker)) {
        return Optional.of(worker);
      }
    }
    return Optional.empty();
  }

  /** Says who still works; nobody does at the end. */
  private interface Busy {
    Optional<WorkerCatalogue> worker() throws InterruptedException;
  }

  private void await(Busy busy) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Optional<WorkerCatalogue> worker = busy.worker();
    while (worker.isPresent()) {
      show();
      station.requireWell();
      if (System.nanoTime() - end > 0) {
        throw new StartException(
            "after %d s: not everything came out, %s is not done"
                .formatted(PATIENCE.toSeconds(), worker.get().spelling()));
      }
      TimeUnit.NANOSECONDS.sleep(CHECK_NANOS);
      worker = busy.worker();
    }
  }

  private DashboardSnapshot snapshot() {
    return station.frontend().dashboard().now();
  }

  private void show() {
    progress.show(snapshot(), videos, requests.size());
  }

  /** What it came to, by what the topics hold; times and skips as the workers counted them. */
  public DemoSummary summary() throws IOException {
    Map<String, EvaluationMetric> newest = newestMetrics();
    Map<String, @Nullable Double> metrics = new TreeMap<>();
    METRICS.forEach(name -> metrics.put(name, value(newest.get(name))));
    Map<String, Long> skipped = new TreeMap<>();
    Map<String, Double> seconds = new TreeMap<>();
    long deadLetters = 0;
    long dropped = 0;
    for (WorkerNumbers numbers : station.platform().telemetry().numbers()) {
      numbers.skipped().forEach((why, n) -> skipped.put(numbers.worker() + ": " + why, n));
      seconds.put(numbers.worker(), numbers.busy().toMillis() / 1000.0);
      deadLetters += numbers.deadLetters();
      if (numbers.worker().equals(WorkerCatalogue.TRIPLET_SELECTION.spelling())) {
        dropped = sum(numbers.skipped().values(), Long::longValue);
      }
    }
    Optional<Manifest> dataset = dataset();
    return new DemoSummary(
        videos,
        sum(contents(Topics.SAMPLED_FRAMES), sampled -> sampled.getIndex().size()),
        contents(Topics.TRIPLETS).size(),
        dropped,
        contents(Topics.CAPTIONED_TRIPLETS).size(),
        dataset.map(version -> version.shards().size()).orElse(0),
        dataset.map(Manifest::samples).orElse(0L),
        requests.size(),
        sum(contents(Topics.GENERATION_RESULTS), result -> result.getImages().size()),
        deadLetters,
        metrics,
        skipped,
        seconds,
        progress.seconds());
  }

  /** The version that holds everything; empty where there is no sample. */
  private Optional<Manifest> dataset() throws IOException {
    try (DatasetStore store = VersionSettings.open(station.configuration())) {
      new VersionCut(store, VersionSettings.from(station.configuration()))
          .cut(Announced.read(station.platform()));
      return store.latest();
    }
  }

  /** Those over all images and categories, by name and target. */
  private Map<String, EvaluationMetric> newestMetrics() {
    Map<String, EvaluationMetric> newest = new HashMap<>();
    TopicContents.table(station.platform(), Topics.EVALUATION_METRICS).values().stream()
        .filter(metric -> metric.getCategory().isEmpty() && metric.getWindow().equals(ALL_IMAGES))
        .forEach(metric -> newest.put(MetricKey.name(metric), metric));
    return newest;
  }

  private <V extends SpecificRecord> List<V> contents(Topic<V> topic) {
    return TopicContents.read(station.platform(), topic);
  }

  private static <T> long sum(Collection<T> items, ToLongFunction<T> number) {
    return items.stream().mapToLong(number).sum();
  }

  private static @Nullable Double value(@Nullable EvaluationMetric metric) {
    return metric == null || Double.isNaN(metric.getValue()) ? null : metric.getValue();
  }

  @Override
  public void close() {
    backlog.close();
    client.close();
  }
}
