package org.genhowto.generator.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.generator.diffusion.TextEncoder;

/** Text embeddings of a training's prompts; the ones used last are kept. */
final class PromptBank {
  private static final int KEPT = 4096;

  private final TextEncoder encoder;
  private final Map<String, float[]> kept =
      new LinkedHashMap<>(KEPT, .75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
          return size() > KEPT;
        }
      };
  private Shape shape = new Shape();

  PromptBank(TextEncoder encoder) {
    this.encoder = encoder;
  }

  /** Embeddings (B, L, D). */
  NDArray batch(NDManager scope, List<String> prompts) {
    List<String> missing =
        prompts.stream().distinct().filter(prompt -> !kept.containsKey(prompt)).toList();
    if (!missing.isEmpty()) {
      encode(scope, missing);
    }
    int length = Math.toIntExact(shape.size());
    float[] values = new float[prompts.size() * length];
    for (int i = 0; i < prompts.size(); i++) {
      float[] embedding = kept.get(prompts.get(i));
      if (embedding == null) {
        throw new IllegalStateException("A batch has more than " + KEPT + " prompts");
      }
      System.arraycopy(embedding, 0, values, i * length, length);
    }
    return scope.create(values, new Shape(prompts.size()).addAll(shape));
  }

  private void encode(NDManager manager, List<String> prompts) {
    try (NDManager scope = manager.newSubManager();
        NDArray encoded = encoder.encode(scope, prompts)) {
      shape = encoded.getShape().slice(1);
      int length = Math.toIntExact(shape.size());
      float[] all = encoded.toFloatArray();
      for (int i = 0; i < prompts.size(); i++) {
        kept.put(prompts.get(i), Arrays.copyOfRange(all, i * length, (i + 1) * length));
      }
    }
  }
}
