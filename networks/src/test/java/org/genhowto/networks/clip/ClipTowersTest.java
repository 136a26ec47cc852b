package org.genhowto.networks.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.genhowto.networks.Golden;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against Hugging Face's towers with random weights; src/test/python/clip_golden.py. */
@Tag("slow")
class ClipTowersTest {
  private static final String ALONE = "odd-heads/";

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
  @CsvSource({
    "quick-gelu,1",
    "quick-gelu,3",
    "gelu,1",
    "gelu,3",
    "odd-heads,1",
    "odd-heads,3",
    "odd-heads/CLIPTextModel,3",
    "odd-heads/CLIPTextModelWithProjection,3"
  })
  void every_output_of_the_text_tower_is_the_references(String folder, String batch) {
    try (ClipText text = ClipText.load(manager, Golden.path("clip/" + folder))) {
      GoldenTensors golden = golden(folder, batch);
      NDArray ids = golden.get("ids");

      NDArray hidden = text.hiddenStates(ids);
      NDArray masked = text.hiddenStates(ids, golden.get("mask"));

      assertClose(hidden, golden.get("text_hidden_states"));
      assertClose(text.features(hidden, ids), golden.get("text_features"));
      assertClose(masked, golden.get("masked_text_hidden_states"));
      assertClose(text.features(masked, ids), golden.get("masked_text_features"));
      assertClose(
          text.hiddenStates(ids, ids.onesLike()), golden.get("fully_masked_text_hidden_states"));
      if (text.projects()) {
        assertClose(text.projected(text.features(hidden, ids)), golden.get("text_projections"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"quick-gelu,3", "gelu,1", "odd-heads,3"})
  void padding_on_the_left_is_the_references_too(String folder, String batch) {
    try (ClipText text = ClipText.load(manager, Golden.path("clip/" + folder))) {
      GoldenTensors golden = golden(folder, batch);

      // The first tokens then have nothing to look at; the reference averages over what is left.
      assertClose(
          text.hiddenStates(golden.get("ids"), golden.get("left_mask")),
          golden.get("left_masked_text_hidden_states"));
    }
  }

  @Test
  void a_mask_changes_what_follows_the_text() {
    try (ClipText text = ClipText.load(manager, Golden.path("clip/gelu"))) {
      GoldenTensors golden = golden("gelu", "3");
      float[] plain = text.hiddenStates(golden.get("ids")).toFloatArray();

      NDArray masked = text.hiddenStates(golden.get("ids"), golden.get("mask"));

      assertThat(masked.toFloatArray()).isNotEqualTo(plain);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "quick-gelu,1",
    "quick-gelu,3",
    "gelu,1",
    "gelu,3",
    "odd-heads,1",
    "odd-heads,3",
    "odd-heads/CLIPVisionModel,3",
    "odd-heads/CLIPVisionModelWithProjection,3"
  })
  void every_output_of_the_image_tower_is_the_references(String folder, String batch) {
    try (ClipVision vision = ClipVision.load(manager, Golden.path("clip/" + folder))) {
      GoldenTensors golden = golden(folder, batch);

      NDArray tokens = vision.tokens(golden.get("pixels"));
      NDArray features = vision.features(tokens);

      assertClose(tokens, golden.get("image_tokens"));
      assertClose(features, golden.get("image_features"));
      if (vision.projects()) {
        assertClose(vision.projected(features), golden.get("image_projections"));
      }
    }
  }

  @Test
  void towers_know_whether_their_checkpoint_projects() {
    try (ClipText without = ClipText.load(manager, Golden.path("clip/odd-heads/CLIPTextModel"));
        ClipText with =
            ClipText.load(manager, Golden.path("clip/odd-heads/CLIPTextModelWithProjection"));
        ClipVision image =
            ClipVision.load(manager, Golden.path("clip/odd-heads/CLIPVisionModel"))) {
      assertThat(with.projects()).isTrue();
      assertThat(without.projects()).isFalse();
      assertThat(image.projects()).isFalse();
      assertThatThrownBy(() -> without.projected(manager.ones(new Shape(1, 35))))
          .hasMessageContaining("text_projection.weight");
    }
  }

  @Test
  void an_image_tower_is_no_text_tower() {
    assertThatThrownBy(() -> ClipText.load(manager, Golden.path("clip/odd-heads/CLIPVisionModel")))
        .hasMessageContaining("does not fit CLIP's text tower")
        .hasMessageContaining("missing: text_model.embeddings.token_embedding.weight");
  }

  private GoldenTensors golden(String folder, String batch) {
    String model = folder.startsWith(ALONE) ? "odd-heads" : folder;
    return GoldenTensors.load(manager, model, batch);
  }

  private static void assertClose(NDArray actual, NDArray expected) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    assertThat(actual.toFloatArray()).containsExactly(expected.toFloatArray(), within(1e-4f));
  }
}
