package org.genhowto.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Deletion;
import org.genhowto.generator.release.Releases;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.blob.ObjectStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.EarlierRelease;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingRequest;
import org.genhowto.schemas.TrainingState;
import org.genhowto.schemas.TrainingStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains the miniature models further, on squares. */
@Tag("slow")
class TrainerTest {
  private static final Path MODELS = Path.of("../miniature/models").toAbsolutePath().normalize();
  private static final GeneratorNetwork STATES = GeneratorNetwork.serving(Target.FINAL_STATE);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;

  @Test
  void a_training_that_was_stopped_goes_on_elsewhere_to_the_same_weights() throws Exception {
    TestDataset.write(folder.resolve("dataset"), 6).close();
    String whole;
    try (Bed bed = new Bed("whole", "one")) {
      TrainingRequest request = bed.ask(6, 2);
      whole = bed.run(request).getCandidate().orElseThrow();
      assertThat(bed.candidates()).hasSize(1);
      ModelRelease candidate = bed.candidates().get(0);
      assertThat(candidate.getVersion()).isEqualTo(whole);
      assertThat(candidate.getNetwork()).isEqualTo("generator-final-state.candidate");

      Path fetched = Releases.fetch(candidate, bed.platform.blobs(), folder.resolve("fetched"));
      JsonNode card = Json.PLAIN.readTree(fetched.resolve("model-card.json").toFile());
      assertThat(card.path("dataset").path("version").asLong()).isEqualTo(1);
      assertThat(card.path("dataset").path("samples").asLong()).isEqualTo(6);
      assertThat(card.path("start").path("weights").path("version").asText())
          .isEqualTo(request.getStart().orElseThrow().getVersion());
      assertThat(fetched.resolve("sampling.json")).exists();

      bed.trainer.turned(Map.of(), true);
      assertThat(bed.candidates()).as("offered once").hasSize(1);
      assertThat(folder.resolve("whole/work")).isEmptyDirectory();
    }
    try (Bed first = new Bed("shared", "one")) {
      TrainingRequest request = first.ask(6, 2);
      first.begin(request);
      first.until(() -> first.newest(request).getStep() >= 2);
      first.trainer.close();
      assertThat(first.newest(request).getState()).isEqualTo(TrainingState.INTERRUPTED);
      assertThat(first.newest(request).getStep()).isLessThan(6);
    }
    try (Bed second = new Bed("shared", "two")) {
      TrainingRequest request = second.ask(6, 2);
      TrainingStatus end = second.run(request);
      assertThat(end.getCandidate()).contains(whole);
      assertThat(second.firstStep(request)).isGreaterThanOrEqualTo(2);
      assertThat(end.getWorker()).isEqualTo("two");
    }
  }

  @Test
  void a_training_that_is_called_off_ends_so() throws Exception {
    TestDataset.write(folder.resolve("dataset"), 4).close();
    try (Bed bed = new Bed("off", "one")) {
      TrainingRequest request = bed.ask(100_000, 1000);
      bed.begin(request);
      bed.until(() -> bed.newest(request).getStep() >= 1);
      bed.callOff(request);
      bed.until(() -> bed.newest(request).getState() == TrainingState.CANCELLED);
      assertThat(bed.candidates()).isEmpty();
      bed.trainer.turned(Map.of(), true);
      assertThat(bed.newest(request).getState()).isEqualTo(TrainingState.CANCELLED);
    }
  }

  @Test
  void what_cannot_be_trained_fails_with_a_sentence_and_the_next_is_worked_on() throws Exception {
    TestDataset.write(folder.resolve("dataset"), 4).close();
    try (Bed bed = new Bed("bad", "one")) {
      TrainingRequest good = bed.ask(1, 1);
      TrainingRequest absent =
          TrainingRequest.newBuilder(good)
              .setTrainingId("absent")
              .setDatasetVersion(9)
              .setRequestedAt(Instant.EPOCH)
              .build();
      TrainingRequest negative =
          TrainingRequest.newBuilder(good)
              .setTrainingId("negative")
              .setBatch(-1)
              .setRequestedAt(Instant.EPOCH)
              .build();
      bed.read(absent);
      bed.read(negative);
      assertThat(bed.run(good).getState()).isEqualTo(TrainingState.SUCCEEDED);
      assertThat(bed.newest(absent).getState()).isEqualTo(TrainingState.FAILED);
      assertThat(bed.newest(absent).getMessage())
          .isEqualTo("version 9 of the dataset is not there any more");
      assertThat(bed.newest(negative).getMessage())
          .isEqualTo("batch is -1, expected a number from 1 to 4096");
    }
  }

