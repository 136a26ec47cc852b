package org.genhowto.launcher.learning;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.genhowto.miniature.drawing.Camera;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.world.Moment;
import org.genhowto.miniature.world.Phase;
import org.genhowto.schemas.Target;

/** Still pictures of scenes that no video shows. */
public final class ScenePicture {
  private ScenePicture() {}

  /** The phase of a scene that a target shows. */
  public static Phase phase(Target target) {
    return switch (target) {
      case ACTION -> Phase.ACTION;
      case FINAL_STATE -> Phase.FINAL;
    };
  }

  /**
   * A square picture as PNG.
   *
   * @param seed of moment and camera
   * @param side in pixels
   */
  public static byte[] png(Scene scene, Phase phase, long seed, int side) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image =
        scene.image(
            Moment.of(scene.category().family().whole(phase), random),
            Camera.handheld(random),
            side,
            side);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }
}
