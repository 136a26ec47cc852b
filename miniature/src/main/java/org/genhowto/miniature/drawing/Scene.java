package org.genhowto.miniature.drawing;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.ChangeResult;
import org.genhowto.miniature.world.Moment;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Seeds;
import org.genhowto.miniature.world.Tint;

/**
 * One object of one category in one place, under one light. Pictures of it differ by moment and
 * camera; the same seed gives the same scene, always.
 */
public final class Scene {
  private final Look look;
  private final Backdrop backdrop;
  private final Clutter clutter;
  private final Light light;
  private final Person person;
  private final double x;
  private final double y;
  private final double size;

  private Scene(Category category, boolean stock, SplittableRandom random) {
    this.look = Look.of(category, random);
    this.backdrop = Backdrop.of(random);
    this.clutter = Clutter.of(random.nextInt(stock ? 3 : 5), backdrop.edge(), random);
    this.light = Light.of(random);
    this.person = Person.of(random);
    this.x = 50 + (random.nextDouble() - 0.5) * 10;
    this.y = 60 + (random.nextDouble() - 0.5) * 8;
    this.size = 25 + random.nextDouble() * (stock ? 8 : 5);
  }

  private Scene(Look look, Scene surroundings) {
    this.look = look;
    this.backdrop = surroundings.backdrop;
    this.clutter = surroundings.clutter;
    this.light = surroundings.light;
    this.person = surroundings.person;
    this.x = surroundings.x;
    this.y = surroundings.y;
    this.size = surroundings.size;
  }

  /** A scene as videos show it. */
  public static Scene filmed(Category category, long seed) {
    return new Scene(category, false, Seeds.random(seed, category.ordinal(), 3));
  }

  /** A scene as a photographer would arrange it: a larger object, fewer things about. */
  public static Scene stock(Category category, long seed) {
    return new Scene(category, true, Seeds.random(seed, category.ordinal(), 4));
  }

  /** The same place and light with another object, or with this one in another look. */
  public Scene with(Look other) {
    return new Scene(other, this);
  }

  public Look look() {
    return look;
  }

  public Category category() {
    return look.category();
  }

  /** What this scene's interaction leaves behind. */
  public ChangeResult outcome() {
    return look.outcome();
  }

  /** The colour of the object. */
  public Tint tint() {
    return look.tint();
  }

  /** What the camera sees at that moment; the central square holds the object. */
  public BufferedImage image(Moment moment, Camera camera, int width, int height) {
    return image(brush -> drawObject(brush, moment), camera, width, height);
  }

  /**
   * The same with something else in the place of the object.
   *
   * @param object draws it, from about -1 to 1 in the brush's coordinates
   */
  public BufferedImage image(Consumer<Brush> object, Camera camera, int width, int height) {
    return picture(
        brush -> {
          surroundings(brush);
          object.accept(brush.at(x, y, size));
        },
        camera,
        width,
        height);
  }

  /** What the camera sees while the object is away. */
  public BufferedImage surroundings(Camera camera, int width, int height) {
    return picture(this::surroundings, camera, width, height);
  }

  private BufferedImage picture(Consumer<Brush> drawing, Camera camera, int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    aim(graphics, camera, width, height);
    drawing.accept(new Brush(graphics));
    graphics.dispose();
    light.shine(image, camera.brightness(), camera.noise());
    return image;
  }

  private static void aim(Graphics2D graphics, Camera camera, int width, int height) {
    double unit = Math.min(width, height) / 100.0 * camera.zoom();
    graphics.translate(width / 2.0, height / 2.0);
    graphics.scale(unit, unit);
    graphics.translate(camera.x() - 50, camera.y() - 50);
  }

  private void surroundings(Brush brush) {
    backdrop.draw(brush);
    clutter.draw(brush);
  }

  /**
   * Draws the object, and in an action whose hands change it, without its surroundings.
   *
   * @param brush the object reaches from about -1 to 1 in its coordinates
   */
  public void drawObject(Brush brush, Moment moment) {
    Subject.of(category().family()).draw(brush, look, moment.change());
    if (moment.phase() == Phase.ACTION) {
      person.draw(brush, look, moment);
    }
  }
}
