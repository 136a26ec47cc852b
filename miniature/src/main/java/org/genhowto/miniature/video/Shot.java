package org.genhowto.miniature.video;

import java.awt.image.BufferedImage;
import org.genhowto.miniature.drawing.Camera;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.world.Moment;
import org.genhowto.miniature.world.Phase;

/** What a video shows for one or more seconds without a cut. */
sealed interface Shot {
  int seconds();

  /** Number an annotation file gives these seconds. */
  int label();

  /** Whether it shows a state after one step and before another. */
  default boolean between() {
    return false;
  }

  BufferedImage image(double time, Camera camera, int width, int height);

  /**
   * The object of the video, in one phase of one step.
   *
   * @param from progress at the shot's start
   * @param to progress at its end
   */
  record Work(int seconds, Scene scene, int step, Phase phase, double from, double to)
      implements Shot {
    /** What is before the last step and after the first is none of the three moments of all. */
    @Override
    public int label() {
      return between() ? Phase.BACKGROUND : phase.label();
    }

    @Override
    public boolean between() {
      return phase == Phase.FINAL && step < scene.category().family().steps() - 1;
    }

    @Override
    public BufferedImage image(double time, Camera camera, int width, int height) {
      double progress = from + (to - from) * time / seconds;
      return scene.image(
          new Moment(step, phase, progress, Math.sin(time * 4.4)), camera, width, height);
    }
  }

  /** Some other object, which the video is not about. */
  record Elsewhere(int seconds, Scene scene, Moment moment) implements Shot {
    @Override
    public int label() {
      return Phase.BACKGROUND;
    }

    @Override
    public BufferedImage image(double time, Camera camera, int width, int height) {
      return scene.image(moment, camera, width, height);
    }
  }

  /** The table before the object is there. */
  record Table(int seconds, Scene scene) implements Shot {
    @Override
    public int label() {
      return Phase.BACKGROUND;
    }

    @Override
    public BufferedImage image(double time, Camera camera, int width, int height) {
      return scene.surroundings(camera, width, height);
    }
  }

  /** A card with lines of writing. */
  record Title(int seconds, long seed) implements Shot {
    @Override
    public int label() {
      return Phase.BACKGROUND;
    }

    @Override
    public BufferedImage image(double time, Camera camera, int width, int height) {
      return TitleCard.image(seed, width, height);
    }
  }
}
