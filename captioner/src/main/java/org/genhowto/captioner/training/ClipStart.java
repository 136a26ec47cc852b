package org.genhowto.captioner.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.captioner.blip2.VisionConfig;
import org.genhowto.networks.checkpoint.Weights;

/**
 * First weights of a vision tower, taken from a trained CLIP of the same sizes, as BLIP-2 took its
 * own from EVA-CLIP. CLIP's tower has a norm after its embeddings that BLIP-2's lacks. That norm is
 * folded into the embeddings: removing the mean over channels is linear, and the deviation, which
 * varies little from patch to patch, becomes one number.
 */
final class ClipStart {
  private static final String EMBEDDINGS = "vision_model.embeddings.";

  /** Added to the variance by CLIP's norms. */
  private static final double EPSILON = 1e-5;

  private final VisionConfig config;
  private final Weights clip;
  private final int width;

  ClipStart(VisionConfig config, Weights clip) {
    this.config = config;
    this.clip = clip;
    this.width = config.width();
  }

  /**
   * The tower's tensors by BLIP-2's names.
   *
   * @param examples images as the tower wants them, (B, 3, S, S), to measure the deviation of patch
   *     embeddings on
   */
  Map<String, NDArray> tensors(NDManager manager, NDArray examples) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    embeddings(manager, examples.toFloatArray(), tensors);
    for (int i = 0; i < config.layers(); i++) {
      String layer = "vision_model.encoder.layers." + i + ".";
      for (String kind : List.of("weight", "bias")) {
        tensors.put(layer + "self_attn.qkv." + kind, packed(layer, kind));
        tensors.put(
            layer + "self_attn.projection." + kind, clip.get(layer + "self_attn.out_proj." + kind));
        for (String same : List.of("layer_norm1.", "layer_norm2.", "mlp.fc1.", "mlp.fc2.")) {
          tensors.put(layer + same + kind, clip.get(layer + same + kind));
        }
      }
    }
    for (String name : List.of("post_layernorm.weight", "post_layernorm.bias")) {
      tensors.put("vision_model." + name, clip.get("vision_model." + name));
    }
    return tensors;
  }

  private NDArray packed(String layer, String kind) {
    NDArray query = clip.get(layer + "self_attn.q_proj." + kind);
    NDArray key = clip.get(layer + "self_attn.k_proj." + kind);
    NDArray value = clip.get(layer + "self_attn.v_proj." + kind);
    return query.concat(key).concat(value);
  }

  private void embeddings(NDManager manager, float[] pixels, Map<String, NDArray> tensors) {
    float[] gain = floats("vision_model.pre_layrnorm.weight");
    float[] bias = floats("vision_model.pre_layrnorm.bias");
    float[] first = floats(EMBEDDINGS + "class_embedding");
    float[] places = floats(EMBEDDINGS + "position_embedding.weight");
    float[] patch = floats(EMBEDDINGS + "patch_embedding.weight");
    for (int c = 0; c < width; c++) {
      first[c] += places[c];
    }
    Arrays.fill(places, 0, width, 0);
    int inputs = patch.length / width;
    float[] byInput = transposed(patch, width, inputs);
    centre(first);
    centre(places);
    centre(byInput);
    double deviation = deviation(byInput, inputs, places, pixels);
    scale(first, gain, 1 / deviation(first));
    scale(places, gain, 1 / deviation);
    scale(byInput, gain, 1 / deviation);
    for (int c = 0; c < width; c++) {
      first[c] += bias[c];
    }
    tensors.put(EMBEDDINGS + "class_embedding", manager.create(first, new Shape(1, 1, width)));
    tensors.put(
        EMBEDDINGS + "position_embedding",
        manager.create(places, new Shape(1, places.length / width, width)));
    tensors.put(
        EMBEDDINGS + "patch_embedding.weight",
        manager.create(
            transposed(byInput, inputs, width),
            new Shape(width, 3, config.patchSize(), config.patchSize())));
    tensors.put(EMBEDDINGS + "patch_embedding.bias", manager.create(bias, new Shape(width)));
  }

  /** Mean deviation over channels of patches with their places. */
  private double deviation(float[] byInput, int inputs, float[] places, float[] pixels) {
    int side = config.imageSize() / config.patchSize();
    int images = pixels.length / (3 * config.imageSize() * config.imageSize());
    double sum = 0;
    for (int image = 0; image < images; image++) {
      for (int p = 0; p < side * side; p++) {
        float[] embedding = Arrays.copyOfRange(places, (p + 1) * width, (p + 2) * width);
        for (int i = 0; i < inputs; i++) {
          float colour = pixels[pixel(image, p % side, p / side, i)];
          for (int c = 0; c < width; c++) {
            embedding[c] += colour * byInput[i * width + c];
          }
        }
        sum += deviation(embedding);
      }
    }
    return sum / (images * side * side);
  }

  /** Where input i of a patch stands; inputs are channel, then y, then x. */
  private int pixel(int image, int column, int row, int i) {
    int size = config.patchSize();
    int x = column * size + i % size;
    int y = row * size + i / size % size;
    int channel = i / (size * size);
    return ((image * 3 + channel) * config.imageSize() + y) * config.imageSize() + x;
  }

  /** Removes the mean over channels from each row. */
  private void centre(float[] rows) {
    for (int start = 0; start < rows.length; start += width) {
      double mean = 0;
      for (int c = 0; c < width; c++) {
        mean += rows[start + c] / width;
      }
      for (int c = 0; c < width; c++) {
        rows[start + c] -= (float) mean;
      }
    }
  }

  /** Deviation of a centred row, as CLIP's norm takes it. */
  private double deviation(float[] row) {
    double sum = 0;
    for (float value : row) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / row.length + EPSILON);
  }

  private void scale(float[] rows, float[] gain, double factor) {
    for (int i = 0; i < rows.length; i++) {
      rows[i] *= (float) (gain[i % width] * factor);
    }
  }

  private static float[] transposed(float[] values, int rows, int columns) {
    float[] transposed = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        transposed[column * rows + row] = values[row * columns + column];
      }
    }
    return transposed;
  }

  private float[] floats(String name) {
    return clip.get(name).toFloatArray();
  }
}
