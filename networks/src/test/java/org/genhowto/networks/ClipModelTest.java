package org.genhowto.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Hugging Face's CLIPModel with random weights; src/test/python/clip_and_resize.py. */
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
  @ValueSource(strings = {"clip-quick-gelu", "clip-gelu"})
  void everyOutputIsTheReferences(String folder) {
    try (ClipModel clip = ClipModel.load(manager, Golden.path(folder))) {
      Weights golden = Weights.load(manager, Golden.path(folder + "/golden.safetensors"));
      NDArray pixels = golden.get("pixels");
      NDArray ids = golden.get("ids");

      assertClose(clip.imageFeatures(pixels), golden.get("image_features"));
      assertClose(clip.imageEmbeddings(pixels), golden.get("image_embeddings"));
      assertClose(clip.textHiddenStates(ids), golden.get("text_hidden_states"));
      assertClose(clip.textEmbeddings(ids), golden.get("text_embeddings"));
      NDArray loss = clip.network().call("contrastive_loss", false, pixels, ids).get(0);
      assertThat(loss.getFloat()).isCloseTo(golden.get("loss").getFloat(0), within(1e-4f));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip-gelu", "clip-gelu/text_encoder"})
  void theTextTowerLoadsAlone(String folder) {
    try (ClipText text = ClipText.load(manager, Golden.path(folder))) {
      Weights golden = Weights.load(manager, Golden.path("clip-gelu/golden.safetensors"));

      assertClose(text.hiddenStates(golden.get("ids")), golden.get("text_hidden_states"));
    }
  }

  @Test
  void equalTextsAreNoNegativesOfEachOther() {
    try (ClipModel clip = ClipModel.load(manager, Golden.path("clip-gelu"))) {
      Weights golden = Weights.load(manager, Golden.path("clip-gelu/golden.safetensors"));
      NDArray twice = golden.get("pixels").get("0:1").repeat(0, 2);
      NDArray same = golden.get("ids").get("0:1").repeat(0, 2);

      NDArray loss = clip.network().call("contrastive_loss", false, twice, same).get(0);

      assertThat(loss.getFloat()).isCloseTo(0f, within(1e-6f));
    }
  }

  @Test
  void configurationAndWeightsSurviveSavingAndLoading(@TempDir Path folder) throws Exception {
    try (ClipModel clip = ClipModel.load(manager, Golden.path("clip-gelu"))) {
      new ModelFolder(folder).write("config.json", clip.config().json());
      clip.network().weights().save(folder.resolve("model.safetensors"), DataType.FLOAT32);

      try (ClipModel again = ClipModel.load(manager, folder)) {
        NDArray pixels =
            Weights.load(manager, Golden.path("clip-gelu/golden.safetensors")).get("pixels");
        assertThat(again.config()).isEqualTo(clip.config());
        assertThat(again.imageFeatures(pixels).toFloatArray())
            .containsExactly(clip.imageFeatures(pixels).toFloatArray());
      }
    }
  }

  @Test
  void aNewModelLearnsToMatchImagesAndTexts() {
    ClipConfig config =
        ClipConfig.read(new ModelFolder(Golden.path("clip-gelu")).json("config.json"));
    Weights weights = Weights.create(manager, config.shapes(), Initialization.standard(3));
    try (ClipModel clip = ClipModel.of(manager, config, weights)) {
      Weights golden = Weights.load(manager, Golden.path("clip-gelu/golden.safetensors"));
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
  void aCheckpointOfAnotherSizeIsRefusedByName(@TempDir Path folder) throws Exception {
    ModelFolder original = new ModelFolder(Golden.path("clip-gelu"));
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

  @Test
  void theTextTowerHasThePublishedTensors() {
    // Stable Diffusion 2's text encoder: 372 tensors, 340,387,840 numbers.
    ClipConfig.Text text =
        new ClipConfig.Text(
            new ClipConfig.Tower(1024, 4096, 23, 16, "gelu", 1e-5), 49408, 77, 49407);
    assertThat(text.shapes()).hasSize(372);
    assertThat(text.shapes().values().stream().mapToLong(Shape::size).sum())
        .isEqualTo(340_387_840L);
  }

  private static void assertClose(NDArray actual, NDArray expected) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    assertThat(actual.toFloatArray()).containsExactly(expected.toFloatArray(), within(1e-4f));
  }
}
