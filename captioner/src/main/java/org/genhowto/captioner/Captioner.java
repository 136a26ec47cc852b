package org.genhowto.captioner;

import java.util.List;
import org.genhowto.networks.image.RgbImage;

/** Says what pictures show. */
@FunctionalInterface
public interface Captioner {
  /** One caption for each image, in their order. */
  List<Caption> describe(List<RgbImage> images);
}
