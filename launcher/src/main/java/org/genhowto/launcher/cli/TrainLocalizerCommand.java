package org.genhowto.launcher.cli;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.genhowto.dataset.corpus.Corpus;
import org.genhowto.dataset.corpus.CorpusVideo;
import org.genhowto.launcher.embedded.DirectoryLock;
import org.genhowto.launcher.options.ClipOption;
import org.genhowto.launcher.training.EpochLines;
import org.genhowto.launcher.training.TowerRun;
import org.genhowto.launcher.training.TrainingRecord;
import org.genhowto.launcher.video.VideoFile;
import org.genhowto.launcher.video.VideoFileFeatures;
import org.genhowto.localizer.network.FrameEncoder;
import org.genhowto.localizer.network.TrainingVideo;
import org.genhowto.localizer.training.LocalizerRuns;
import org.genhowto.localizer.training.RelevanceGate;
import org.genhowto.localizer.training.TrainingSettings;
import org.genhowto.miniature.training.MiniatureRecipes;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.clip.ClipModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The localizer's heads from videos, without a label. */
@Command(
    name = "localizer",
    description = {
      "Trains localizer heads on videos of which nothing is known but their category: one frame a",
      "second goes through CLIP's image tower, and the heads teach themselves which frames show",
      "the initial state, the action and the final state, from the order of the three alone.",
      "Each run starts from a seed of its own; the localizer worker scores with all of them.",
      "",
      "The videos lie in sub-folders of --videos that are named after categories, or --videos is",
      "laid out like ChangeIt, as miniature render writes it. With --corpus",
      "they are those of a data set (ChangeIt's folder or COIN's JSON), ID.mp4 or the like"
          + " anywhere",
      "below --videos, and ChangeIt's relevance weighs them. No annotation is looked at.",
      "",
      "Features stay in memory while it trains: 4 bytes for each second, view and number of CLIP's",
      "features (1.2 MB a video of 5 minutes with 1024 numbers, and as much for each view more).",
      "The same command goes on from --work: no video is decoded twice and no epoch done twice,",
      "and with more --runs it adds runs."
    })
final class TrainLocalizerCommand implements Callable<Integer> {
  private static final int RUNS = 3;

  @Option(
      names = "--videos",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the video files.")
  private Path videos;

  @Option(
      names = "--corpus",
      paramLabel = "PATH",
      description = "The data set they belong to: see dataset corpus.")
  private @Nullable Path corpus;

  @Option(
      names = "--unannotated",
      description = "Leave out the annotated videos of the data set, to measure on them.")
  private boolean unannotated;

  @Mixin private ClipOption clip = new ClipOption();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where run-0.safetensors and so on and categories.json go.")
  private Path out;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Where features and states are kept (default: --out with -training after it).")
  private @Nullable Path work;

  @Option(
      names = "--recipe",
      defaultValue = "MINIATURE",
      paramLabel = "NAME",
      description = {
        "miniature: a hidden layer of 256, 30 epochs, batches of 16 videos at a rate of 1e-3, and",
        "a prior on where in a video the moments lie that fades; for some thousand short videos.",
        "published: 4096, 20 epochs, 64 videos, 1e-4, no prior; for CLIP ViT-L/14.",
        "Default: miniature."
      })
  private Recipe recipe;

  @Option(
      names = "--runs",
      description = "Runs, each from a seed of its own (default: 3; 1 with --tower-rate).")
  private @Nullable Integer runs;

  @Option(
      names = "--tower-rate",
      paramLabel = "RATE",
      description = {
        "Train CLIP's image tower along, at this peak rate of AdamW (published: 1e-5). The tower",
        "becomes part of --out; videos are decoded again in every epoch."
      })
  private @Nullable Double towerRate;

  @Option(names = "--epochs", description = "Passes over the videos (default: the recipe's).")
  private @Nullable Integer epochs;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Of the first run (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--views",
      defaultValue = "0",
      description = "Augmented views of each video beside the plain one (${DEFAULT-VALUE}).")
  private int views;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  TrainLocalizerCommand() {}

  /** Settings by name. */
  enum Recipe {
    MINIATURE,
    PUBLISHED;

    TrainingSettings settings() {
      return switch (this) {
        case MINIATURE -> MiniatureRecipes.localizer();
        case PUBLISHED -> TrainingSettings.published();
      };
    }
  }

  /** What to learn from. */
  private record Data(List<VideoFile> films, List<String> categories, RelevanceGate gate) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    requirePlausible();
    Data data = data();
    TrainingSettings settings = settings().withGate(data.gate);
    Path state = TrainingRecord.folder(work, out);
    String tower = new ModelFolder(clip.folder()).version();
    try (DirectoryLock lock = DirectoryLock.on(state)) {
      TrainingRecord.keep(state, out, options(data, tower));
      say("%d videos of %d categories".formatted(data.films.size(), data.categories.size()));
      EpochLines lines = new EpochLines(runs(), settings.epochs(), this::say);
      if (towerRate == null) {
        heads(data, settings, state, lines);
      } else {
        new TowerRun(data.films, data.categories, settings, towerRate)
            .train(clip.folder(), state, out, lines, spec.commandLine().getErr());
      }
    }
    say("written to " + out);
    return 0;
  }

