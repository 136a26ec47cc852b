package org.genhowto.miniature.video;

import java.util.SplittableRandom;
import org.genhowto.generator.training.EditPairs;
import org.genhowto.miniature.drawing.Camera;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.drawing.Look;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Moment;
import org.genhowto.miniature.world.Seeds;
import org.genhowto.miniature.world.Sight;
import org.genhowto.networks.image.RgbImage;

/**
 * Stock pictures of the first edition before and after an edit, for the stand-in of
 * InstructPix2Pix: its authors made such pairs by changing the words of a caption under a picture
 * that keeps its layout. Here the object is swapped for another, recoloured, or filled with
 * something else, in the same place, light and phase: no pair shows what an action does, which only
 * videos teach.
 *
 * <p>The instruction is "make it" and the caption of the picture afterwards, as the paper asks
 * InstructPix2Pix. The words "make it" are unknown to the miniature's text encoder.
 */
record StillEdits(int size) implements EditPairs {
  private static final long FIRST = 1L << 41;
  private static final int SIDE = 64;

  @Override
  public RgbImage before(int index) {
    return picture(still(index).scene(), index, 10);
  }

  @Override
  public RgbImage after(int index) {
    return picture(edited(index), index, 11);
  }

  @Override
  public String instruction(int index) {
    var captions = Captions.of(edited(index), still(index).phase());
    return "make it " + captions.get(index % captions.size());
  }

  private static Still still(int index) {
    return Still.of(FIRST + index);
  }

  /** The scene of a still after its edit. */
  private static Scene edited(int index) {
    var random = Seeds.random(FIRST + index, 0, 9);
    var scene = still(index).scene();
    var look = scene.look();
    var changed =
        switch (random.nextInt(4)) {
          case 0 -> look.recolored(random);
          case 1 -> look.refilled(random);
          default -> look;
        };
    return scene.with(changed.equals(look) ? swapped(look, random) : changed);
  }

  private static Look swapped(Look look, SplittableRandom random) {
    var categories = Edition.FIRST.categories();
    int step = 1 + random.nextInt(categories.size() - 1);
    return Look.of(categories.get((look.category().ordinal() + step) % categories.size()), random);
  }

  /** The same moment and camera before and after, and other noise. */
  private static RgbImage picture(Scene scene, int index, int noise) {
    var random = Seeds.random(FIRST + index, 0, 8);
    var moment = Moment.of(Sight.of(0, still(index).phase()), random);
    var camera = Camera.handheld(random);
    long grain = Seeds.random(FIRST + index, 0, noise).nextLong();
    var seen = new Camera(camera.x(), camera.y(), camera.zoom(), camera.brightness(), grain);
    return Pictures.rgb(scene.image(moment, seen, SIDE, SIDE));
  }
}
