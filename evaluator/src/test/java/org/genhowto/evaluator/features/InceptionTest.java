package org.genhowto.evaluator.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.genhowto.evaluator.FormulaWeights;
import org.genhowto.evaluator.statistics.FrechetDistance;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.image.Normalization;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.torch.Torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against pytorch-fid 0.3.0 and clean-fid 0.1.35 with the numbers of a formula; see
 * src/test/python/inception_golden.py. Features reach 9; folded batch norms and another order of
 * sums cost 5e-6 there.
 */
@Tag("slow")
class InceptionTest {
  private static final float TOLERANCE = 5e-5f;

  /** One unit in the last place of a colour: Pillow may sum in another order. */
  private static final float ONE_UNIT = 0x1p-23f;

  private static final Normalization UNIT = new Normalization(0, 0, 0, 1, 1, 1);

  @TempDir static Path folder;
  private static NDManager manager;
  private static Inception inception;
  private static Weights golden;

  @BeforeAll
  static void load() throws URISyntaxException {
    manager = NDManager.newBaseManager("PyTorch");
    Torch.prepare();
    Path file = folder.resolve("inception.safetensors");
    FormulaWeights.save(file, InceptionLayout.shapes());
    inception = Inception.load(manager, file);
    golden = Checkpoint.open(resource("features.safetensors")).map(manager);
  }

  @AfterAll
  static void close() {
    inception.close();
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 64, 48, FIRST_POOL",
    "0, 64, 48, POOL3",
    "1, 299, 299, SECOND_POOL",
    "1, 299, 299, POOL3",
    "2, 400, 320, MIXED_6E",
    "3, 231, 331, FIRST_POOL",
    "3, 231, 331, POOL3"
  })
  void features_equal_pytorch_fid(int seed, int width, int height, Inception.Layer layer) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray pixels = Pictures.picture(seed, width, height).toArray(scope, UNIT);

      NDArray features = inception.features(pixels, layer);

      String name = width + "x" + height + "." + features.getShape().get(1);
      assertClose(features, golden.get(name), TOLERANCE);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 64, 48", "1, 299, 299", "2, 400, 320", "3, 231, 331"})
  void clean_input_equals_clean_fid(int seed, int width, int height) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray input = FidInput.clean(scope, Pictures.picture(seed, width, height));

      NDArray expected = golden.get(width + "x" + height + ".clean.input");
      assertClose(input.get(":, :, ::13, ::11"), expected, ONE_UNIT);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 64, 48", "2, 400, 320"})
  void features_of_the_clean_input_equal_those_of_the_reference(int seed, int width, int height) {
    try (NDManager scope = manager.newSubManager()) {
      RgbImage image = Pictures.picture(seed, width, height);

      NDArray features = FidInput.CLEAN_FID.features(inception, scope, image);

      assertClose(features, golden.get(width + "x" + height + ".clean.2048"), TOLERANCE);
    }
  }

  @Test
  void a_batch_gives_the_features_of_each_image() {
    try (NDManager scope = manager.newSubManager()) {
      List<RgbImage> images =
          IntStream.range(10, 13).mapToObj(seed -> Pictures.picture(seed, 96, 80)).toList();

      NDArray features = inception.features(RgbImage.toArray(scope, images, UNIT));

      assertClose(features, golden.get("batch.2048"), TOLERANCE);
    }
  }

  @Test
  void logits_equal_the_classifier_of_the_reference() {
    try (NDManager scope = manager.newSubManager()) {
      NDArray pixels = Pictures.picture(10, 96, 80).toArray(scope, UNIT);

      NDArray logits = inception.logits(pixels);

      assertClose(logits, golden.get("batch.logits").get("0:1"), TOLERANCE);
    }
  }

  /**
   * pytorch-fid takes the root of a singular product of 2048 x 2048, which costs it digits; the
   * form without a root is exact in double precision.
   */
  @Test
  void the_distance_of_two_sets_equals_pytorch_fid() throws IOException, URISyntaxException {
    float[][] first = rows(20, 6);
    float[][] second = rows(60, 5);

    double distance = FrechetDistance.between(first, second);

    JsonNode expected = json();
    assertThat(distance).isCloseTo(expected.get("exact distance").asDouble(), within(2e-5));
    assertThat(distance).isCloseTo(expected.get("pytorch-fid distance").asDouble(), within(2e-4));
  }

  @Test
  void names_and_shapes_are_those_of_pytorch_fid() throws IOException, URISyntaxException {
    Map<String, Shape> expected = new LinkedHashMap<>();
    json()
        .get("tensors")
        .properties()
        .forEach(entry -> expected.put(entry.getKey(), shape(entry.getValue())));
    expected.keySet().removeIf(name -> name.endsWith(".num_batches_tracked"));

    assertThat(InceptionLayout.shapes()).isEqualTo(expected);
    long parameters =
        InceptionLayout.shapes().entrySet().stream()
            .filter(entry -> !entry.getKey().contains(".running_"))
            .mapToLong(entry -> entry.getValue().size())
            .sum();
    assertThat(parameters).isEqualTo(json().get("parameters").asLong());
  }

  @Test
  void another_network_is_refused() {
    Path file = folder.resolve("other.safetensors");
    try (NDManager scope = manager.newSubManager()) {
      Weights.save(file, Map.of("fc.weight", scope.zeros(new Shape(1000, 2048))), DataType.FLOAT32);
    }

    assertThatThrownBy(() -> Inception.load(manager, file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("missing: Conv2d_1a_3x3.bn.bias (32)")
        .hasMessageContaining("fc.weight is (1000, 2048), expected (1008, 2048)");
  }

  private static float[][] rows(int seed, int count) {
    return IntStream.range(seed, seed + count).mapToObj(InceptionTest::row).toArray(float[][]::new);
  }

  private static float[] row(int seed) {
    try (NDManager scope = manager.newSubManager()) {
      RgbImage image = Pictures.picture(seed, 72, 64);
      return FidInput.PYTORCH_FID.features(inception, scope, image).toFloatArray();
    }
  }

  private static void assertClose(NDArray actual, NDArray expected, float tolerance) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    float difference = actual.sub(expected).abs().max().getFloat();
    assertThat(difference).isLessThanOrEqualTo(tolerance);
  }

  private static Shape shape(JsonNode sizes) {
    long[] shape = new long[sizes.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = sizes.get(i).asLong();
    }
    return new Shape(shape);
  }

  private static JsonNode json() throws IOException, URISyntaxException {
    return new ObjectMapper().readTree(resource("golden.json").toFile());
  }

  private static Path resource(String name) throws URISyntaxException {
    URL url = Objects.requireNonNull(InceptionTest.class.getResource("inception/" + name), name);
    return Path.of(url.toURI());
  }
}
