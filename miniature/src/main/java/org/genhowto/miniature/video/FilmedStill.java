package org.genhowto.miniature.video;

import java.awt.image.BufferedImage;
import org.genhowto.miniature.drawing.Camera;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Moment;
import org.genhowto.miniature.world.Seeds;
import org.genhowto.miniature.world.Sight;

/**
 * A picture that looks like a frame of a video, of any category with anything that can be seen of
 * its change, and an exact caption: what the captioner learns from in the second edition, as BLIP-2
 * learnt from captions that people wrote for the purpose, and what the judge learns from. No video
 * shows the same scene.
 */
record FilmedStill(long number, Scene scene, Sight sight) implements CaptionedPicture {
  private static final int SIDE = 64;
  private static final int CHOICE = 30;
  private static final int INSTANT = 31;

  /** The still of that number; the same every time. */
  static FilmedStill of(Edition edition, long number) {
    var random = Seeds.random(number, 0, CHOICE);
    var categories = edition.categories();
    var category = categories.get(random.nextInt(categories.size()));
    var sights = category.family().sights();
    var sight = sights.get(random.nextInt(sights.size()));
    return new FilmedStill(number, Scene.filmed(category, random.nextLong()), sight);
  }

  @Override
  public BufferedImage image() {
    var random = Seeds.random(number, 0, INSTANT);
    return scene.image(Moment.of(sight, random), Camera.handheld(random), SIDE, SIDE);
  }

  @Override
  public String caption() {
    var captions = Captions.of(scene, sight);
    return captions.get((int) (number % captions.size()));
  }
}
