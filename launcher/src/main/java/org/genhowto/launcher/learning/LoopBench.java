package org.genhowto.launcher.learning;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.genhowto.dataset.compactor.Announced;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Deletion;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.dataset.version.VersionCut;
import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.launcher.embedded.StartException;
import org.genhowto.launcher.options.Models;
import org.genhowto.launcher.station.Backlog;
import org.genhowto.launcher.station.EmbeddedRun;
import org.genhowto.launcher.station.EmbeddedSystem;
import org.genhowto.launcher.station.RobotClient;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.miniature.video.VideoFolder;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.World;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.schemas.Decision;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.ReleaseDecision;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingRequest;
import org.genhowto.schemas.TrainingState;
import org.genhowto.schemas.TrainingStatus;
import org.genhowto.schemas.VideoReference;
import org.genhowto.trainer.TrainerSettings;
import org.genhowto.trainer.TrainingOrders;

/**
 * The loop, turn by turn, on a system in this process: waves of good videos, a wave of bad ones,
 * and one without them. It asks for each training itself, once all of a wave is in the dataset, so
 * that every wave is learnt from as a whole; all else is as in serve.
 */
public final class LoopBench {
  private static final GeneratorNetwork NETWORK = GeneratorNetwork.serving(Target.FINAL_STATE);
  private static final Duration PATIENCE = Duration.ofMinutes(40);
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(500);

  /** Waves of one seed lie this far apart; those of the demo and of `render` are elsewhere. */
  private static final long FIRST_SEED = 20_000_000;

  private static final long STRIDE = 1_000;
  private final Path folder;
  private final long seed;
  private final LoopScale scale;
  private final Consumer<String> log;

  private LoopBench(Path folder, long seed, LoopScale scale, Consumer<String> log) {
    this.folder = folder;
    this.seed = seed;
    this.scale = scale;
    this.log = log;
  }

  /**
   * What was seen.
   *
   * @param holds whether the gate said what it should of every candidate
   */
  public record Result(long seed, boolean holds, List<LoopRound> rounds) {
    public Result {
      rounds = List.copyOf(rounds);
    }
  }

  /**
   * Runs it.
   *
   * @param folder of data and videos; it must not be there yet
   * @param seed of the videos and the trainings
   * @param smoke whether it only looks if the parts go together
   * @param log takes a line at a time
   */
  public static Result run(
      Path folder, long seed, boolean smoke, Configuration given, Consumer<String> log)
      throws IOException, InterruptedException {
    if (Files.exists(folder)) {
      throw new IllegalArgumentException(
          "%s is there already, expected a new folder".formatted(folder));
    }
    LoopBench bench =
        new LoopBench(folder, seed, smoke ? LoopScale.smoke() : LoopScale.full(), log);
    List<LoopRound> rounds = new ArrayList<>();
    EmbeddedRun.of(
        folder.resolve("data"),
        new EmbeddedSystem.Ports("127.0.0.1", 0, 0, 0),
        bench.settings(given),
        station -> {
          station.requireReady();
          rounds.addAll(bench.rounds(station));
          return 0;
        });
    return new Result(
        seed,
        rounds.size() == bench.scale.waves() + 2
            && rounds.stream().allMatch(LoopRound::isAsExpected),
        rounds);
  }

  private Configuration settings(Configuration given) throws IOException {
    Map<String, String> own = new HashMap<>(scale.settings());
    own.put("trainer.networks", NETWORK.spelling());
    own.put("trainer.seed", Long.toString(seed));
    own.put("shard-writer.max-linger-seconds", "1");
    own.put("ingest.file-roots", folder.resolve("videos").toAbsolutePath().toString());
    HeldOutScenes scenes =
        new HeldOutScenes(folder.resolve("held-out"), scale.categories(), scale.scenes());
    Files.createDirectories(folder);
    scenes.layOut();
    Configuration settings = given.withDefaults(own).withDefaults(Models.settings());
    // Asked for by hand, below.
    return SelfTraining.measured(settings.withDefaults(SelfTraining.TRAINING), scenes)
        .with(Map.of("trainer.new-samples", "0"));
  }

  private List<LoopRound> rounds(EmbeddedSystem station) throws IOException, InterruptedException {
    List<LoopRound> rounds = new ArrayList<>();
    try (RobotClient client = new RobotClient(station.platform());
        Backlog backlog = new Backlog(station.platform());
        DatasetStore store = VersionSettings.open(station.configuration())) {
      Turn turn = new Turn(station, client, backlog, store);
      for (int wave = 1; wave <= scale.waves(); wave++) {
        rounds.add(turn.go("wave " + wave, good(wave), Decision.PROMOTE));
      }
      List<VideoReference> bad = bad(scale.waves() + 1);
      rounds.add(turn.go("wave of bad videos", bad, Decision.HOLD));
      Set<String> ids = new TreeSet<>();
      bad.forEach(video -> ids.add(video.getVideoId()));
      store.delete(new Deletion(ids, Set.of(), List.of(), Set.of()));
      rounds.add(turn.go("without them", List.of(), Decision.PROMOTE));
    }
    return rounds;
  }

  private long first(int wave) {
    return FIRST_SEED + (seed * 10 + wave) * STRIDE;
  }

  private List<VideoReference> good(int wave) throws IOException {
    List<VideoReference> videos = new ArrayList<>();
    for (Category category : scale.categories()) {
      Path target = folder.resolve("videos").resolve("wave-" + wave).resolve(category.word());
      VideoFolder.render(
          target,
          World.committed().edition(),
          List.of(category),
          first(wave),
          first(wave) + scale.videos());
      for (Path file : VideoFolder.of(target).files()) {
        videos.add(reference(file, category.word(), ""));
      }
    }
    return videos;
  }

