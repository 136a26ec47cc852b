package org.genhowto.captioner.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.genhowto.captioner.blip2.Blip2;
import org.genhowto.captioner.blip2.CaptionerConfig;
import org.genhowto.captioner.blip2.LanguageConfig;
import org.genhowto.captioner.blip2.QueryConfig;
import org.genhowto.captioner.blip2.Shapes;
import org.genhowto.captioner.blip2.VisionConfig;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.model.ScriptedNetwork;
import org.junit.jupiter.api.Test;

class ClipStartTest {
  private static final int WIDTH = 24;
  private static final VisionConfig VISION = new VisionConfig(16, 8, WIDTH, 32, 2, 3, 1e-5);

  @Test
  void the_tower_sees_nearly_what_clip_sees() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Weights clip = Weights.create(manager, clipShapes(), initialization());
      NDArray pixels = manager.create(normal("pixels", 8 * 3 * 16 * 16), new Shape(8, 3, 16, 16));
      Map<String, NDArray> tensors = new ClipStart(VISION, clip).tensors(manager, pixels);

      // CLIP's own way: embeddings, then the norm that BLIP-2 lacks
      NDArray expected = clipEmbeddings(clip, pixels);
      NDArray actual = embeddings(manager, tensors, pixels);

      // The class token is exact, patches differ by how much their deviations vary
      assertThat(distance(actual.get(":, :1"), expected.get(":, :1"))).isLessThan(1e-4);
      assertThat(distance(actual, expected)).isLessThan(0.25);
      assertThat(distance(actual.mul(0), expected)).isGreaterThan(0.9);
    }
  }

  @Test
  void the_tensors_are_exactly_those_of_the_tower() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Weights clip = Weights.create(manager, clipShapes(), initialization());
      NDArray pixels = manager.create(normal("pixels", 3 * 16 * 16), new Shape(1, 3, 16, 16));

      Map<String, Shape> expected = new LinkedHashMap<>();
      VISION.shapes(expected);
      Map<String, Shape> actual = new LinkedHashMap<>();
      new ClipStart(VISION, clip)
          .tensors(manager, pixels)
          .forEach((name, tensor) -> actual.put(name, tensor.getShape()));

      assertThat(actual).containsExactlyInAnyOrderEntriesOf(expected);
    }
  }

  private static NDArray embeddings(
      NDManager manager, Map<String, NDArray> vision, NDArray pixels) {
    CaptionerConfig config =
        new CaptionerConfig(
            VISION,
            new QueryConfig(2, 8, 16, 1, 2, 2, 1e-12),
            new LanguageConfig(7, 8, 16, 1, 2, 8, 2, 3, 0),
            Set.of(3),
            false);
    ScriptedNetwork network = Blip2.create(manager, config, 1, vision).network();
    return network.call("patch_embeddings", pixels).get(0);
  }

  private static NDArray clipEmbeddings(Weights clip, NDArray pixels) {
    String name = "vision_model.embeddings.";
    long images = pixels.getShape().get(0);
    // (B, 3, 2, 8, 2, 8) -> (B, 4 patches, 3 x 8 x 8)
    NDArray patches =
        pixels.reshape(images, 3, 2, 8, 2, 8).transpose(0, 2, 4, 1, 3, 5).reshape(images, 4, 192);
    NDArray weight = clip.get(name + "patch_embedding.weight").reshape(WIDTH, 192);
    NDArray first = clip.get(name + "class_embedding").reshape(1, 1, WIDTH);
    NDArray x = patches.matMul(weight.transpose());
    x = first.broadcast(images, 1, WIDTH).concat(x, 1);
    x = x.add(clip.get(name + "position_embedding.weight").reshape(1, 5, WIDTH));
    NDArray centred = x.sub(x.mean(new int[] {2}, true));
    NDArray deviation = centred.square().mean(new int[] {2}, true).add(1e-5).sqrt();
    return centred
        .div(deviation)
        .mul(clip.get("vision_model.pre_layrnorm.weight"))
        .add(clip.get("vision_model.pre_layrnorm.bias"));
  }

  /** Root mean square of the difference, of that of the expected. */
  private static double distance(NDArray actual, NDArray expected) {
    double error = actual.sub(expected).square().mean().getFloat();
    return Math.sqrt(error / expected.square().mean().getFloat());
  }

  private static float[] normal(String name, long size) {
    return Initialization.normal(1, 3).values(name, new Shape(size));
  }

  private static Initialization initialization() {
    return Initialization.standard(2)
        .with(name -> name.contains("pre_layrnorm"), Initialization.normal(0.5, 2));
  }

  private static Map<String, Shape> clipShapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    String embeddings = "vision_model.embeddings.";
    shapes.put(embeddings + "class_embedding", new Shape(WIDTH));
    shapes.put(embeddings + "patch_embedding.weight", new Shape(WIDTH, 3, 8, 8));
    shapes.put(embeddings + "position_embedding.weight", new Shape(5, WIDTH));
    Shapes.norm(shapes, "vision_model.pre_layrnorm", WIDTH);
    for (int i = 0; i < 2; i++) {
      String layer = "vision_model.encoder.layers." + i + ".";
      for (String part : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
        Shapes.linear(shapes, layer + "self_attn." + part, WIDTH, WIDTH);
      }
      Shapes.norm(shapes, layer + "layer_norm1", WIDTH);
      Shapes.norm(shapes, layer + "layer_norm2", WIDTH);
      Shapes.linear(shapes, layer + "mlp.fc1", WIDTH, 32);
      Shapes.linear(shapes, layer + "mlp.fc2", 32, WIDTH);
    }
    Shapes.norm(shapes, "vision_model.post_layernorm", WIDTH);
    return shapes;
  }
}
