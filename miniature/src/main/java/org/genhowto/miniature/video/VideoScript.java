package org.genhowto.miniature.video;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.genhowto.miniature.drawing.Camera;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Moment;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Seeds;
import org.genhowto.miniature.world.Sight;

/**
 * The shots of one instructional video of 25 to 45 seconds. Most show the initial state, the action
 * and the final state in this order, with titles, cut-aways and other objects between them; some
 * show the final state first, to tease; in a few nothing happens. What changes in two steps shows
 * both actions, and the state between them.
 */
public final class VideoScript {
  private static final int SHORTEST = 25;

  private final String id;
  private final Edition edition;
  private final Category category;
  private final long seed;
  private final List<Shot> shots = new ArrayList<>();

  private VideoScript(Edition edition, Category category, long seed) {
    this.edition = edition;
    this.id = id(category, seed);
    this.category = category;
    this.seed = seed;
  }

  /** The video of that category and seed; the same every time. */
  public static VideoScript of(Edition edition, Category category, long seed) {
    var script = new VideoScript(edition, category, seed);
    var random = Seeds.random(seed, category.ordinal(), 1);
    var scene = Scene.filmed(category, seed);
    if (random.nextInt(12) == 0) {
      script.nothingHappens(scene, random);
    } else {
      script.interaction(scene, random);
    }
    while (script.seconds() < SHORTEST) {
      script.shots.add(new Shot.Title(2, random.nextLong()));
    }
    return script;
  }

  private void interaction(Scene scene, SplittableRandom random) {
    if (random.nextInt(10) < 6) {
      shots.add(new Shot.Title(1 + random.nextInt(3), random.nextLong()));
    }
    int steps = category.family().steps();
    if (random.nextInt(10) < 3) {
      shots.add(new Shot.Work(1 + random.nextInt(3), scene, steps - 1, Phase.FINAL, 1, 1));
      shots.add(new Shot.Title(1, random.nextLong()));
    }
    stretch(scene, 0, Phase.INITIAL, 5 + random.nextInt(4), random);
    for (int step = 0; step < steps; step++) {
      stretch(scene, step, Phase.ACTION, 6 + random.nextInt(5), random);
      stretch(scene, step, Phase.FINAL, 5 + random.nextInt(5), random);
    }
    if (random.nextBoolean()) {
      shots.add(new Shot.Title(1 + random.nextInt(3), random.nextLong()));
    }
  }

  private void nothingHappens(Scene scene, SplittableRandom random) {
    shots.add(new Shot.Title(2, random.nextLong()));
    for (int i = 0; i < 3; i++) {
      stretch(scene, 0, Phase.INITIAL, 5 + random.nextInt(4), random);
    }
  }

  /** One phase, in which the picture may cut away once. */
  private void stretch(Scene scene, int step, Phase phase, int seconds, SplittableRandom random) {
    double from = phase == Phase.FINAL ? 1 : phase == Phase.ACTION ? 0.2 : 0;
    double to = phase == Phase.ACTION ? 0.8 : from;
    if (random.nextInt(3) > 0) {
      shots.add(new Shot.Work(seconds, scene, step, phase, from, to));
      return;
    }
    int first = 1 + random.nextInt(seconds - 1);
    double middle = from + (to - from) * first / seconds;
    shots.add(new Shot.Work(first, scene, step, phase, from, middle));
    shots.add(cutAway(scene, 1 + random.nextInt(3), random));
    shots.add(new Shot.Work(seconds - first, scene, step, phase, middle, to));
  }

  private Shot cutAway(Scene scene, int seconds, SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Shot.Table(seconds, scene);
      case 1 -> new Shot.Title(seconds, random.nextLong());
      default -> {
        var categories = edition.categories();
        int step = 1 + random.nextInt(categories.size() - 1);
        var other = categories.get((category.ordinal() + step) % categories.size());
        var phase = Phase.values()[random.nextInt(Phase.values().length)];
        yield new Shot.Elsewhere(
            seconds,
            Scene.filmed(other, random.nextLong()),
            Moment.of(other.family().whole(phase), random));
      }
    };
  }

  public static String id(Category category, long seed) {
    return String.format("%s-%06d", category.word(), seed);
  }

  /** Category and seed in one name. */
  public String id() {
    return id;
  }

  public Category category() {
    return category;
  }

  public int seconds() {
    return shots.stream().mapToInt(Shot::seconds).sum();
  }

  /**
   * Truth: one label a second, 0 background, 1 initial, 2 action, 3 final. A state between two
   * steps counts as background: it is the final one of the step before it and the initial one of
   * the step after it, see {@link #labels(Phase)}.
   */
  public int[] labels() {
    return labels(Shot::label);
  }

  /**
   * The same with states between two steps as what they are for one of these.
   *
   * @param between final for the step before, initial for the step after
   */
  public int[] labels(Phase between) {
    return labels(shot -> shot.between() ? between.label() : shot.label());
  }

  private int[] labels(ToIntFunction<Shot> label) {
    return shots.stream()
        .flatMapToInt(shot -> IntStream.range(0, shot.seconds()).map(s -> label.applyAsInt(shot)))
        .toArray();
  }

  /** Truth: what the seconds show of the change; those of the background are missing. */
  public Map<Integer, Sight> sights() {
    var sights = new TreeMap<Integer, Sight>();
    int second = 0;
    for (var shot : shots) {
      for (int i = 0; i < shot.seconds(); i++) {
        if (shot instanceof Shot.Work work) {
          sights.put(second + i, Sight.of(work.step(), work.phase()));
        }
      }
      second += shot.seconds();
    }
    return sights;
  }

  /**
   * Whether three seconds show a state, an action after it, and a state after that: of one step, or
   * of several together.
   */
  public boolean isRight(int initial, int action, int finalState) {
    var sights = sights();
    var before = sights.get(initial);
    var during = sights.get(action);
    var after = sights.get(finalState);
    return before != null
        && during != null
        && after != null
        && before.phase() != Phase.ACTION
        && during.phase() == Phase.ACTION
        && after.phase() != Phase.ACTION
        && before.number() < during.number()
        && during.number() < after.number();
  }

  /** How well a search engine would say the video fits its category; it knows nothing of truth. */
  public double relevance() {
    return 0.3 + 0.7 * Seeds.random(seed, category.ordinal(), 2).nextDouble();
  }

  /** The picture at that time in seconds. */
  public BufferedImage image(double time, int width, int height) {
    double start = 0;
    for (int i = 0; i < shots.size(); i++) {
      var shot = shots.get(i);
      if (time < start + shot.seconds()) {
        return shot.image(time - start, camera(i, time), width, height);
      }
      start += shot.seconds();
    }
    throw new IllegalArgumentException(
        "Video " + id + " has " + seconds() + " seconds, so none shows time " + time + ".");
  }

  /** Pictures at the middle of every second, without encoding. */
  public List<BufferedImage> imagesEverySecond(int width, int height) {
    var images = new ArrayList<BufferedImage>();
    for (int second = 0; second < seconds(); second++) {
      images.add(image(second + 0.5, width, height));
    }
    return images;
  }

  /** A hand that holds the camera anew in every shot and trembles within it. */
  private Camera camera(int shot, double time) {
    var hold = Camera.handheld(Seeds.random(seed, category.ordinal(), 100 + shot));
    long noise = seed * 1_000 + Math.round(time * 100);
    return new Camera(
        hold.x() * 0.6 + 0.6 * Math.sin(time * 2.3),
        hold.y() * 0.6 + 0.6 * Math.cos(time * 1.7),
        hold.zoom(),
        hold.brightness(),
        noise);
  }
}
