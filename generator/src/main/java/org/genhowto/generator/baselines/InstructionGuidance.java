package org.genhowto.generator.baselines;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.List;
import org.genhowto.generator.diffusion.ConditionedLatents;
import org.genhowto.generator.diffusion.Conditioning;

/**
 * The guidance of InstructPix2Pix (Brooks et al., CVPR 2023, equation 3), by both the image I and
 * the instruction T:
 *
 * <pre>
 *   e = e(0, 0) + s_T (e(I, T) - e(I, 0)) + s_I (e(I, 0) - e(0, 0))
 * </pre>
 *
 * where zeros stand for no image.
 *
 * @param nothing keys and values of the empty instruction, (1, L, K)
 * @param instruction those of the given one
 * @param image the input's latent (1, 4, h, w), not scaled
 * @param scale s_T
 * @param imageScale s_I
 */
record InstructionGuidance(
    NDArray nothing, NDArray instruction, NDArray image, double scale, double imageScale)
    implements Conditioning {

  /**
   * @param kvCache of the empty instruction and the given one, (2, L, K)
   */
  static InstructionGuidance of(NDArray kvCache, NDArray image, double scale, double imageScale) {
    return new InstructionGuidance(
        kvCache.get("0:1"), kvCache.get("1:2"), image, scale, imageScale);
  }

  @Override
  public int parts() {
    return 3;
  }

  /** Neither condition, the image alone, both. */
  @Override
  public List<ConditionedLatents> ask(NDArray input, double timestep) {
    try (NDArray images = image.broadcast(input.getShape());
        NDArray blank = input.zerosLike()) {
      NDArray without = NDArrays.concat(new NDList(input, blank), 1);
      NDArray with = NDArrays.concat(new NDList(input, images), 1);
      return List.of(
          new ConditionedLatents(without, timestep, nothing, null),
          new ConditionedLatents(with, timestep, nothing, null),
          new ConditionedLatents(with, timestep, instruction, null));
    }
  }

  @Override
  public NDArray conclude(List<NDArray> answers) {
    NDArray neither = answers.get(0);
    NDArray withImage = answers.get(1);
    try (NDArray text = answers.get(2).sub(withImage);
        NDArray scaledText = text.mul(scale);
        NDArray seen = withImage.sub(neither);
        NDArray scaledSeen = seen.mul(imageScale);
        NDArray led = neither.add(scaledText)) {
      return led.add(scaledSeen);
    }
  }
}
