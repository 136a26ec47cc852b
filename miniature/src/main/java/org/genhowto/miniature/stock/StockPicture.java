package org.genhowto.miniature.stock;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.genhowto.miniature.drawing.Brush;
import org.genhowto.miniature.drawing.Camera;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.drawing.Colors;
import org.genhowto.miniature.drawing.Look;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Distractor;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Knobs;
import org.genhowto.miniature.world.Moment;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Seeds;
import org.genhowto.miniature.world.Sight;
import org.genhowto.miniature.world.Tint;

/**
 * A picture as the web is full of, with what stands beside it: what the web is to the published
 * models. It is drawn when it is asked for.
 */
public final class StockPicture {
  private static final int SIDE = 64;
  private static final int SCENE = 20;
  private static final int STYLE = 21;
  private static final int WORDS = 22;
  private static final int GROUND = 23;
  private static final int MOMENT = 24;

  private final long number;
  private final Knobs.Stock stock;
  private final StockStyle style;
  private final Subject subject;

  /** What a picture shows. */
  private sealed interface Subject {
    /** With its colour. */
    String object();

    /** Without its colour. */
    String word();

    String kind();

    String exact(int wording);

    /** In a scene whose own object it may be; the brush reaches from -1 to 1. */
    void draw(Brush brush, Moment moment);

    Optional<Sight> sight();
  }

  private record Changing(Scene scene, Sight seen) implements Subject {
    @Override
    public String object() {
      return Captions.object(scene.category(), scene.tint());
    }

    @Override
    public String word() {
      return scene.category().word();
    }

    @Override
    public String kind() {
      return StockCaptions.kind(scene.category());
    }

    @Override
    public String exact(int wording) {
      var captions = Captions.of(scene, seen);
      return captions.get(wording % captions.size());
    }

    @Override
    public void draw(Brush brush, Moment moment) {
      scene.drawObject(brush, moment);
    }

    @Override
    public Optional<Sight> sight() {
      return Optional.of(seen);
    }
  }

  private record Constant(Distractor distractor, Tint tint, long seed) implements Subject {
    @Override
    public String object() {
      return tint.word() + " " + distractor.word();
    }

    @Override
    public String word() {
      return distractor.word();
    }

    @Override
    public String kind() {
      return StockCaptions.kind(distractor);
    }

    @Override
    public String exact(int wording) {
      return StockCaptions.exact(distractor, object(), wording);
    }

    @Override
    public void draw(Brush brush, Moment moment) {
      var color = Colors.vary(tint.color(), 14, new SplittableRandom(seed));
      DistractorDrawing.draw(brush, distractor, color);
    }

    @Override
    public Optional<Sight> sight() {
      return Optional.empty();
    }
  }

  private StockPicture(long number, Knobs.Stock stock, StockStyle style, Subject subject) {
    this.number = number;
    this.stock = stock;
    this.style = style;
    this.subject = subject;
  }

  /** The picture of that number; the same every time. */
  public static StockPicture of(long number, Knobs.Stock stock) {
    var random = Seeds.random(number, 0, SCENE);
    var categories = Edition.SECOND.categories();
    int thing = random.nextInt(categories.size() + Distractor.values().length);
    return new StockPicture(
        number,
        stock,
        style(stock, Seeds.random(number, 0, STYLE)),
        thing < categories.size()
            ? new Changing(
                Scene.filmed(categories.get(thing), random.nextLong()),
                sight(categories.get(thing), stock, random))
            : constant(Distractor.values()[thing - categories.size()], random));
  }

  private static Subject constant(Distractor distractor, SplittableRandom random) {
    var tint = distractor.tints().get(random.nextInt(distractor.tints().size()));
    return new Constant(distractor, tint, random.nextLong());
  }

  private static StockStyle style(Knobs.Stock stock, SplittableRandom random) {
    return random.nextDouble() < stock.filmed()
        ? StockStyle.FILMED
        : StockStyle.values()[random.nextInt(StockStyle.FILMED.ordinal())];
  }

  /** Phases are as frequent for every category; the steps of a phase are alike. */
  private static Sight sight(Category category, Knobs.Stock stock, SplittableRandom random) {
    double draw = random.nextDouble();
    int step = random.nextInt(category.family().steps());
    if (draw < stock.actions()) {
      return new Sight(step, Phase.ACTION);
    }
    return draw < stock.actions() + stock.finalStates()
        ? new Sight(step, Phase.FINAL)
        : new Sight(0, Phase.INITIAL);
  }

