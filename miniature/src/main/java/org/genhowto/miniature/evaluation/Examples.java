package org.genhowto.miniature.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.evaluator.protocol.EvaluatedImage.Exposure;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Scale;
import org.genhowto.miniature.world.World;
import org.genhowto.runtime.blob.Sha256;

/**
 * What every method is asked with.
 *
 * @param mined of the measured categories; the classifiers learn from them
 * @param scenes of all categories; those of the measured ones are tested on as well
 * @param further test scenes of the measured categories, whose truth alone is looked at
 */
record Examples(
    World world, List<MinedExample> mined, List<TestScene> scenes, List<TestScene> further) {
  private static final int VERSION_DIGITS = 12;

  Examples {
    mined = List.copyOf(mined);
    scenes = List.copyOf(scenes);
    further = List.copyOf(further);
    requireOwnNames(mined);
  }

  /**
   * The held-out samples of a folder and the test scenes of a trial.
   *
   * @throws IllegalArgumentException where a measured category has no sample, or two samples have
   *     one name
   */
  static Examples of(Path heldOut, Scale scale, SceneSeeds seeds) throws IOException {
    var world = scale.world();
    var trial = scale.trial();
    var all = MinedExample.of(heldOut);
    var measured =
        Arrays.stream(Exposure.values())
            .flatMap(exposure -> categories(world, exposure).stream())
            .toList();
    for (var category : measured) {
      if (all.stream().noneMatch(example -> example.category() == category)) {
        throw new IllegalArgumentException(
            "%s has no sample of %s, expected at least one".formatted(heldOut, category.word()));
      }
    }
    return new Examples(
        world,
        all.stream().filter(example -> measured.contains(example.category())).toList(),
        TestScene.of(world.asked(), trial.scenes(), Example.SIDE, seeds),
        further(measured, trial, seeds));
  }

  private static List<TestScene> further(
      List<Category> categories, Scale.Trial trial, SceneSeeds seeds) {
    var further = new ArrayList<TestScene>();
    for (var category : categories) {
      for (int number = trial.scenes(); number < trial.truths(); number++) {
        further.add(TestScene.of(category, number, Example.SIDE, seeds));
      }
    }
    return further;
  }

  private static void requireOwnNames(List<MinedExample> mined) {
    var ids = new HashSet<String>();
    for (var example : mined) {
      if (!ids.add(example.id())) {
        throw new IllegalArgumentException(
            "two mined samples are called %s, expected one".formatted(example.id()));
      }
    }
  }

  /** The categories of an experiment; classes are numbered in this order. */
  List<Category> categories(Exposure exposure) {
    return categories(world, exposure);
  }

  private static List<Category> categories(World world, Exposure exposure) {
    return switch (exposure) {
      case UNSEEN -> world.unseen();
      case SEEN -> world.siblings();
    };
  }

  /** The categories that were mined. */
  List<Category> measured() {
    return mined.stream().map(MinedExample::category).distinct().toList();
  }

  /** The mined examples of some categories. */
  Stream<MinedExample> mined(List<Category> categories) {
    return mined.stream().filter(example -> categories.contains(example.category()));
  }

  /** The test scenes of some categories. */
  Stream<TestScene> scenes(List<Category> categories) {
    return scenes.stream().filter(scene -> categories.contains(scene.category()));
  }

  /** What classifiers of some categories are tested on. */
  Stream<TestScene> tested(List<Category> categories) {
    return Stream.concat(scenes.stream(), further.stream())
        .filter(scene -> categories.contains(scene.category()));
  }

  /** All of them that every method is asked with. */
  List<Example> asked() {
    var asked = new ArrayList<Example>(mined);
    scenes(measured()).forEach(asked::add);
    return asked;
  }

  /** Those, and the scenes whose truth alone is looked at. */
  List<Example> all() {
    var all = asked();
    all.addAll(further);
    return all;
  }

  /** Names pictures and prompts: other examples have another version. */
  String version() {
    var hashes = new StringBuilder();
    for (var example : Stream.concat(mined.stream(), scenes.stream()).toList()) {
      hashes.append(example.id());
      for (var phase : Phase.values()) {
        hashes.append(Sha256.of(example.image(phase).rgb()));
      }
      hashes.append(example.actionPrompt()).append(example.finalPrompt());
    }
    return Sha256.of(hashes.toString()).substring(0, VERSION_DIGITS);
  }
}
