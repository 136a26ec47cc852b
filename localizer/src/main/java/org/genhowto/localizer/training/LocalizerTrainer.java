package org.genhowto.localizer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.genhowto.localizer.network.HeadSizes;
import org.genhowto.localizer.network.LocalizerHeads;
import org.genhowto.localizer.network.Standardization;
import org.genhowto.localizer.network.TrainingVideo;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.networks.model.Recipe;
import org.genhowto.networks.model.Schedule;
import org.genhowto.networks.model.Training;
import org.genhowto.networks.model.TrainingFiles;
import org.genhowto.networks.model.TrainingLoop;

/**
 * Self-supervised training of the heads on frozen image features (section 3 of the paper, after
 * "Multi-task learning of object state changes from uncurated videos"). In every step the heads
 * score the videos of a batch, the ordered search picks three moments in each for the category it
 * was found under, and the heads learn these picks as if they were true. What makes this find
 * states is the order alone, and that the categories compete.
 */
public final class LocalizerTrainer implements AutoCloseable {
  private final NDManager manager;
  private final List<TrainingVideo> videos;
  private final TrainingSettings settings;
  private final PseudoLabeller labeller;
  private final LocalizerHeads heads;
  private final Training training;

  /**
   * Training from first weights that the seed gives.
   *
   * @param parent owns everything the training makes
   */
  public LocalizerTrainer(
      NDManager parent, int categories, List<TrainingVideo> videos, TrainingSettings settings) {
    this.manager = parent.newSubManager();
    this.videos = videos.stream().filter(video -> video.frames() >= 3).toList();
    if (this.videos.isEmpty()) {
      throw new IllegalArgumentException(
          "None of %d videos has three frames; expected one at least".formatted(videos.size()));
    }
    this.settings = settings;
    this.labeller = new PseudoLabeller(settings, categories);
    int features = this.videos.get(0).features(0)[0].length;
    this.heads =
        LocalizerHeads.create(
            manager,
            new HeadSizes(features, settings.hidden(), categories),
            Standardization.of(this.videos),
            settings.seed());
    this.training = Training.of(manager, heads.train(), recipe());
  }

  /**
   * What one epoch did.
   *
   * @param number from 0
   * @param loss mean loss of a video
   * @param confidence mean geometric mean of the picked moments' scores, before each step
   */
  public record Epoch(int number, double loss, double confidence) {}

  /**
   * Trains what is left of all epochs.
   *
   * @param files of a training of the same videos with the same settings, if it was begun before
   * @param told of every epoch, before it is saved
   */
  public void train(TrainingFiles files, Consumer<Epoch> told) {
    TrainingLoop.ofEpochs(files, settings.epochs(), stepsPerEpoch())
        .run(
            training,
            number -> {
              Epoch epoch = epoch((int) number);
              told.accept(epoch);
              return epoch.loss();
            });
  }

  private Epoch epoch(int number) {
    Random random = new Random(settings.seed() * 1_000_003L + number);
    List<TrainingVideo> order = new ArrayList<>(videos);
    Collections.shuffle(order, random);
    double loss = 0;
    double confidence = 0;
    for (int from = 0; from < order.size(); from += settings.batch()) {
      List<TrainingVideo> batch =
          order.subList(from, Math.min(order.size(), from + settings.batch()));
      List<float[][]> views = batch.stream().map(video -> view(video, random)).toList();
      Pass pass = step(batch, views, number);
      loss += pass.loss();
      confidence += pass.confidence();
    }
    return new Epoch(number, loss / order.size(), confidence / order.size());
  }

  /** Mean geometric mean of the best moments' scores over all videos, without augmentation. */
  public double confidence() {
    return videos.stream()
        .mapToDouble(video -> labeller.best(scores(video)).geometricMean())
        .average()
        .orElseThrow();
  }

  /** Scores of a video for its own category, without augmentation. */
  public FrameScores scores(TrainingVideo video) {
    try (NDManager scope = manager.newSubManager()) {
      return heads.scores(matrix(scope, List.<float[][]>of(video.features(0))), video.category());
    }
  }

  /** Writes the heads as a checkpoint in float16. */
  public void saveHeads(Path file) {
    heads.save(file, DataType.FLOAT16);
  }

  private record Pass(double loss, double confidence) {}

  private Pass step(List<TrainingVideo> batch, List<float[][]> views, int epoch) {
    try (NDManager scope = manager.newSubManager()) {
      List<FrameScores> scores = heads.scores(matrix(scope, views), stretches(batch));
      PseudoBatch targets = new PseudoBatch(batch.size());
      List<float[][]> frames = new ArrayList<>();
      double confidence = 0;
      for (int v = 0; v < batch.size(); v++) {
        TrainingVideo video = batch.get(v);
        PseudoLabeller.Pick pick =
            labeller.pick(scores.get(v), video.category(), video.relevance(), epoch);
        confidence += pick.confidence();
        targets.add(pick.labels(), pick.weight());
        frames.add(chosen(views.get(v), pick.labels().frames()));
      }
      Training.Step step =
          training.step(
              heads.network(), "loss", targets.lossArguments(scope, matrix(scope, frames)));
      return new Pass(step.loss(), confidence);
    }
  }

  private static float[][] chosen(float[][] view, long[] frames) {
    float[][] chosen = new float[frames.length][];
    for (int at = 0; at < frames.length; at++) {
      chosen[at] = view[(int) frames[at]];
    }
    return chosen;
  }

  private static List<LocalizerHeads.Stretch> stretches(List<TrainingVideo> batch) {
    return batch.stream()
        .map(video -> new LocalizerHeads.Stretch(video.frames(), video.category()))
        .toList();
  }

  private static float[][] view(TrainingVideo video, Random random) {
    return video.features(random.nextInt(video.views().size()));
  }

  private Recipe recipe() {
    long steps = stepsPerEpoch();
    long warmUp = settings.warmUpEpochs() * steps;
    Schedule schedule =
        Schedule.cosine(settings.rate(), warmUp, settings.epochs() * steps).warmedUp(warmUp);
    return Recipe.of(new Recipe.Momentum(settings.momentum(), settings.decay()), schedule)
        .clippedTo(0)
        .seededBy(settings.seed());
  }

  private int stepsPerEpoch() {
    return (videos.size() + settings.batch() - 1) / settings.batch();
  }

  /** All frames of the views under one another: (sum of T, C). */
  private static NDArray matrix(NDManager scope, List<float[][]> views) {
    int rows = views.stream().mapToInt(view -> view.length).sum();
    int features = views.get(0)[0].length;
    FloatBuffer values = FloatBuffer.allocate(rows * features);
    views.forEach(
        view -> {
          for (float[] frame : view) {
            values.put(frame);
          }
        });
    values.rewind();
    return scope.create(values, new Shape(rows, features), DataType.FLOAT32);
  }

  @Override
  public void close() {
    training.close();
    heads.close();
    manager.close();
  }
}
