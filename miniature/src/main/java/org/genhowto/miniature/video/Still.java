package org.genhowto.miniature.video;

import java.awt.image.BufferedImage;
import org.genhowto.miniature.drawing.Camera;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Moment;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Seeds;
import org.genhowto.miniature.world.Sight;

/**
 * A stock picture of the first edition with its caption, of any category in any phase: what the web
 * is to the published models. It is drawn when it is asked for.
 */
final class Still implements CaptionedPicture {
  private static final int SIZE = 64;

  private final Scene scene;
  private final Phase phase;
  private final long number;
  private final int wording;

  private Still(long number, int wording) {
    this.number = number;
    var random = Seeds.random(number, 0, 5);
    var categories = Edition.FIRST.categories();
    var category = categories.get(random.nextInt(categories.size()));
    this.phase = Phase.values()[random.nextInt(Phase.values().length)];
    this.scene = Scene.stock(category, number);
    this.wording = wording;
  }

  /** The still of that number; the same every time. */
  public static Still of(long number) {
    return new Still(number, (int) (number & 1));
  }

  /** The still of that number with the given wording of its caption. */
  public static Still of(long number, int wording) {
    return new Still(number, wording);
  }

  /** The picture, 64 pixels square. */
  @Override
  public BufferedImage image() {
    var random = Seeds.random(number, 0, 6);
    return scene.image(Moment.of(Sight.of(0, phase), random), Camera.handheld(random), SIZE, SIZE);
  }

  @Override
  public String caption() {
    var captions = Captions.of(scene, phase);
    return captions.get(wording % captions.size());
  }

  @Override
  public Scene scene() {
    return scene;
  }

  public Phase phase() {
    return phase;
  }

  @Override
  public Sight sight() {
    return Sight.of(0, phase);
  }
}
