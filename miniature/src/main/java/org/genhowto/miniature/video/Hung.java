package org.genhowto.miniature.video;

import java.util.function.LongFunction;
import org.genhowto.captioner.training.CaptionExamples;
import org.genhowto.generator.training.CaptionedImages;
import org.genhowto.miniature.video.Gallery.Exhibit;
import org.genhowto.networks.image.RgbImage;

/**
 * The first so many pictures of one kind, as the trainers read them; a picture is drawn whenever it
 * is asked for.
 */
record Hung(int size, LongFunction<Exhibit> exhibit) implements CaptionedImages, CaptionExamples {

  @Override
  public RgbImage image(int index) {
    return exhibit.apply(index).image();
  }

  @Override
  public String caption(int index) {
    return exhibit.apply(index).caption();
  }

  @Override
  public Example example(int index) {
    var exhibit = exhibit().apply(index);
    return new Example(exhibit.image(), exhibit.caption());
  }
}
