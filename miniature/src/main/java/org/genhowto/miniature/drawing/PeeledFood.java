package org.genhowto.miniature.drawing;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import org.genhowto.miniature.world.Category;

/** Carrot, cucumber, kiwi and banana: whole, then without skin, then in slices. */
final class PeeledFood implements Subject {
  private static final Color BOARD = new Color(214, 176, 122);
  private static final int SLICES = 5;

  @Override
  public void draw(Brush brush, Look look, double progress) {
    if (look.variety() < 0.5) {
      brush.roundBox(-1.45, 0.05, 2.9, 1.0, 0.3, Colors.shade(BOARD, 0.75));
      brush.roundBox(-1.45, 0.0, 2.9, 0.97, 0.3, BOARD);
    }
    if (progress <= 0) {
      whole(brush, look, true);
    } else if (progress < 1) {
      double edge = 0.9 - 1.6 * progress;
      whole(brush.within(new Rectangle2D.Double(-2, -2, edge + 2, 4)), look, true);
      whole(brush.within(new Rectangle2D.Double(edge, -2, 4, 4)), look, false);
    } else if (progress <= 1) {
      whole(brush, look, false);
      peel(brush, look);
    } else if (progress < 2) {
      double edge = 0.8 - 1.2 * (progress - 1);
      whole(brush.within(new Rectangle2D.Double(-2, -2, edge + 2, 4)), look, false);
      fan(brush, look, edge + 0.3, 1 + (int) ((progress - 1) * 3));
    } else {
      fan(brush, look, -1.05, SLICES);
    }
  }

  /** The colour of the skin, where it is whole. */
  static Color skin(Look look) {
    return switch (look.category()) {
      case CARROT -> Colors.mix(look.color(), new Color(120, 70, 30), 0.55);
      case CUCUMBER -> Colors.shade(look.color(), 0.55);
      case KIWI -> Colors.mix(look.color(), new Color(78, 92, 30), 0.6);
      default -> look.color();
    };
  }

  private static Color flesh(Look look) {
    return switch (look.category()) {
      case CARROT -> new Color(255, 150, 40);
      case CUCUMBER -> new Color(206, 232, 150);
      case KIWI -> new Color(134, 200, 50);
      default -> new Color(252, 244, 206);
    };
  }

  private static void whole(Brush brush, Look look, boolean skin) {
    var color = skin ? skin(look) : flesh(look);
    brush.shadow(0.05, 0.68, 1.1, 0.2);
    switch (look.category()) {
      case CARROT -> {
        if (skin) {
          for (int i = -1; i <= 1; i++) {
            brush
                .at(0.95, 0.1, 1)
                .turned(0.5 * i)
                .ellipse(0.38, 0, 0.46, 0.15, new Color(60, 140, 50));
          }
        }
        brush.fill(root(), color);
        for (int i = 0; skin && i < 4; i++) {
          double x = -0.55 + 0.38 * i;
          brush.line(x, -0.12 - 0.05 * i, x + 0.06, 0.12, 0.07, Colors.shade(color, 0.7));
        }
        if (!skin) {
          brush.line(-0.7, 0.12, 0.7, 0.0, 0.1, Colors.shade(color, 1.35));
        }
      }
      case CUCUMBER -> {
        brush.roundBox(-1.2, -0.3, 2.4, 0.88, 0.85, color);
        brush.roundBox(-1.1, -0.2, 2.2, 0.3, 0.3, Colors.shade(color, 1.2));
        for (int i = 0; skin && i < 6; i++) {
          brush.ellipse(-0.9 + 0.36 * i, 0.1 + 0.2 * (i % 2), 0.06, 0.06, Colors.shade(color, 1.5));
        }
      }
      case KIWI -> {
        brush.ball(0, -0.02, 0.82, 0.76, color);
        if (skin) {
          brush.ellipse(0.08, -0.68, 0.24, 0.1, Colors.shade(color, 0.5));
          brush.ellipse(0.08, -0.71, 0.14, 0.06, new Color(206, 190, 140));
        }
        for (int i = 0; skin && i < 9; i++) {
          double x = -0.6 + 0.15 * i;
          brush.line(x, 0.2 - 0.4 * (i % 2), x + 0.08, 0.28 - 0.4 * (i % 2), 0.05, hair(color));
        }
      }
      default -> banana(brush, color, skin);
    }
  }

