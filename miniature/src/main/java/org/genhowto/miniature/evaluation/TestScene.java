package org.genhowto.miniature.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.genhowto.miniature.drawing.Camera;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.video.Pictures;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Moment;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Seeds;
import org.genhowto.networks.image.RgbImage;

/**
 * A scene that nothing was trained on, with the truth: the same camera sees it before, during and
 * after the action.
 *
 * @param actionPrompt asks for the action, {@code finalPrompt} for the final state
 */
public record TestScene(
    Category category,
    long seed,
    RgbImage initial,
    RgbImage action,
    RgbImage finalState,
    String actionPrompt,
    String finalPrompt)
    implements Example {
  /** The test scene of that category and number in a world that nobody registered. */
  public static TestScene of(Category category, int number, int side) {
    return of(category, number, side, SceneSeeds.usual());
  }

  /**
   * The test scene of that category and number. What changes in several steps is asked for its last
   * action and its final state.
   *
   * @param side of the pictures, in pixels
   */
  public static TestScene of(Category category, int number, int side, SceneSeeds seeds) {
    long seed = seeds.of(category, number);
    var family = category.family();
    var scene = Scene.filmed(category, seed);
    var camera = Camera.handheld(Seeds.random(seed, category.ordinal(), 7));
    var action = Moment.of(family.whole(Phase.ACTION), Seeds.random(seed, category.ordinal(), 8));
    var last = Moment.of(family.whole(Phase.FINAL), Seeds.random(seed, category.ordinal(), 9));
    int wording = number % 2;
    return new TestScene(
        category,
        seed,
        Pictures.rgb(scene.image(Moment.initial(), camera, side, side)),
        Pictures.rgb(scene.image(action, camera, side, side)),
        Pictures.rgb(scene.image(last, camera, side, side)),
        Captions.of(scene, Phase.ACTION).get(wording),
        Captions.of(scene, Phase.FINAL).get(wording));
  }

  /** The first so many test scenes of each category. */
  public static List<TestScene> of(
      List<Category> categories, int each, int side, SceneSeeds seeds) {
    var scenes = new ArrayList<TestScene>();
    for (var category : categories) {
      for (int number = 0; number < each; number++) {
        scenes.add(of(category, number, side, seeds));
      }
    }
    return scenes;
  }

  @Override
  public String id() {
    return "test-" + category.word() + "-" + seed;
  }

  @Override
  public String video() {
    return id();
  }

  @Override
  public RgbImage image(Phase phase) {
    return switch (phase) {
      case INITIAL -> initial;
      case ACTION -> action;
      case FINAL -> finalState;
    };
  }
}
