package org.genhowto.localizer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.localizer.training.LocalizerRuns;
import org.genhowto.localizer.training.LocalizerTrainer;
import org.genhowto.localizer.training.RelevanceGate;
import org.genhowto.localizer.training.TowerTrainer;
import org.genhowto.localizer.training.TrainingSettings;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.clip.ClipConfig;
import org.genhowto.networks.clip.ClipModel;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.TrainingFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalizerNetworkTest {
  private static final ClipConfig CLIP =
      new ClipConfig(
          new ClipConfig.Text(new ClipConfig.Tower(8, 16, 1, 2, "quick_gelu", 1e-5), 20, 5, 1),
          new ClipConfig.Vision(new ClipConfig.Tower(12, 24, 1, 1, "quick_gelu", 1e-5), 16, 8),
          8);

  @TempDir private Path folder;
  private final NDManager manager = NDManager.newBaseManager();
  private Path clip;

  @BeforeEach
  void writeTower() throws IOException {
    clip = Files.createDirectories(folder.resolve("clip"));
    new ModelFolder(clip).write("config.json", CLIP.json());
    try (Weights weights = Weights.create(manager, CLIP.shapes(), Initialization.standard(3))) {
      weights.save(clip.resolve("model.safetensors"), DataType.FLOAT32);
    }
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void heads_have_the_names_and_shapes_of_the_published_checkpoint() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    try (Stream<String> rows =
        new BufferedReader(
                new InputStreamReader(
                    LocalizerNetworkTest.class.getResourceAsStream("multitask_44cat_heads.txt"),
                    StandardCharsets.UTF_8))
            .lines()) {
      rows.map(row -> row.split("\t")).forEach(row -> expected.put(row[0], row[1]));
    }
    Map<String, String> actual = new TreeMap<>();
    new HeadSizes(1024, List.of(4096), 44)
        .shapes()
        .forEach(
            (name, shape) ->
                actual.put(
                    name,
                    shape.dimension() == 1
                        ? "" + shape.get(0)
                        : shape.get(0) + "x" + shape.get(1)));

    assertThat(expected).hasSize(8);
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void a_trained_localizer_loads_and_scores_what_training_saw() {
    Path localizer = folder.resolve("localizer");
    List<RgbImage> frames = frames(5);
    TrainingSettings settings =
        new TrainingSettings(
            List.of(6),
            2,
            1,
            2,
            1e-3,
            .9,
            1e-3,
            3,
            500,
            0,
            TrainingSettings.Ordering.CAUSAL,
            RelevanceGate.open(),
            1);
    List<FrameScores> trained = new ArrayList<>();
    try (ClipModel tower = ClipModel.load(manager, clip)) {
      FrameEncoder encoder = new FrameEncoder(manager, tower);
      List<RgbImage> wide = frames.stream().map(encoder::wide).toList();
      TrainingVideo video =
          encoder.trainingVideo("v", 1, OptionalDouble.empty(), wide, new FrameEncoder.Views(2, 5));
      assertThat(video.views()).hasSize(3);
      List<TrainingVideo> videos = List.of(video);
      Map<Integer, Integer> epochs = new HashMap<>();
      new LocalizerRuns(manager, List.of("apple", "ball"), videos, settings)
          .train(
              localizer,
              folder.resolve("work"),
              2,
              (run, epoch) -> epochs.merge(run, 1, Integer::sum));
      assertThat(epochs).isEqualTo(Map.of(0, 2, 1, 2));
      for (int run = 0; run < 2; run++) {
        try (LocalizerTrainer again =
            new LocalizerTrainer(manager, 2, videos, settings.withSeed(1 + run))) {
          again.train(TrainingFiles.in(folder.resolve("again-" + run)), epoch -> {});
          trained.add(again.scores(video));
        }
      }
    }
    try (LocalizerNetwork network = LocalizerNetwork.load(manager, localizer, clip)) {
      List<FrameScores> scores =
          network.score(frames.stream().map(network::prepare).toList(), "ball");

      assertThat(network.categories()).containsExactly("apple", "ball");
      assertThat(network.runs()).isEqualTo(2);
      assertThat(scores).hasSize(2);
      for (int run = 0; run < 2; run++) {
        for (int t = 0; t < 5; t++) {
          assertThat(scores.get(run).action(t))
              .isCloseTo(trained.get(run).action(t), within(5e-3f));
        }
      }
      assertThat(scores.get(0).initial(0)).isNotEqualTo(scores.get(1).initial(0));
    }
  }

  @Test
  void a_tower_trained_along_is_saved_with_the_heads() {
    Path localizer = folder.resolve("localizer");
    TrainingSettings settings =
        new TrainingSettings(
            List.of(6),
            3,
            1,
            2,
            1e-2,
            .9,
            0,
            3,
            500,
            0,
            TrainingSettings.Ordering.CAUSAL,
            RelevanceGate.open(),
            1);
    List<FrameVideo> videos =
        List.of(
            new FrameVideo("v", 0, OptionalDouble.empty(), () -> frames(6)),
            new FrameVideo("w", 1, OptionalDouble.empty(), () -> frames(4)));
    FrameScores trained;
    float before;
    float after;
    List<Double> losses = new ArrayList<>();
    try (ClipModel tower = ClipModel.load(manager, clip)) {
      before = patch(tower);
      try (TowerTrainer trainer =
          new TowerTrainer(manager, tower, List.of("apple", "ball"), videos, settings, 1e-2)) {
        trainer.train(
            TrainingFiles.in(folder.resolve("tower-state")), epoch -> losses.add(epoch.loss()));
        trainer.save(localizer);
        trained = trainer.scores(videos.get(1));
      }
      after = patch(tower);
    }

    assertThat(losses).hasSize(3);
    assertThat(losses.get(2)).isLessThan(losses.get(0));
    assertThat(after).isNotEqualTo(before);
    try (LocalizerNetwork network = LocalizerNetwork.load(manager, localizer, clip)) {
      FrameScores loaded =
          network.score(frames(4).stream().map(network::prepare).toList(), "ball").get(0);
      for (int t = 0; t < 4; t++) {
        assertThat(loaded.action(t)).isCloseTo(trained.action(t), within(1e-5f));
      }
    }
  }

  @Test
  void a_checkpoint_of_the_original_code_brings_its_own_tower() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other-clip"));
    new ModelFolder(other).write("config.json", CLIP.json());
    Path whole = Files.createDirectories(folder.resolve("whole"));
    Path split = Files.createDirectories(folder.resolve("split"));
    for (Path localizer : List.of(whole, split)) {
      new ModelFolder(localizer).write("categories.json", List.of("apple", "ball"));
    }
    try (Weights tower = Weights.create(manager, CLIP.shapes(), Initialization.normal(.3, 8));
        LocalizerHeads heads =
            LocalizerHeads.create(
                manager, new HeadSizes(12, List.of(6), 2), Standardization.none(12), 1);
        Weights checkpoint = Weights.copyOf(manager, heads.network().weights().under("heads."))) {
      tower.save(other.resolve("model.safetensors"), DataType.FLOAT32);
      heads.save(split.resolve("model.safetensors"), DataType.FLOAT32);
      Map<String, NDArray> published = new TreeMap<>();
      checkpoint.all().forEach((name, tensor) -> published.put("heads." + name, tensor));
      original(tower).forEach((name, tensor) -> published.put("backbone." + name, tensor));
      Weights.save(whole.resolve("model.safetensors"), published, DataType.FLOAT32);
    }
    List<RgbImage> frames = frames(3);

    try (LocalizerNetwork expected = LocalizerNetwork.load(manager, split, other);
        LocalizerNetwork actual = LocalizerNetwork.load(manager, whole, clip)) {
      List<RgbImage> prepared = frames.stream().map(actual::prepare).toList();
      FrameScores scores = actual.score(prepared, "ball").get(0);
      FrameScores wanted = expected.score(prepared, "ball").get(0);
      for (int t = 0; t < 3; t++) {
        assertThat(scores.initial(t)).isCloseTo(wanted.initial(t), within(1e-6f));
        assertThat(scores.action(t)).isCloseTo(wanted.action(t), within(1e-6f));
      }
      assertThat(scores.initial(0)).isNotEqualTo(scores.initial(1));
    }
  }

  /** A tower of one layer under OpenAI's names. */
  private static Map<String, NDArray> original(Weights tower) {
    String layer = "vision_model.encoder.layers.0.";
    String block = "transformer.resblocks.0.";
    Map<String, NDArray> original = new TreeMap<>();
    original.put("class_embedding", tower.get("vision_model.embeddings.class_embedding"));
    original.put(
        "positional_embedding", tower.get("vision_model.embeddings.position_embedding.weight"));
    original.put("conv1.weight", tower.get("vision_model.embeddings.patch_embedding.weight"));
    for (String kind : List.of(".weight", ".bias")) {
      original.put("ln_pre" + kind, tower.get("vision_model.pre_layrnorm" + kind));
      original.put("ln_post" + kind, tower.get("vision_model.post_layernorm" + kind));
      original.put(block + "ln_1" + kind, tower.get(layer + "layer_norm1" + kind));
      original.put(block + "ln_2" + kind, tower.get(layer + "layer_norm2" + kind));
      original.put(block + "mlp.c_fc" + kind, tower.get(layer + "mlp.fc1" + kind));
      original.put(block + "mlp.c_proj" + kind, tower.get(layer + "mlp.fc2" + kind));
      original.put(block + "attn.out_proj" + kind, tower.get(layer + "self_attn.out_proj" + kind));
      original.put(
          block + "attn.in_proj_" + kind.substring(1),
          tower
              .get(layer + "self_attn.q_proj" + kind)
              .concat(tower.get(layer + "self_attn.k_proj" + kind))
              .concat(tower.get(layer + "self_attn.v_proj" + kind)));
    }
    return original;
  }

  private static float patch(ClipModel tower) {
    return tower
        .network()
        .weights()
        .get("vision_model.embeddings.patch_embedding.weight")
        .toFloatArray()[0];
  }

  @Test
  void heads_that_do_not_fit_are_refused() throws IOException {
    Path localizer = Files.createDirectories(folder.resolve("localizer"));
    new ModelFolder(localizer).write("categories.json", List.of("apple", "ball", "box"));
    try (LocalizerHeads heads =
        LocalizerHeads.create(
            manager, new HeadSizes(12, List.of(6), 2), Standardization.none(12), 1)) {
      heads.save(localizer.resolve("model.safetensors"), DataType.FLOAT32);
    }

    assertThatThrownBy(() -> LocalizerNetwork.load(manager, localizer, clip))
        .hasMessageContaining("2 categories")
        .hasMessageContaining("expected 3");
  }

  @Test
  void frames_are_scaled_to_the_published_size_before_the_central_square_is_cut() {
    FramePreparation published = new FramePreparation(224);

    assertThat(published.width()).isEqualTo(398);
    RgbImage wide = published.wide(frames(1).get(0));
    assertThat(published.central(frames(1).get(0))).isEqualTo(wide.crop(87, 0, 224, 224));
    assertThat(new FramePreparation(64).width()).isEqualTo(114);
  }

  private static List<RgbImage> frames(int count) {
    Random random = new Random(9);
    List<RgbImage> frames = new ArrayList<>();
    for (int t = 0; t < count; t++) {
      byte[] rgb = new byte[3 * 32 * 20];
      random.nextBytes(rgb);
      frames.add(new RgbImage(32, 20, rgb));
    }
    return frames;
  }
}
