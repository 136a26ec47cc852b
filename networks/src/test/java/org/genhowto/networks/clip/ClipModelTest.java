package org.genhowto.networks.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.Golden;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.Recipe;
import org.genhowto.networks.model.Schedule;
import org.genhowto.networks.model.Training;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Hugging Face's CLIPModel with random weights; src/test/python/clip_golden.py. */
class ClipModelTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({"quick-gelu,1", "quick-gelu,3", "gelu,1", "gelu,3", "odd-heads,1", "odd-heads,3"})
  void every_output_is_the_references(String folder, String batch) {
    try (ClipModel clip = ClipModel.load(manager, Golden.path("clip/" + folder))) {
      GoldenTensors golden = golden(folder, batch);
      NDArray pixels = golden.get("pixels");
      NDArray ids = golden.get("ids");
      NDArray images = clip.imageEmbeddings(pixels);
      NDArray texts = clip.textEmbeddings(ids);

      assertClose(clip.imageFeatures(pixels), golden.get("image_features"));
      assertClose(images, golden.get("image_embeddings"));
      assertClose(
          clip.network().call("text_hidden_states", ids).get(0), golden.get("text_hidden_states"));
      assertClose(texts, golden.get("text_embeddings"));
      assertClose(clip.logits(images, texts), golden.get("logits"));
      // The end-of-text token does not see the padding after it.
      assertClose(clip.logits(images, texts), golden.get("masked_logits"));
      NDArray loss = clip.network().call("contrastive_loss", pixels, ids).get(0);
      assertThat(loss.getFloat()).isCloseTo(golden.get("loss").getFloat(0), within(1e-4f));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"quick-gelu", "gelu", "odd-heads"})
  void zero_shot_probabilities_are_the_references(String folder) {
    try (ClipModel clip = ClipModel.load(manager, Golden.path("clip/" + folder))) {
      GoldenTensors golden = golden(folder, "3");
      try (ZeroShotClassifier zeroShot = ZeroShotClassifier.of(manager, clip, golden.get("ids"))) {
        NDArray logits = zeroShot.logits(golden.get("pixels"));

        assertClose(logits, golden.get("logits"));
        assertClose(logits.softmax(1), golden.get("probabilities"));
      }
    }
  }

  @Test
  void probabilities_of_prompts_add_up_to_one() {
    try (ClipModel clip = ClipModel.load(manager, Golden.path("clip/quick-gelu"));
        ZeroShotClassifier classifier =
            ZeroShotClassifier.of(manager, clip, golden("quick-gelu", "3").get("ids"))) {
      RgbImage wide = Images.decode(Golden.bytes("clip/pictures/53x37.png"));
      RgbImage tall = Images.decode(Golden.bytes("clip/pictures/37x53.png"));
      NDArray logits = classifier.logits(clip.pixels(manager, List.of(wide, tall)));

      List<float[]> probabilities = classifier.probabilities(List.of(wide, tall));

      for (int image = 0; image < 2; image++) {
        float[] expected = logits.get(image).softmax(0).toFloatArray();
        assertThat(probabilities.get(image)).hasSize(3).containsExactly(expected, within(1e-6f));
        assertThat(expected[0] + expected[1] + expected[2]).isCloseTo(1f, within(1e-5f));
      }
    }
  }

  @Test
  void equal_texts_are_no_negatives_of_each_other() {
    try (ClipModel clip = ClipModel.load(manager, Golden.path("clip/gelu"))) {
      GoldenTensors golden = golden("gelu", "3");
      NDArray twice = golden.get("pixels").get("0:1").repeat(0, 2);
      NDArray same = golden.get("ids").get("0:1").repeat(0, 2);

      NDArray loss = clip.network().call("contrastive_loss", twice, same).get(0);

      assertThat(loss.getFloat()).isCloseTo(0f, within(1e-6f));
    }
  }

  @Test
  void configuration_and_weights_survive_saving_and_loading(@TempDir Path folder) throws Exception {
    try (ClipModel clip = ClipModel.load(manager, Golden.path("clip/gelu"))) {
      new ModelFolder(folder).write("config.json", clip.config().json());
      clip.network().weights().save(folder.resolve("model.safetensors"), DataType.FLOAT32);

      try (ClipModel again = ClipModel.load(manager, folder)) {
        NDArray pixels = golden("gelu", "3").get("pixels");
        assertThat(again.config()).isEqualTo(clip.config());
        assertThat(again.imageFeatures(pixels).toFloatArray())
            .containsExactly(clip.imageFeatures(pixels).toFloatArray());
      }
    }
  }

  @Test
  void a_new_model_learns_to_match_images_and_texts() {
    ClipConfig config =
        ClipConfig.read(new ModelFolder(Golden.path("clip/gelu")).json("config.json"));
    Weights weights = Weights.create(manager, config.shapes(), Initialization.standard(3));
    try (ClipModel clip = ClipModel.of(manager, config, weights)) {
      GoldenTensors golden = golden("gelu", "3");
      Training training =
          Training.of(
              manager,
              clip.network().train(name -> true),
              Recipe.of(Recipe.AdamW.withDecay(0.01), Schedule.constant(3e-3)));

      double before =
          training
              .step(clip.network(), "contrastive_loss", golden.get("pixels"), golden.get("ids"))
              .loss();
      for (int i = 0; i < 60; i++) {
        training.step(clip.network(), "contrastive_loss", golden.get("pixels"), golden.get("ids"));
      }

      double after =
          training
              .step(clip.network(), "contrastive_loss", golden.get("pixels"), golden.get("ids"))
              .loss();
      assertThat(after).isLessThan(before / 4);
    }
  }

  @Test
  void a_checkpoint_of_another_size_is_refused_by_name(@TempDir Path folder) throws Exception {
    ModelFolder original = new ModelFolder(Golden.path("clip/gelu"));
    Files.copy(original.path().resolve("model.safetensors"), folder.resolve("model.safetensors"));
    Map<String, Object> config =
        new ObjectMapper()
            .convertValue(ClipConfig.read(original.json("config.json")).json(), Map.class);
    config.put("projection_dim", 13);
    new ModelFolder(folder).write("config.json", config);

    assertThatThrownBy(() -> ClipModel.load(manager, folder))
        .hasMessageContaining("does not fit CLIP (2 faults)")
        .hasMessageContaining("text_projection.weight is (12, 16), expected (13, 16)")
        .hasMessageContaining("visual_projection.weight");
  }

  private GoldenTensors golden(String folder, String batch) {
    return GoldenTensors.load(manager, folder, batch);
  }

  private static void assertClose(NDArray actual, NDArray expected) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    assertThat(actual.toFloatArray()).containsExactly(expected.toFloatArray(), within(1e-4f));
  }
}