  private static Color hair(Color skin) {
    return Colors.shade(skin, 0.6);
  }

  private static Path2D root() {
    var root = new Path2D.Double();
    root.moveTo(-1.3, 0.25);
    root.curveTo(-0.6, -0.35, 0.5, -0.6, 1.0, -0.32);
    root.curveTo(1.2, 0.0, 1.15, 0.4, 0.95, 0.5);
    root.curveTo(0.4, 0.68, -0.6, 0.5, -1.3, 0.25);
    return root;
  }

  private static void banana(Brush brush, Color color, boolean skin) {
    var body = new Path2D.Double();
    body.moveTo(-1.2, -0.45);
    body.curveTo(-0.9, 0.25, 0.5, 0.4, 1.2, -0.5);
    body.curveTo(1.3, 0.4, 0.5, 0.95, -0.2, 0.85);
    body.curveTo(-0.9, 0.75, -1.35, 0.2, -1.2, -0.45);
    brush.fill(body, color);
    if (skin) {
      brush.line(1.2, -0.5, 1.28, -0.75, 0.2, new Color(110, 84, 40));
      brush.line(-0.85, 0.35, 0.75, 0.4, 0.07, Colors.shade(color, 0.75));
      brush.ellipse(-1.2, -0.42, 0.1, 0.1, new Color(90, 64, 30));
    } else {
      brush.line(-0.9, 0.25, 0.7, 0.35, 0.06, Colors.shade(color, 0.85));
    }
  }

  /** What lies beside a peeled one. */
  private static void peel(Brush brush, Look look) {
    var color = skin(look);
    if (look.category() == Category.BANANA) {
      brush.polygon(color, -0.25, 0.55, 0.15, 0.55, -0.5, 1.2, -1.0, 1.1);
      brush.polygon(Colors.shade(color, 0.85), 0.0, 0.55, 0.4, 0.5, 1.1, 1.1, 0.6, 1.2);
      return;
    }
    for (int i = 0; i < 3; i++) {
      double x = -0.85 + 0.65 * i;
      brush.line(x, 0.85, x + 0.4, 0.78 + 0.12 * (i % 2), 0.16, color);
    }
  }

  private static void fan(Brush brush, Look look, double from, int count) {
    for (int i = 0; i < count; i++) {
      slice(brush.at(from + i * 0.5, 0.35 + 0.14 * (i % 2), 1), look);
    }
  }

  private static void slice(Brush brush, Look look) {
    var flesh = flesh(look);
    brush.shadow(0.06, 0.16, 0.5, 0.42);
    brush.ellipse(0, 0.07, 0.46, 0.41, Colors.shade(flesh, 0.72));
    brush.ellipse(0, 0, 0.46, 0.41, flesh);
    switch (look.category()) {
      case CARROT -> {
        brush.ellipse(0, 0, 0.24, 0.21, new Color(250, 190, 90));
        brush.outline(Brush.oval(0, 0, 0.24, 0.21), 0.06, new Color(224, 110, 20));
      }
      case CUCUMBER -> {
        brush.ellipse(0, 0, 0.3, 0.26, new Color(232, 244, 196));
        for (int i = 0; i < 5; i++) {
          brush.turned(i * Math.PI * 0.4).ellipse(0, 0.15, 0.05, 0.08, new Color(170, 196, 120));
        }
      }
      case KIWI -> {
        brush.ellipse(0, 0, 0.15, 0.12, new Color(236, 244, 200));
        for (int i = 0; i < 7; i++) {
          brush.turned(i * Math.PI * 2 / 7).ellipse(0, 0.22, 0.05, 0.07, new Color(30, 30, 20));
        }
      }
      default -> {
        for (int i = 0; i < 3; i++) {
          brush.turned(i * Math.PI * 2 / 3).ellipse(0, 0.1, 0.05, 0.09, new Color(150, 110, 60));
        }
      }
    }
  }
}