  /** Corrupted ones; the first again under another category, and the second under another id. */
  private List<VideoReference> bad(int wave) throws IOException {
    List<VideoReference> videos = new ArrayList<>();
    Path target = folder.resolve("videos").resolve("bad");
    for (Category category : scale.categories()) {
      for (int i = 0; i < 2 * scale.videos(); i++) {
        Path file = BadVideos.render(target, category, first(wave) + i);
        videos.add(reference(file, category.word(), ""));
      }
    }
    List<Category> all = scale.categories();
    for (int i = 0; i < all.size(); i++) {
      Path file = Path.of(URI.create(videos.get(2 * scale.videos() * i).getUri()));
      videos.add(reference(file, all.get((i + 1) % all.size()).word(), "-mislabelled"));
      videos.add(reference(file, all.get(i).word(), "-again"));
    }
    return videos;
  }

  private static VideoReference reference(Path file, String category, String ending) {
    String name = String.valueOf(file.getFileName());
    return VideoReference.newBuilder()
        .setVideoId(name.substring(0, name.lastIndexOf('.')) + ending)
        .setUri(file.toAbsolutePath().toUri().toString())
        .setCategory(category)
        .build();
  }

  /** One turn after the other on one system. */
  private final class Turn {
    private final EmbeddedSystem station;
    private final RobotClient client;
    private final Backlog backlog;
    private final DatasetStore store;

    Turn(EmbeddedSystem station, RobotClient client, Backlog backlog, DatasetStore store) {
      this.station = station;
      this.client = client;
      this.backlog = backlog;
      this.store = store;
    }

    LoopRound go(String name, List<VideoReference> videos, Decision expected)
        throws IOException, InterruptedException {
      long start = System.nanoTime();
      log.accept("%s: %d videos".formatted(name, videos.size()));
      for (VideoReference video : videos) {
        client.send(Topics.VIDEO_REFERENCES, video.getVideoId(), video);
      }
      Manifest version = version();
      long sampled = System.nanoTime();
      String candidate = train(name, version);
      long trained = System.nanoTime();
      ReleaseDecision decision = decision(candidate);
      if (decision.getDecision() == Decision.PROMOTE) {
        await("the release of " + candidate, () -> serving().filter(candidate::equals));
      }
      LoopRound round =
          new LoopRound(
              name,
              videos.size(),
              version.version(),
              TrainingOrders.samples(version),
              candidate,
              expected.name(),
              decision.getDecision().name(),
              decision.getPairs(),
              decision.getReason(),
              LoopRound.rules(decision),
              (sampled - start) / 1e9,
              (trained - sampled) / 1e9,
              (System.nanoTime() - trained) / 1e9);
      log.accept(round.text());
      return round;
    }

    /** Waits until nothing is under way, and gives the version that holds everything. */
    private Manifest version() throws IOException, InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      for (WorkerCatalogue worker : WorkerCatalogue.ofVideos()) {
        while (!backlog.isEmpty(worker)) {
          look(end, worker.spelling() + " to have done its part");
        }
      }
      new VersionCut(store, VersionSettings.from(station.configuration()))
          .cut(Announced.read(station.platform()));
      return store.latest().orElseThrow(() -> new IllegalStateException("no video gave a sample"));
    }

    private String train(String name, Manifest version) throws IOException, InterruptedException {
      TrainerSettings settings = TrainerSettings.from(station.configuration());
      TrainingRequest request =
          new TrainingOrders(settings, station.platform().blobs())
              .of(
                  NETWORK,
                  version,
                  Optional.ofNullable(released().get(NETWORK.spelling())),
                  settings.recipe(),
                  name,
                  station.platform().clock().instant());
      client.send(Topics.TRAINING_REQUESTS, request.getTrainingId(), request);
      TrainingStatus status =
          await(
              "the training " + request.getTrainingId(),
              () ->
                  Optional.ofNullable(
                          TopicContents.table(station.platform(), Topics.TRAININGS)
                              .get(request.getTrainingId()))
                      .filter(one -> one.getState() != TrainingState.RUNNING)
                      .filter(one -> one.getState() != TrainingState.INTERRUPTED));
      return status
          .getCandidate()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "training %s ended %s: %s"
                          .formatted(
                              request.getTrainingId(), status.getState(), status.getMessage())));
    }

    /** The decision on all requests; a promotion may come before the last of them. */
    private ReleaseDecision decision(String candidate) throws InterruptedException {
      String key = NETWORK.spelling() + "/" + candidate;
      long all = (long) scale.categories().size() * scale.scenes();
      return await(
          "the decision of " + candidate,
          () ->
              Optional.ofNullable(
                      TopicContents.table(station.platform(), Topics.RELEASE_DECISIONS).get(key))
                  .filter(one -> one.getDecision() == Decision.PROMOTE || one.getPairs() >= all));
    }

    private Map<String, ModelRelease> released() {
      return TopicContents.table(station.platform(), Topics.MODEL_RELEASES);
    }

    private Optional<String> serving() {
      return Optional.ofNullable(released().get(NETWORK.spelling())).map(ModelRelease::getVersion);
    }

    private <T> T await(String what, Supplier<Optional<T>> found) throws InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      Optional<T> now = found.get();
      while (now.isEmpty()) {
        look(end, what);
        now = found.get();
      }
      return now.get();
    }

    private void look(long end, String what) throws InterruptedException {
      station.requireWell();
      if (System.nanoTime() > end) {
        throw new StartException(
            "after %d s: still waiting for %s".formatted(PATIENCE.toSeconds(), what));
      }
      TimeUnit.NANOSECONDS.sleep(LOOK);
    }
  }
}
