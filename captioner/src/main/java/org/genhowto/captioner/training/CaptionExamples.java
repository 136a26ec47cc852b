package org.genhowto.captioner.training;

import org.genhowto.networks.image.RgbImage;

/** Pictures with sentences, to learn captioning from. */
public interface CaptionExamples {

  /** One picture and one sentence about it. */
  record Example(RgbImage image, String caption) {}

  /** Number of examples. */
  int size();

  /** The example of an index from 0; the same every time. */
  Example example(int index);
}
