package org.genhowto.miniature.stock;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.RadialGradientPaint;
import java.awt.geom.Point2D;
import java.util.List;
import java.util.SplittableRandom;
import org.genhowto.miniature.drawing.Brush;
import org.genhowto.miniature.drawing.Colors;

/** What lies behind the object of a stock picture, on a square of 100 by 100. */
final class StockGround {
  private static final List<Color> WALLS =
      List.of(
          new Color(246, 246, 244),
          new Color(222, 226, 232),
          new Color(250, 224, 196),
          new Color(206, 226, 214),
          new Color(232, 208, 222),
          new Color(70, 76, 88));
  private static final List<Color> TABLES =
      List.of(
          new Color(150, 108, 72),
          new Color(96, 70, 52),
          new Color(226, 222, 214),
          new Color(74, 84, 92),
          new Color(206, 188, 160));
  private static final List<Color> PAPERS =
      List.of(
          new Color(255, 214, 90),
          new Color(110, 200, 220),
          new Color(250, 150, 140),
          new Color(160, 210, 130),
          new Color(190, 160, 230),
          new Color(244, 240, 228));

  private StockGround() {}

  static void draw(Brush brush, StockStyle style, SplittableRandom random) {
    switch (style) {
      case STUDIO, FILMED -> studio(brush, random);
      case OVERHEAD -> overhead(brush, random);
      case FLAT -> flat(brush, random);
    }
  }

  /** A sheet of paper that bends from the wall to the floor, lit in the middle. */
  private static void studio(Brush brush, SplittableRandom random) {
    var wall = Colors.vary(WALLS.get(random.nextInt(WALLS.size())), 10, random);
    var floor = Colors.shade(wall, 0.86);
    brush.box(0, 0, 100, 100, new GradientPaint(0, 50, wall, 0, 78, floor));
    var spot =
        new RadialGradientPaint(
            new Point2D.Double(50, 45),
            55,
            new float[] {0, 1},
            new Color[] {new Color(255, 255, 255, 120), new Color(255, 255, 255, 0)});
    brush.box(0, 0, 100, 100, spot);
  }

  private static void overhead(Brush brush, SplittableRandom random) {
    var table = Colors.vary(TABLES.get(random.nextInt(TABLES.size())), 10, random);
    brush.box(0, 0, 100, 100, table);
    switch (random.nextInt(3)) {
      case 0 -> {
        for (double x = random.nextInt(12); x < 100; x += 16) {
          brush.line(x, 0, x, 100, 1.2, Colors.shade(table, 0.7));
          brush.line(x + 5, 0, x + 6, 100, 0.6, Colors.shade(table, 0.9));
        }
      }
      case 1 -> {
        for (int i = 0; i < 9; i++) {
          double x = random.nextInt(100);
          double y = random.nextInt(100);
          brush.line(x - 18, y, x + 18, y + 24 - random.nextInt(48), 1, Colors.shade(table, 0.88));
        }
      }
      default -> {
        for (double at = 0; at < 100; at += 5) {
          brush.line(0, at, 100, at, 0.5, Colors.shade(table, 0.9));
          brush.line(at, 0, at, 100, 0.5, Colors.shade(table, 1.08));
        }
      }
    }
  }

  private static void flat(Brush brush, SplittableRandom random) {
    int paper = random.nextInt(PAPERS.size());
    brush.box(0, 0, 100, 100, PAPERS.get(paper));
    int other = (paper + 1 + random.nextInt(PAPERS.size() - 1)) % PAPERS.size();
    if (random.nextBoolean()) {
      brush.ellipse(50, 52, 44, 44, PAPERS.get(other));
    } else {
      brush.box(0, 70, 100, 30, PAPERS.get(other));
    }
  }
}