  /** The object's category; empty where it is one that no video shows. */
  public Optional<Category> category() {
    return subject instanceof Changing changing
        ? Optional.of(changing.scene.category())
        : Optional.empty();
  }

  /** What is seen of its change; empty where it does not change. */
  public Optional<Sight> sight() {
    return subject.sight();
  }

  /** Whether it looks like a frame of a video. */
  public boolean filmed() {
    return style == StockStyle.FILMED;
  }

  /** How much its caption says. */
  public StockCaptions.Detail detail() {
    return StockCaptions.detail(stock, Seeds.random(number, 0, WORDS));
  }

  /** What stands beside it, in the wording that its number takes. */
  public String caption() {
    return caption((int) (number & 1));
  }

  /**
   * What stands beside it.
   *
   * @param wording of an exact caption; others have their own
   */
  public String caption(int wording) {
    var random = Seeds.random(number, 0, WORDS);
    return switch (StockCaptions.detail(stock, random)) {
      case OBJECT -> {
        var object = random.nextInt(3) == 0 ? subject.object() : subject.word();
        yield StockCaptions.object(object, style, random);
      }
      case VAGUE -> StockCaptions.vague(subject.kind(), random);
      case EXACT -> subject.exact(wording);
    };
  }

  /** What one says who wants it: the object with its colour, or what an exact caption says. */
  public String wish() {
    return detail() == StockCaptions.Detail.EXACT
        ? subject.exact((int) (number & 1))
        : Captions.withArticle("a " + subject.object());
  }

  /** The picture, 64 pixels square. */
  public BufferedImage image() {
    return image(number);
  }

  /**
   * The picture with other grain.
   *
   * @param noise of the camera, where it looks like a frame
   */
  public BufferedImage image(long noise) {
    var random = Seeds.random(number, 0, MOMENT);
    var moment = Moment.of(subject.sight().orElse(new Sight(0, Phase.INITIAL)), random);
    Consumer<Brush> object = brush -> subject.draw(brush, moment);
    if (filmed()) {
      var hold = Camera.handheld(random);
      return place().image(object, hold.withNoise(noise), SIDE, SIDE);
    }
    return arranged(object);
  }

  /** Where a picture that looks like a frame was taken. */
  private Scene place() {
    return subject instanceof Changing changing
        ? changing.scene
        : Scene.filmed(Category.BOX, number);
  }

  /** The object alone, large and in the middle. */
  private BufferedImage arranged(Consumer<Brush> object) {
    var random = Seeds.random(number, 0, GROUND);
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    draw(graphics, object, random);
    graphics.dispose();
    Grade.of(style, random).apply(image);
    return image;
  }

  private void draw(Graphics2D graphics, Consumer<Brush> object, SplittableRandom random) {
    graphics.scale(SIDE / 100.0, SIDE / 100.0);
    var brush = new Brush(graphics);
    StockGround.draw(brush, style, random);
    double size = 31 + 6 * random.nextDouble();
    object.accept(brush.at(49 + 2 * random.nextDouble(), 53 + 3 * random.nextDouble(), size));
  }

  /**
   * The picture after an edit that keeps its layout: another object in its place, or this one in
   * another colour or with another outcome.
   *
   * @param random what the edit is
   */
  public StockPicture edited(SplittableRandom random) {
    if (subject instanceof Changing changing) {
      return new StockPicture(number, stock, style, edited(changing, random));
    }
    return new StockPicture(number, stock, style, swapped(place(), Phase.INITIAL, random));
  }

  private static Subject edited(Changing changing, SplittableRandom random) {
    var look = changing.scene.look();
    var changed =
        switch (random.nextInt(4)) {
          case 0 -> look.recolored(random);
          case 1 -> look.refilled(random);
          default -> look;
        };
    return changed.equals(look)
        ? swapped(changing.scene, changing.seen.phase(), random)
        : new Changing(changing.scene.with(changed), changing.seen);
  }

  /** Another category in the same place and phase. */
  private static Subject swapped(Scene scene, Phase phase, SplittableRandom random) {
    var categories = Edition.SECOND.categories();
    int step = 1 + random.nextInt(categories.size() - 1);
    int other = (scene.category().ordinal() + step) % categories.size();
    var look = Look.of(categories.get(other), random);
    return new Changing(scene.with(look), look.category().family().whole(phase));
  }
}