  @Test
  void the_limit_of_its_time_ends_a_training() throws Exception {
    TestDataset.write(folder.resolve("dataset"), 4).close();
    try (Bed bed = new Bed("limit", "one")) {
      TrainingRequest request =
          TrainingRequest.newBuilder(bed.ask(100_000, 1000)).setMaxSeconds(1).build();
      TrainingStatus end = bed.run(request);
      assertThat(end.getState()).isEqualTo(TrainingState.FAILED);
      assertThat(end.getMessage()).startsWith("it took more than 1 s, its limit, up to step ");
    }
  }

  @Test
  void new_samples_are_asked_to_be_learnt_from_once() throws Exception {
    TestDataset.write(folder.resolve("dataset"), 4).close();
    try (Bed bed = new Bed("rule", "one", 4)) {
      bed.turn();
      List<TrainingRequest> asked =
          bed.sent(Topics.TRAINING_REQUESTS.name(), TrainingRequest.class);
      assertThat(asked).hasSize(1);
      assertThat(asked.get(0).getNetwork()).isEqualTo("generator-final-state");
      assertThat(asked.get(0).getSamples()).isEqualTo(4);
      assertThat(asked.get(0).getReason())
          .isEqualTo("version 1 has 4 samples more to learn from than the last training had");
      bed.until(() -> bed.newest(asked.get(0)).getState() == TrainingState.SUCCEEDED);
      bed.turn();
      assertThat(bed.sent(Topics.TRAINING_REQUESTS.name(), TrainingRequest.class)).hasSize(1);
    }
  }

  @Test
  void a_candidate_names_what_served_and_deletions_mark_what_was_trained_on_them()
      throws Exception {
    TestDataset.write(folder.resolve("dataset"), 4).close();
    try (Bed bed = new Bed("marks", "one")) {
      TrainingRequest request = bed.ask(1, 1);
      assertThat(bed.run(request).getDeletedSamples()).isZero();
      ModelRelease candidate = bed.candidates().get(0);
      assertThat(candidate.getReleasedBy()).isEqualTo("one");
      assertThat(candidate.getReason()).isEqualTo("trained by " + request.getTrainingId());
      assertThat(candidate.getBefore())
          .extracting(EarlierRelease::getVersion)
          .containsExactly(request.getStart().orElseThrow().getVersion());

      Configuration plain = Configuration.of(Map.of());
      try (DatasetStore dataset = DatasetStore.open(folder.resolve("dataset").toString(), plain)) {
        dataset.delete(new Deletion(Set.of(TestDataset.video(0)), Set.of(), List.of(), Set.of()));
      }
      bed.until(() -> bed.newest(request).getDeletedSamples() == 1);
      assertThat(bed.newest(request).getState()).isEqualTo(TrainingState.SUCCEEDED);
      int told = bed.statuses(request).size();
      bed.turn();
      assertThat(bed.statuses(request)).as("told once").hasSize(told);
    }
  }

  /** One trainer with a broker that takes everything. */
  private final class Bed implements AutoCloseable {
    private final MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Platform platform;
    private final Trainer trainer;
    private final TrainingOrders orders;
    private final TrainerSettings settings;
    private final ManualClock clock = new ManualClock();

    Bed(String name, String instance) {
      this(name, instance, 0);
    }

    Bed(String name, String instance, long newSamples) {
      Path mine = folder.resolve(name);
      Configuration configuration =
          Configuration.of(
              Map.ofEntries(
                  Map.entry("blobs.uri", mine.resolve("blobs").toUri().toString()),
                  Map.entry("dataset.uri", folder.resolve("dataset").toString()),
                  Map.entry("trainer.model", MODELS.resolve("diffusion").toString()),
                  Map.entry("trainer.states", MODELS.resolve("genhowto-states").toString()),
                  Map.entry("trainer.actions", MODELS.resolve("genhowto-actions").toString()),
                  Map.entry("trainer.uri", mine.resolve("trainings").toString()),
                  Map.entry(
                      "trainer.directory",
                      mine.resolve(instance.equals("one") ? "work" : "other").toString()),
                  Map.entry("trainer.releases", mine.resolve("releases").toString()),
                  // Rests change when a training ends, and nothing else.
                  Map.entry("trainer.share", instance.equals("one") ? "1" : "0.5"),
                  Map.entry("trainer.networks", "generator-final-state"),
                  Map.entry("trainer.new-samples", Long.toString(newSamples)),
                  Map.entry("trainer.steps", "2"),
                  Map.entry("trainer.batch", "2"),
                  Map.entry("trainer.warm-up", "1"),
                  Map.entry("trainer.rate", "1e-4"),
                  Map.entry("trainer.save-every", "1")));
      platform =
          new Platform(
              new KafkaConnection("none:1", "mock://trainer", Map.of(), Map.of()),
              AvroSerdes.at("mock://trainer"),
              BlobStores.open(configuration),
              new Telemetry(),
              clock,
              instance);
      settings = TrainerSettings.from(configuration);
      orders = new TrainingOrders(settings, platform.blobs());
      trainer =
          new Trainer(
              platform,
              new TrainingJob.Surroundings(
                  settings,
                  new DatasetStore(
                      ObjectStores.open(
                          "dataset.uri", folder.resolve("dataset").toString(), configuration)),
                  new TrainingStore(TrainerSettings.store(configuration)),
                  platform.blobs(),
                  clock),
              new TopicSender("trainer", platform, producer));
    }

