package org.genhowto.miniature.drawing;

import org.genhowto.miniature.world.Family;

/**
 * Draws the object of a family about the origin, between -1 and 1 across, y downwards, standing at
 * about y = 0.8.
 */
interface Subject {

  /**
   * @param progress how far the change has come: 0 before, 1 after (2 after a second step), between
   *     them in the making
   */
  void draw(Brush brush, Look look, double progress);

  /** What a family's objects look like. */
  static Subject of(Family family) {
    return switch (family) {
      case SLICE -> new SlicedFood();
      case FILL -> new FilledVessel();
      case SPREAD -> new SpreadFood();
      case LIGHT -> new LitCandle();
      case OPEN -> new OpenedBox();
      case FRY -> new FriedEgg();
      case PLANT -> new PlantedPot();
      case FOLD -> new FoldedCloth();
      case PAINT -> new PaintedCanvas();
      case INFLATE -> new InflatedBalloon();
      case PEEL -> new PeeledFood();
      case TOP -> new ToppedDough();
    };
  }
}
