package org.genhowto.miniature.drawing;

import java.awt.Color;
import java.awt.geom.Rectangle2D;

/** Canvas: a blank sheet on an easel becomes a picture. */
final class PaintedCanvas implements Subject {
  private static final Color WOOD = new Color(150, 104, 60);

  @Override
  public void draw(Brush brush, Look look, double progress) {
    brush.line(-0.5, 0.5, -0.8, 1.15, 0.14, WOOD);
    brush.line(0.5, 0.5, 0.8, 1.15, 0.14, WOOD);
    brush.box(-1.1, -1.12, 2.2, 1.9, Colors.shade(WOOD, 0.8));
    brush.box(-1.02, -1.04, 2.04, 1.74, new Color(246, 244, 236));
    brush.box(-0.6, 0.7, 1.2, 0.14, Colors.shade(WOOD, 1.1));
    if (progress > 0) {
      double height = progress >= 1 ? 1.74 : 0.35 + progress;
      picture(brush.within(new Rectangle2D.Double(-1.02, -1.04, 2.04, height)), look);
    }
  }

  private static void picture(Brush brush, Look look) {
    switch (look.outcome()) {
      case SUN -> {
        brush.box(-1.1, -1.1, 2.2, 2, new Color(250, 150, 70));
        brush.ellipse(0, -0.1, 0.5, 0.5, new Color(255, 232, 90));
        brush.box(-1.1, 0.2, 2.2, 0.6, new Color(120, 50, 110));
      }
      case TREE -> {
        brush.box(-1.1, -1.1, 2.2, 2, new Color(170, 214, 240));
        brush.box(-1.1, 0.3, 2.2, 0.5, new Color(150, 200, 90));
        brush.box(-0.13, -0.2, 0.26, 0.7, new Color(110, 70, 40));
        brush.ellipse(0, -0.45, 0.55, 0.48, new Color(40, 120, 50));
      }
      case HOUSE -> {
        brush.box(-1.1, -1.1, 2.2, 2, new Color(190, 226, 244));
        brush.box(-1.1, 0.35, 2.2, 0.5, new Color(100, 170, 70));
        brush.box(-0.5, -0.3, 1.0, 0.75, new Color(236, 214, 160));
        brush.polygon(new Color(200, 50, 40), -0.68, -0.28, 0.68, -0.28, 0, -0.88);
        brush.box(-0.14, 0.02, 0.28, 0.43, new Color(110, 60, 40));
      }
      default -> {
        brush.box(-1.1, -1.1, 2.2, 2, new Color(210, 234, 246));
        brush.box(-1.1, -0.2, 2.2, 1, new Color(36, 104, 188));
        brush.polygon(new Color(250, 250, 250), -0.1, -0.75, 0.45, -0.05, -0.1, -0.05);
        brush.polygon(new Color(150, 70, 40), -0.45, 0.02, 0.5, 0.02, 0.32, 0.22, -0.3, 0.22);
      }
    }
  }
}
