package org.genhowto.miniature.drawing;

import java.awt.Color;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.ChangeResult;

/** Pot and vase: an empty one becomes one with leaves and a large flower. */
final class PlantedPot implements Subject {
  private static final Color LEAF = new Color(62, 148, 58);

  @Override
  public void draw(Brush brush, Look look, double progress) {
    if (look.category() == Category.VASE) {
      vase(brush, look, progress);
    } else {
      pot(brush, look, progress);
    }
  }

  private static void vase(Brush brush, Look look, double progress) {
    var glaze = look.color();
    if (progress > 0) {
      plant(brush.at(0, -0.15, 0.4 + 0.6 * progress), look);
    }
    brush.shadow(0.1, 1.0, 0.75, 0.2);
    brush.ellipse(0, 0.5, 0.68, 0.54, glaze);
    brush.box(-0.26, -0.3, 0.52, 0.5, glaze);
    brush.polygon(Colors.shade(glaze, 0.78), 0.2, 0.02, 0.62, 0.3, 0.62, 0.7, 0.25, 1.0);
    brush.ellipse(0, -0.3, 0.42, 0.12, Colors.shade(glaze, 1.2));
    brush.ellipse(0, -0.3, 0.32, 0.08, progress > 0 ? LEAF : hollow(glaze));
    brush.line(-0.6, 0.42, 0.6, 0.42, 0.1, Colors.shade(glaze, 0.6));
  }

  private static void pot(Brush brush, Look look, double progress) {
    var clay = look.color();
    brush.shadow(0.1, 1.0, 0.8, 0.2);
    brush.polygon(clay, -0.74, 0.2, 0.74, 0.2, 0.52, 1.0, -0.52, 1.0);
    brush.polygon(Colors.shade(clay, 0.8), 0.25, 0.2, 0.74, 0.2, 0.52, 1.0, 0.2, 1.0);
    brush.roundBox(-0.86, 0.02, 1.72, 0.3, 0.1, Colors.shade(clay, 1.15));
    brush.ellipse(0, 0.04, 0.84, 0.26, Colors.shade(clay, 1.3));
    brush.ellipse(0, 0.05, 0.74, 0.2, progress > 0 ? new Color(74, 46, 28) : hollow(clay));
    if (progress > 0) {
      plant(brush.at(0, 0.05, 0.4 + 0.6 * progress), look);
    }
  }

  private static Color hollow(Color clay) {
    return Colors.shade(clay, 0.35);
  }

  private static void plant(Brush brush, Look look) {
    brush.line(0, 0, 0.03, -0.8, 0.14, Colors.shade(LEAF, 0.8));
    brush.at(-0.4, -0.3, 1).turned(0.5).ellipse(0, 0, 0.44, 0.2, LEAF);
    brush.at(0.42, -0.36, 1).turned(-0.5).ellipse(0, 0, 0.44, 0.2, Colors.shade(LEAF, 1.15));
    var head = brush.at(0.03, -1.0, 1);
    var petal = look.outcome().color();
    for (int i = 0; i < 6; i++) {
      var color = i % 2 == 0 ? petal : Colors.shade(petal, 0.88);
      head.turned(i * Math.PI / 3 + look.variety()).ellipse(0, 0.36, 0.26, 0.32, color);
    }
    var eye =
        look.outcome() == ChangeResult.YELLOW ? new Color(120, 70, 30) : new Color(252, 216, 70);
    head.ellipse(0, 0, 0.24, 0.24, eye);
  }
}
