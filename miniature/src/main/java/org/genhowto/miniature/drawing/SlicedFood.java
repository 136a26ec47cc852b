package org.genhowto.miniature.drawing;

import java.awt.Color;
import java.awt.geom.Rectangle2D;

/** Apple, orange, tomato and potato: a whole becomes a fan of slices. */
final class SlicedFood implements Subject {
  private static final int SLICES = 5;
  private static final Color BOARD = new Color(214, 176, 122);

  @Override
  public void draw(Brush brush, Look look, double progress) {
    if (look.variety() < 0.5) {
      brush.roundBox(-1.45, 0.05, 2.9, 1.0, 0.3, Colors.shade(BOARD, 0.75));
      brush.roundBox(-1.45, 0.0, 2.9, 0.97, 0.3, BOARD);
    }
    if (progress <= 0) {
      whole(brush, look);
    } else if (progress < 1) {
      half(brush, look, progress);
    } else {
      fan(brush, look, -1.05, SLICES);
    }
  }

  private static void whole(Brush brush, Look look) {
    brush.shadow(0.08, 0.68, 0.9, 0.22);
    switch (look.category()) {
      case POTATO -> {
        brush.ball(0, 0.1, 1.0, 0.64, look.color());
        for (int i = 0; i < 5; i++) {
          double angle = i * 2.4 + look.variety() * 6;
          brush.ellipse(
              0.6 * Math.cos(angle),
              0.1 + 0.36 * Math.sin(angle),
              0.09,
              0.06,
              Colors.shade(look.color(), 0.62));
        }
      }
      case TOMATO -> {
        brush.ball(0, 0.05, 0.92, 0.7, look.color());
        for (int i = 0; i < 5; i++) {
          brush
              .at(0, -0.5, 1)
              .turned(i * Math.PI * 2 / 5)
              .ellipse(0, 0.2, 0.09, 0.24, new Color(60, 130, 50));
        }
      }
      case ORANGE -> {
        brush.ball(0, -0.05, 0.84, 0.82, look.color());
        brush.ellipse(0.05, -0.72, 0.12, 0.07, new Color(80, 120, 40));
      }
      default -> apple(brush, look);
    }
  }

  private static void apple(Brush brush, Look look) {
    brush.ball(-0.28, 0.0, 0.62, 0.76, look.color());
    brush.ball(0.28, 0.0, 0.62, 0.76, look.color());
    brush.ball(0, 0.04, 0.74, 0.74, look.color());
    brush.ellipse(0, -0.62, 0.26, 0.1, Colors.shade(look.color(), 0.55));
    brush.line(0, -0.6, 0.1, -1.0, 0.12, new Color(92, 62, 34));
    brush.at(0.34, -0.92, 1).turned(-0.4).ellipse(0, 0, 0.28, 0.13, new Color(86, 158, 60));
  }

  private static void half(Brush brush, Look look, double progress) {
    double edge = 0.6 - 1.0 * progress;
    whole(brush.within(new Rectangle2D.Double(-2, -2, edge + 2, 4)), look);
    brush.ellipse(edge, 0.05, 0.2, 0.68, Colors.shade(look.color(), 0.8));
    brush.ellipse(edge + 0.03, 0.05, 0.16, 0.6, flesh(look));
    fan(brush, look, edge + 0.35, 1 + (int) (progress * 3));
  }

  private static void fan(Brush brush, Look look, double from, int count) {
    for (int i = 0; i < count; i++) {
      slice(brush.at(from + i * 0.5, 0.35 + 0.1 * (i % 2), 1), look);
    }
  }

  private static void slice(Brush brush, Look look) {
    brush.shadow(0.06, 0.16, 0.5, 0.42);
    brush.ellipse(0, 0.06, 0.47, 0.42, Colors.shade(look.color(), 0.7));
    brush.ellipse(0, 0, 0.47, 0.42, look.color());
    brush.ellipse(0, 0, 0.39, 0.34, flesh(look));
    middle(brush, look);
  }

  private static Color flesh(Look look) {
    return switch (look.category()) {
      case ORANGE -> new Color(255, 186, 74);
      case TOMATO -> Colors.mix(look.color(), new Color(255, 170, 120), 0.35);
      case POTATO -> new Color(246, 228, 150);
      default -> new Color(252, 244, 214);
    };
  }

  private static void middle(Brush brush, Look look) {
    switch (look.category()) {
      case ORANGE -> {
        for (int i = 0; i < 4; i++) {
          var ray = brush.turned(i * Math.PI / 4);
          ray.line(-0.34, 0, 0.34, 0, 0.05, new Color(255, 236, 190));
        }
      }
      case TOMATO -> {
        for (int i = 0; i < 3; i++) {
          brush.turned(i * Math.PI * 2 / 3).ellipse(0, 0.18, 0.1, 0.12, new Color(246, 214, 120));
        }
      }
      case POTATO -> brush.ellipse(0, 0, 0.2, 0.16, new Color(250, 238, 178));
      default -> {
        brush.ellipse(-0.07, 0, 0.05, 0.1, new Color(96, 58, 30));
        brush.ellipse(0.07, 0, 0.05, 0.1, new Color(96, 58, 30));
      }
    }
  }
}