    TrainingRequest ask(long steps, int saveEvery) throws Exception {
      TrainerSettings.Recipe recipe = settings.recipe().withSteps(steps);
      try (DatasetStore dataset =
          DatasetStore.open(folder.resolve("dataset").toString(), Configuration.of(Map.of()))) {
        TrainingRequest request =
            orders.of(
                STATES,
                dataset.latest().orElseThrow(),
                Optional.empty(),
                recipe,
                "asked for",
                clock.instant());
        return TrainingRequest.newBuilder(request).setSaveEvery(saveEvery).build();
      }
    }

    void read(TrainingRequest request) throws Exception {
      trainer.read(
          new ConsumerRecord<>(
              Topics.TRAINING_REQUESTS.name(),
              0,
              0,
              request.getTrainingId().getBytes(StandardCharsets.UTF_8),
              platform.serdes().codec(Topics.TRAINING_REQUESTS).encode(request)));
    }

    void callOff(TrainingRequest request) throws Exception {
      trainer.read(
          new ConsumerRecord<>(
              Topics.TRAINING_REQUESTS.name(),
              0,
              1,
              request.getTrainingId().getBytes(StandardCharsets.UTF_8),
              null));
    }

    void begin(TrainingRequest request) throws Exception {
      read(request);
      until(() -> !statuses(request).isEmpty());
    }

    TrainingStatus run(TrainingRequest request) throws Exception {
      begin(request);
      until(
          () ->
              newest(request).getState() != TrainingState.RUNNING
                  && newest(request).getState() != TrainingState.INTERRUPTED);
      return newest(request);
    }

    void turn() {
      clock.forward(Duration.ofSeconds(11));
      trainer.turned(Map.of(), true);
    }

    void until(BooleanSupplier condition) throws InterruptedException {
      Instant end = Instant.now().plus(PATIENCE);
      while (!condition.getAsBoolean()) {
        if (Instant.now().isAfter(end)) {
          throw new AssertionError("not within " + PATIENCE);
        }
        Thread.sleep(20);
        turn();
      }
    }

    List<TrainingStatus> statuses(TrainingRequest request) {
      return sent(Topics.TRAININGS.name(), TrainingStatus.class).stream()
          .filter(status -> status.getRequest().getTrainingId().equals(request.getTrainingId()))
          .toList();
    }

    TrainingStatus newest(TrainingRequest request) {
      List<TrainingStatus> all = statuses(request);
      return all.get(all.size() - 1);
    }

    /** The first step that was told after the start. */
    long firstStep(TrainingRequest request) {
      return statuses(request).stream()
          .mapToLong(TrainingStatus::getStep)
          .filter(step -> step > 0)
          .findFirst()
          .orElse(0);
    }

    List<ModelRelease> candidates() {
      return sent(Topics.MODEL_RELEASES.name(), ModelRelease.class);
    }

    <V> List<V> sent(String topic, Class<V> type) {
      List<V> all = new ArrayList<>();
      for (ProducerRecord<byte[], byte[]> record : producer.history()) {
        if (record.topic().equals(topic)) {
          all.add(type.cast(decoded(record)));
        }
      }
      return all;
    }

    private Object decoded(ProducerRecord<byte[], byte[]> record) {
      try {
        return Topics.all().stream()
            .filter(topic -> topic.name().equals(record.topic()))
            .findFirst()
            .orElseThrow()
            .type()
            .cast(
                platform
                    .serdes()
                    .codec(
                        Topics.all().stream()
                            .filter(topic -> topic.name().equals(record.topic()))
                            .findFirst()
                            .orElseThrow())
                    .decode(record.value()));
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() throws Exception {
      trainer.close();
      platform.close();
      assertThat(Files.exists(folder)).isTrue();
    }
  }

  /** A clock that goes on when it is told to. */
  private static final class ManualClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");

    synchronized void forward(Duration time) {
      now = now.plus(time);
    }

    @Override
    public synchronized Instant instant() {
      return now;
    }

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }
}
