package org.genhowto.miniature.drawing;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The things that stand about the object and take no part. */
record Clutter(List<Item> items) {

  enum Kind {
    BOTTLE,
    JAR,
    BLOCK,
    LEAF,
    PLATE
  }

  record Item(Kind kind, double x, double y, double size, Color color) {}

  static Clutter of(int count, double edge, SplittableRandom random) {
    var items = new ArrayList<Item>();
    for (int i = 0; i < count; i++) {
      double offset = random.nextDouble() * 42;
      double x = random.nextBoolean() ? 12 - offset : 88 + offset;
      var kind = Kind.values()[random.nextInt(Kind.values().length)];
      double y = edge + 2 + random.nextDouble() * 10;
      var color =
          new Color(random.nextInt(50, 220), random.nextInt(50, 220), random.nextInt(50, 220));
      items.add(new Item(kind, x, y, 7 + random.nextDouble() * 5, color));
    }
    return new Clutter(List.copyOf(items));
  }

  void draw(Brush brush) {
    for (var item : items) {
      draw(brush.at(item.x(), item.y(), item.size()), item);
    }
  }

  private static void draw(Brush brush, Item item) {
    brush.shadow(0.1, 0.05, 0.8, 0.25);
    switch (item.kind()) {
      case BOTTLE -> {
        brush.roundBox(-0.45, -2.0, 0.9, 2.1, 0.4, item.color());
        brush.box(-0.18, -2.8, 0.36, 0.9, Colors.shade(item.color(), 0.8));
      }
      case JAR -> {
        brush.roundBox(-0.65, -1.3, 1.3, 1.4, 0.3, Colors.shade(item.color(), 1.3));
        brush.roundBox(-0.7, -1.5, 1.4, 0.35, 0.2, Colors.shade(item.color(), 0.7));
      }
      case BLOCK -> {
        brush.box(-0.8, -1.0, 1.6, 1.1, item.color());
        brush.polygon(
            Colors.shade(item.color(), 1.25), -0.8, -1.0, 0.8, -1.0, 0.55, -1.35, -0.55, -1.35);
      }
      case LEAF -> {
        for (int i = -2; i <= 2; i++) {
          brush.turned(i * 0.45).ellipse(0, -0.9, 0.2, 0.8, new Color(70, 130, 66));
        }
        brush.box(-0.4, -0.5, 0.8, 0.6, item.color());
      }
      case PLATE -> {
        brush.ellipse(0, 0, 1.2, 0.4, new Color(232, 232, 236));
        brush.ellipse(0, -0.03, 0.8, 0.25, new Color(214, 214, 220));
      }
    }
  }
}
