package org.genhowto.localizer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.genhowto.localizer.evaluation.LocalizerMetrics;
import org.genhowto.localizer.evaluation.LocalizerMetrics.Precision;
import org.genhowto.localizer.network.HeadSizes;
import org.genhowto.localizer.network.LocalizerHeads;
import org.genhowto.localizer.network.TrainingVideo;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.localizer.training.TrainingSettings.Ordering;
import org.genhowto.networks.model.LossCurve;
import org.genhowto.networks.model.TrainingFiles;
import org.genhowto.runtime.frames.FrameLabel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalizerTrainerTest {
  private static final int CATEGORIES = 4;
  private static final int FEATURES = 24;
  private static final TrainingSettings SETTINGS =
      new TrainingSettings(
          List.of(32),
          12,
          1,
          16,
          1e-3,
          .9,
          1e-3,
          9,
          500,
          4,
          Ordering.CAUSAL,
          RelevanceGate.open(),
          7);

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void finds_states_and_actions_of_unseen_videos_from_their_order_alone(@TempDir Path folder) {
    Looks looks = new Looks();
    List<Example> unseen = looks.videos(40, 2);
    try (LocalizerTrainer trainer = trainer(looks)) {
      Precision before = precision(trainer, unseen);
      train(trainer, folder.resolve("all"));
      Precision after = precision(trainer, unseen);

      assertThat(before.statePrecision()).isLessThan(.5);
      assertThat(after.statePrecision()).isGreaterThan(.85);
      assertThat(after.actionPrecision()).isGreaterThan(.85);
    }
  }

  @Test
  void without_the_order_of_moments_nothing_tells_initial_from_final_states(@TempDir Path folder) {
    Looks looks = new Looks();
    List<Example> unseen = looks.videos(40, 2);
    try (LocalizerTrainer trainer = trainer(looks, SETTINGS.withoutOrdering())) {
      train(trainer, folder.resolve("all"));

      assertThat(precision(trainer, unseen).statePrecision()).isLessThan(.6);
    }
  }

  @Test
  void a_resumed_training_takes_the_same_steps(@TempDir Path folder) {
    Looks looks = new Looks();
    TrainingFiles files = TrainingFiles.in(folder.resolve("cut"));
    List<Integer> epochs = new ArrayList<>();
    double whole;
    try (LocalizerTrainer trainer = trainer(looks, SETTINGS.withEpochs(2))) {
      train(trainer, folder.resolve("whole"));
      whole = trainer.confidence();
    }
    try (LocalizerTrainer trainer = trainer(looks, SETTINGS.withEpochs(2))) {
      assertThatThrownBy(() -> trainer.train(files, epoch -> breakOff(epoch, 1)))
          .hasMessage("broken off");
    }
    try (LocalizerTrainer trainer = trainer(looks, SETTINGS.withEpochs(2))) {
      trainer.train(files, epoch -> epochs.add(epoch.number()));
      assertThat(epochs).containsExactly(1);
      assertThat(trainer.confidence()).isEqualTo(whole);
    }
    assertThat(LossCurve.read(files.curve())).hasSize(2);
  }

  @Test
  void saved_heads_score_plain_features_alike(@TempDir Path folder) {
    Looks looks = new Looks();
    TrainingVideo video = looks.videos(1, 3).get(0).video();
    try (LocalizerTrainer trainer = trainer(looks, SETTINGS.withEpochs(1))) {
      train(trainer, folder.resolve("one"));
      trainer.saveHeads(folder.resolve("model.safetensors"));
      FrameScores expected = trainer.scores(video);
      try (LocalizerHeads heads =
              LocalizerHeads.load(manager, folder.resolve("model.safetensors"));
          NDArray features = manager.create(video.features(0))) {
        FrameScores loaded = heads.scores(features, video.category());
        assertThat(heads.sizes()).isEqualTo(new HeadSizes(FEATURES, List.of(32), CATEGORIES));
        for (int t = 0; t < video.frames(); t++) {
          assertThat(loaded.initial(t)).isCloseTo(expected.initial(t), within(2e-3f));
          assertThat(loaded.action(t)).isCloseTo(expected.action(t), within(2e-3f));
          assertThat(loaded.finalState(t)).isCloseTo(expected.finalState(t), within(2e-3f));
        }
      }
    }
  }

  private static void train(LocalizerTrainer trainer, Path folder) {
    trainer.train(TrainingFiles.in(folder), epoch -> {});
  }

  private static void breakOff(LocalizerTrainer.Epoch epoch, int number) {
    if (epoch.number() == number) {
      throw new IllegalStateException("broken off");
    }
  }

  private LocalizerTrainer trainer(Looks looks) {
    return trainer(looks, SETTINGS);
  }

  private LocalizerTrainer trainer(Looks looks, TrainingSettings settings) {
    return new LocalizerTrainer(
        manager, CATEGORIES, looks.videos(120, 1).stream().map(Example::video).toList(), settings);
  }

  private static Precision precision(LocalizerTrainer trainer, List<Example> examples) {
    LocalizerMetrics metrics = new LocalizerMetrics();
    for (Example example : examples) {
      metrics.add(
          "category-" + example.video().category(),
          trainer.scores(example.video()),
          example.labels());
    }
    return metrics.overall();
  }

  private record Example(TrainingVideo video, List<FrameLabel> labels) {}

  /** A world of noisy feature vectors: every category and moment has its look, titles have one. */
  private static final class Looks {
    private final float[][][] looks = new float[CATEGORIES][4][FEATURES];

    Looks() {
      Random random = new Random(11);
      float[] title = noise(random, 1);
      for (float[][] category : looks) {
        float[] object = noise(random, 1);
        for (int moment = 1; moment < 4; moment++) {
          category[moment] = sum(object, noise(random, 1));
        }
        category[0] = title;
      }
    }

    List<Example> videos(int count, long seed) {
      Random random = new Random(seed);
      List<Example> videos = new ArrayList<>();
      for (int v = 0; v < count; v++) {
        int category = v % CATEGORIES;
        List<FrameLabel> labels = new ArrayList<>();
        stretch(labels, FrameLabel.BACKGROUND, random.nextInt(4));
        stretch(labels, FrameLabel.INITIAL_STATE, 4 + random.nextInt(4));
        stretch(labels, FrameLabel.BACKGROUND, random.nextInt(3));
        stretch(labels, FrameLabel.ACTION, 4 + random.nextInt(4));
        stretch(labels, FrameLabel.FINAL_STATE, 4 + random.nextInt(4));
        stretch(labels, FrameLabel.BACKGROUND, random.nextInt(4));
        float[] scene = noise(random, .3f);
        float[][] frames = new float[labels.size()][];
        for (int t = 0; t < frames.length; t++) {
          float[] look = looks[category][labels.get(t).ordinal()];
          frames[t] = sum(sum(look, scene), noise(random, .3f));
        }
        videos.add(
            new Example(
                new TrainingVideo(
                    "v" + v, category, OptionalDouble.empty(), List.<float[][]>of(frames)),
                labels));
      }
      return videos;
    }

    private static void stretch(List<FrameLabel> labels, FrameLabel label, int seconds) {
      for (int s = 0; s < seconds; s++) {
        labels.add(label);
      }
    }

    private static float[] noise(Random random, float deviation) {
      float[] values = new float[FEATURES];
      for (int f = 0; f < FEATURES; f++) {
        values[f] = deviation * (float) random.nextGaussian();
      }
      return values;
    }

    private static float[] sum(float[] a, float[] b) {
      float[] sum = new float[FEATURES];
      for (int f = 0; f < FEATURES; f++) {
        sum[f] = a[f] + b[f];
      }
      return sum;
    }
  }
}
