package org.genhowto.miniature.video;

import java.awt.image.BufferedImage;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.world.Meaning;
import org.genhowto.miniature.world.Sight;

/** A picture of something that changes, with words that say exactly what is seen. */
public interface CaptionedPicture {
  /** The picture, 64 pixels square. */
  BufferedImage image();

  String caption();

  Scene scene();

  Sight sight();

  /** What it shows. */
  default Meaning meaning() {
    return new Meaning(scene().category(), sight());
  }
}
