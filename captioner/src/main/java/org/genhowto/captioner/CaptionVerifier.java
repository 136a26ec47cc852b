package org.genhowto.captioner;

import org.genhowto.networks.image.RgbImage;

/** Says how well captions fit the frames that they describe. */
public interface CaptionVerifier {
  /** Version of the weights that judge. */
  String version();

  /** How well the captions of an action and of a final state fit their frames. */
  CaptionAgreement judge(RgbImage action, String actionCaption, RgbImage last, String lastCaption);
}
