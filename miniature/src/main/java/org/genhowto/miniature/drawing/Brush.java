package org.genhowto.miniature.drawing;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.RadialGradientPaint;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;

/** Draws shapes in the coordinates of its graphics; y grows downwards. */
public final class Brush {
  private final Graphics2D graphics;

  public Brush(Graphics2D graphics) {
    this.graphics = graphics;
  }

  /** A brush whose origin lies at (x, y) and whose unit is {@code scale} of this one's. */
  public Brush at(double x, double y, double scale) {
    var inner = (Graphics2D) graphics.create();
    inner.translate(x, y);
    inner.scale(scale, scale);
    return new Brush(inner);
  }

  /** A brush turned by that many radians about the origin. */
  public Brush turned(double angle) {
    var inner = (Graphics2D) graphics.create();
    inner.rotate(angle);
    return new Brush(inner);
  }

  /** A brush that leaves everything outside the shape alone. */
  public Brush within(Shape shape) {
    var inner = (Graphics2D) graphics.create();
    inner.clip(shape);
    return new Brush(inner);
  }

  /** A brush whose x axis is mirrored. */
  public Brush mirrored() {
    var inner = (Graphics2D) graphics.create();
    inner.scale(-1, 1);
    return new Brush(inner);
  }

  public void fill(Shape shape, Paint paint) {
    graphics.setPaint(paint);
    graphics.fill(shape);
  }

  public void outline(Shape shape, double width, Color color) {
    graphics.setPaint(color);
    graphics.setStroke(
        new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    graphics.draw(shape);
  }

  public void line(double x1, double y1, double x2, double y2, double width, Color color) {
    outline(new Line2D.Double(x1, y1, x2, y2), width, color);
  }

  public void ellipse(double x, double y, double radiusX, double radiusY, Paint paint) {
    fill(oval(x, y, radiusX, radiusY), paint);
  }

  public void box(double x, double y, double width, double height, Paint paint) {
    fill(new Rectangle2D.Double(x, y, width, height), paint);
  }

  public void roundBox(
      double x, double y, double width, double height, double corner, Paint paint) {
    fill(new RoundRectangle2D.Double(x, y, width, height, corner, corner), paint);
  }

  public void polygon(Paint paint, double... xy) {
    fill(path(xy), paint);
  }

  /** An ellipse lit from the upper left. */
  public void ball(double x, double y, double radiusX, double radiusY, Color color) {
    ellipse(x, y, radiusX, radiusY, glow(x, y, Math.max(radiusX, radiusY), color));
  }

  /** The soft shadow of something that stands at (x, y). */
  public void shadow(double x, double y, double radiusX, double radiusY) {
    ellipse(x, y, radiusX, radiusY, new Color(0, 0, 0, 40));
    ellipse(x, y, radiusX * 0.85, radiusY * 0.8, new Color(0, 0, 0, 40));
  }

  public static Ellipse2D oval(double x, double y, double radiusX, double radiusY) {
    return new Ellipse2D.Double(x - radiusX, y - radiusY, 2 * radiusX, 2 * radiusY);
  }

  public static Path2D path(double... xy) {
    var path = new Path2D.Double();
    path.moveTo(xy[0], xy[1]);
    for (int i = 2; i < xy.length; i += 2) {
      path.lineTo(xy[i], xy[i + 1]);
    }
    path.closePath();
    return path;
  }

  private static Paint glow(double x, double y, double radius, Color color) {
    return new RadialGradientPaint(
        new Point2D.Double(x - radius * 0.35, y - radius * 0.4),
        (float) (radius * 1.7),
        new float[] {0, 0.45f, 1},
        new Color[] {Colors.shade(color, 1.35), color, Colors.shade(color, 0.5)});
  }
}