  private int runs() {
    return runs != null ? runs : towerRate == null ? RUNS : 1;
  }

  private void heads(Data data, TrainingSettings settings, Path state, EpochLines lines)
      throws IOException, InterruptedException {
    try (NDManager manager = NDManager.newBaseManager()) {
      List<TrainingVideo> learnt = features(manager, data, state.resolve("features"));
      new LocalizerRuns(manager, data.categories, learnt, settings)
          .train(out, state, runs(), lines::done);
    }
  }

  private List<TrainingVideo> features(NDManager manager, Data data, Path folder)
      throws IOException, InterruptedException {
    try (ClipModel model = ClipModel.load(manager, clip.folder())) {
      FrameEncoder encoder = new FrameEncoder(manager, model);
      return new VideoFileFeatures(manager, encoder, new FrameEncoder.Views(views, seed), folder)
          .of(data.films, data.categories, spec.commandLine().getErr());
    }
  }

  private Data data() throws IOException {
    Corpus known = corpus();
    List<VideoFile> films =
        known == null ? VideoFile.inFolders(videos) : VideoFile.of(chosen(known), videos);
    List<String> categories = films.stream().map(VideoFile::category).distinct().sorted().toList();
    return new Data(
        films, categories, known == null ? RelevanceGate.open() : gate(known, categories));
  }

  /** The data set that is named, or that lies with the videos. */
  private @Nullable Corpus corpus() {
    if (corpus != null) {
      return Corpus.read(corpus);
    }
    Optional<Path> around = Corpus.around(videos);
    around.ifPresent(
        folder ->
            say("%s is laid out like ChangeIt: its lists say the categories".formatted(folder)));
    return around.map(Corpus::read).orElse(null);
  }

  private List<CorpusVideo> chosen(Corpus known) {
    return unannotated
        ? known.videos().stream().filter(video -> video.labels().isEmpty()).toList()
        : known.videos();
  }

  private static RelevanceGate gate(Corpus known, List<String> categories) {
    Map<Integer, Double> thresholds = new LinkedHashMap<>();
    known
        .thresholds()
        .forEach(
            (category, threshold) -> {
              if (categories.contains(category)) {
                thresholds.put(categories.indexOf(category), threshold);
              }
            });
    return new RelevanceGate(thresholds);
  }

  private TrainingSettings settings() {
    TrainingSettings settings = recipe.settings().withSeed(seed);
    return epochs == null ? settings : settings.withEpochs(epochs);
  }

  private void requirePlausible() {
    if (runs() < 1 || runs() > 1000 || views < 0 || views > 100) {
      throw new IllegalArgumentException(
          "--runs is %d and --views %d, expected 1 to 1000 and 0 to 100".formatted(runs(), views));
    }
    if (towerRate != null && (runs() != 1 || views != 0 || !(towerRate > 0))) {
      throw new IllegalArgumentException(
          "--tower-rate is %s with --runs %d and --views %d, expected a rate above 0, one run, as each changes the tower, and no views, as each epoch draws its own"
              .formatted(towerRate, runs(), views));
    }
    if (unannotated && corpus == null && Corpus.around(videos).isEmpty()) {
      throw new IllegalArgumentException("--unannotated needs --corpus, which tells annotations");
    }
  }

  /** What the trained numbers depend on; runs may be added later. */
  private Map<String, String> options(Data data, String tower) throws IOException {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--recipe", recipe.name().toLowerCase(Locale.ROOT));
    options.put("--epochs", Integer.toString(settings().epochs()));
    options.put("--seed", Long.toString(seed));
    options.put("--views", Integer.toString(views));
    options.put("--tower-rate", String.valueOf(towerRate));
    options.put("--clip", tower);
    options.put(
        "--videos", TrainingRecord.files(data.films.stream().map(VideoFile::file).toList()));
    options.put("--corpus", data.gate.thresholds().toString());
    return options;
  }

  private void say(String line) {
    PrintWriter writer = spec.commandLine().getOut();
    writer.println(line);
    writer.flush();
  }
}
