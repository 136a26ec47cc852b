package org.genhowto.miniature;

/**
 * Draws the object of a family about the origin, between -1 and 1 across, y downwards, standing at
 * about y = 0.8.
 */
interface Subject {

  /**
   * @param progress how far the change has come: 0 before, 1 after, between them in the making
   */
  void draw(Brush brush, Look look, double progress);
}
