package org.genhowto.generator.training;

import org.genhowto.networks.image.RgbImage;

/** Images with their captions, read by index, in any order and more than once. */
public interface CaptionedImages {
  int size();

  RgbImage image(int index);

  String caption(int index);
}
