package org.genhowto.miniature.drawing;

import java.awt.Color;
import java.awt.GradientPaint;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The wall, the table and what stands about. Coordinates: the central square of the picture is 100
 * by 100; a wide picture shows more to the left (negative x) and to the right.
 *
 * @param edge height at which the table meets the wall
 */
record Backdrop(Color wall, Wall pattern, boolean window, Table table, double edge, long seed) {
  private static final double LEFT = -60;
  private static final double WIDTH = 220;
  private static final List<Color> WALLS =
      List.of(
          new Color(226, 214, 192),
          new Color(188, 208, 220),
          new Color(198, 216, 190),
          new Color(230, 196, 186),
          new Color(206, 202, 214),
          new Color(238, 236, 230),
          new Color(150, 170, 182));

  enum Wall {
    PLAIN,
    TILES,
    STRIPES
  }

  enum Table {
    OAK(new Color(190, 142, 92)),
    WALNUT(new Color(122, 82, 54)),
    MARBLE(new Color(222, 222, 220)),
    SLATE(new Color(104, 110, 118)),
    CLOTH(new Color(150, 178, 198));

    private final Color color;

    Table(Color color) {
      this.color = color;
    }
  }

  static Backdrop of(SplittableRandom random) {
    return new Backdrop(
        Colors.vary(WALLS.get(random.nextInt(WALLS.size())), 12, random),
        Wall.values()[random.nextInt(Wall.values().length)],
        random.nextInt(4) == 0,
        Table.values()[random.nextInt(Table.values().length)],
        28 + random.nextDouble() * 14,
        random.nextLong());
  }

  void draw(Brush brush) {
    var random = new SplittableRandom(seed);
    brush.box(LEFT, -20, WIDTH, edge + 30, wall);
    pattern(brush);
    if (window) {
      window(brush, random.nextBoolean() ? -30 + random.nextInt(30) : 70 + random.nextInt(40));
    }
    table(brush, random);
  }

  private void pattern(Brush brush) {
    var line = Colors.shade(wall, 0.9);
    switch (pattern) {
      case PLAIN -> {}
      case TILES -> {
        for (double x = LEFT; x < LEFT + WIDTH; x += 14) {
          brush.line(x, -20, x, edge, 1, line);
        }
        for (double y = edge - 8; y > -20; y -= 12) {
          brush.line(LEFT, y, LEFT + WIDTH, y, 1, line);
        }
      }
      case STRIPES -> {
        for (double x = LEFT; x < LEFT + WIDTH; x += 18) {
          brush.box(x, -20, 9, edge + 20, Colors.shade(wall, 0.95));
        }
      }
    }
  }

  private void window(Brush brush, double x) {
    brush.box(x - 2, -20, 34, edge + 8, new Color(244, 242, 236));
    brush.box(x, -20, 30, edge + 6, new Color(190, 222, 244));
    brush.box(x + 14, -20, 2, edge + 6, new Color(244, 242, 236));
  }

  private void table(Brush brush, SplittableRandom random) {
    var near = Colors.shade(table.color, 1.06);
    var far = Colors.shade(table.color, 0.86);
    brush.box(LEFT, edge, WIDTH, 140, new GradientPaint(0, (float) edge, far, 0, 110, near));
    brush.box(LEFT, edge - 1.5, WIDTH, 3, Colors.shade(table.color, 0.6));
    switch (table) {
      case OAK, WALNUT -> {
        for (double y = edge + 8; y < 120; y += 9 + random.nextInt(5)) {
          brush.line(LEFT, y, LEFT + WIDTH, y + 2, 0.8, Colors.shade(table.color, 0.8));
        }
      }
      case MARBLE -> {
        for (int i = 0; i < 8; i++) {
          double x = LEFT + random.nextInt(200);
          double y = edge + random.nextInt(60);
          brush.line(x, y, x + 26, y + 16 - random.nextInt(24), 1, new Color(190, 192, 196));
        }
      }
      case CLOTH -> {
        for (double x = LEFT; x < LEFT + WIDTH; x += 20) {
          brush.box(x, edge + 1, 8, 120, Colors.alpha(Color.WHITE, 0.2));
        }
      }
      case SLATE -> {}
    }
  }
}
