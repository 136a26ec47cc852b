package org.genhowto.miniature.video;

import org.genhowto.generator.training.CaptionedImages;
import org.genhowto.miniature.evaluation.Example;
import org.genhowto.networks.image.RgbImage;

/**
 * The first so many stock stills, as the trainers read them; a still is drawn whenever it is asked
 * for.
 */
public record Stills(int size)
    implements CaptionedImages, org.genhowto.captioner.training.CaptionExamples {

  @Override
  public RgbImage image(int index) {
    return Pictures.rgb(Still.of(index).image());
  }

  @Override
  public String caption(int index) {
    return Still.of(index).caption();
  }

  @Override
  public Example example(int index) {
    var still = Still.of(index);
    return new Example(Pictures.rgb(still.image()), still.caption());
  }
}
