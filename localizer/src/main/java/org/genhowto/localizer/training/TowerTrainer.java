package org.genhowto.localizer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.genhowto.localizer.network.FrameEncoder;
import org.genhowto.localizer.network.FrameVideo;
import org.genhowto.localizer.network.HeadSizes;
import org.genhowto.localizer.network.LocalizerHeads;
import org.genhowto.localizer.network.LocalizerNetwork;
import org.genhowto.localizer.network.Standardization;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.clip.ClipModel;
import org.genhowto.networks.image.Normalization;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.Recipe;
import org.genhowto.networks.model.Schedule;
import org.genhowto.networks.model.Training;
import org.genhowto.networks.model.TrainingFiles;
import org.genhowto.networks.model.TrainingLoop;

/**
 * Self-supervised training of the heads and the image tower together, as published: the heads by
 * gradient descent with momentum, the tower by AdamW at a lower rate. {@link LocalizerTrainer} is
 * the quick form with a frozen tower.
 */
public final class TowerTrainer implements AutoCloseable {
  private static final String TOWER = "vision_model.";

  private final NDManager manager;
  private final ClipModel clip;
  private final FrameEncoder encoder;
  private final List<FrameVideo> videos;
  private final List<String> categories;
  private final TrainingSettings settings;
  private final PseudoLabeller labeller;
  private final LocalizerHeads heads;
  private final Training training;

  /**
   * Training from new heads and the tower of a CLIP model, which it changes.
   *
   * @param parent owns everything the training makes
   */
  public TowerTrainer(
      NDManager parent,
      ClipModel clip,
      List<String> categories,
      List<FrameVideo> videos,
      TrainingSettings settings,
      double towerRate) {
    this.manager = parent.newSubManager();
    this.clip = clip;
    this.encoder = new FrameEncoder(manager, clip);
    this.categories = List.copyOf(categories);
    this.videos = List.copyOf(videos);
    this.settings = settings;
    this.labeller = new PseudoLabeller(settings, categories.size());
    int features = clip.config().vision().tower().width();
    this.heads =
        LocalizerHeads.create(
            manager,
            new HeadSizes(features, settings.hidden(), categories.size()),
            Standardization.none(features),
            settings.seed());
    Map<String, NDArray> parameters = new LinkedHashMap<>(heads.train());
    parameters.putAll(clip.network().train(name -> name.startsWith(TOWER)));
    this.training = Training.of(manager, parameters, recipe(towerRate));
  }

  /**
   * Trains what is left of all epochs.
   *
   * @param files of a training of the same videos with the same settings, if it was begun before
   * @param told of every epoch, before it is saved
   */
  public void train(TrainingFiles files, Consumer<LocalizerTrainer.Epoch> told) {
    TrainingLoop.ofEpochs(files, settings.epochs(), stepsPerEpoch())
        .run(
            training,
            number -> {
              LocalizerTrainer.Epoch epoch = epoch((int) number);
              told.accept(epoch);
              return epoch.loss();
            });
  }

  private LocalizerTrainer.Epoch epoch(int number) {
    Random random = new Random(settings.seed() * 1_000_003L + number);
    List<FrameVideo> order = new ArrayList<>(videos);
    Collections.shuffle(order, random);
    double loss = 0;
    double confidence = 0;
    for (int from = 0; from < order.size(); from += settings.batch()) {
      int to = Math.min(order.size(), from + settings.batch());
      PseudoBatch targets = new PseudoBatch(to - from);
      List<RgbImage> frames = new ArrayList<>();
      for (FrameVideo video : order.subList(from, to)) {
        List<RgbImage> view = encoder.augmented(video.frames().get(), random);
        PseudoLabeller.Pick pick =
            labeller.pick(
                scores(view, video.category()), video.category(), video.relevance(), number);
        confidence += pick.confidence();
        targets.add(pick.labels(), pick.weight());
        for (long frame : pick.labels().frames()) {
          frames.add(view.get((int) frame));
        }
      }
      loss += step(frames, targets).loss();
    }
    return new LocalizerTrainer.Epoch(number, loss / order.size(), confidence / order.size());
  }

  /** Scores of a video's frames for its own category, without augmentation. */
  public FrameScores scores(FrameVideo video) {
    return scores(video.frames().get().stream().map(encoder::prepare).toList(), video.category());
  }

  /** Writes a localizer's folder with its own tower. */
  public void save(Path folder) {
    Path tower = folder.resolve(LocalizerNetwork.OWN_TOWER);
    try {
      Files.createDirectories(tower);
    } catch (IOException e) {
      throw new UncheckedIOException("The folder %s cannot be made".formatted(tower), e);
    }
    new ModelFolder(folder).write(LocalizerNetwork.CATEGORIES, categories);
    heads.save(folder.resolve(LocalizerNetwork.runFile(0)), DataType.FLOAT32);
    new ModelFolder(tower).write("config.json", clip.config().json());
    clip.network().weights().save(tower.resolve("model.safetensors"), DataType.FLOAT32);
  }

  private FrameScores scores(List<RgbImage> prepared, int category) {
    try (NDManager scope = manager.newSubManager();
        NDArray features = scope.create(encoder.encode(prepared))) {
      return heads.scores(features, category);
    }
  }

  private Training.Step step(List<RgbImage> frames, PseudoBatch targets) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray pixels = RgbImage.toArray(scope, frames, Normalization.CLIP);
      return training.step(
          () -> {
            NDList features = clip.network().callForTraining("image_features", pixels);
            return heads
                .network()
                .callForTraining("loss", targets.lossArguments(scope, features.get(0)))
                .get(0);
          });
    }
  }

  private Recipe recipe(double towerRate) {
    return new Recipe(
        List.of(
            new Recipe.Group(
                name -> name.startsWith(HeadSizes.PREFIX),
                new Recipe.Momentum(settings.momentum(), settings.decay()),
                schedule(settings.rate())),
            new Recipe.Group(name -> true, Recipe.AdamW.withDecay(0), schedule(towerRate))),
        0,
        0,
        settings.seed());
  }

  private Schedule schedule(double rate) {
    long steps = stepsPerEpoch();
    long warmUp = settings.warmUpEpochs() * steps;
    return Schedule.cosine(rate, warmUp, settings.epochs() * steps).warmedUp(warmUp);
  }

  private int stepsPerEpoch() {
    return (videos.size() + settings.batch() - 1) / settings.batch();
  }

  @Override
  public void close() {
    training.close();
    heads.close();
    manager.close();
  }
}
