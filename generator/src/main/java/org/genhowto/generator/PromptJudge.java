package org.genhowto.generator;

import java.util.List;
import org.genhowto.networks.image.RgbImage;

/** Says how well images agree with a prompt. */
interface PromptJudge {

  /**
   * Names its weights; gets ready, where it is not, before images are made that it is to judge.
   *
   * @throws RefusedException it cannot judge
   */
  String version() throws RefusedException;

  /** The cosine of CLIP's embeddings of each image and the prompt, in [-1, 1]. */
  List<Double> agreement(String prompt, List<RgbImage> images) throws RefusedException;
}
