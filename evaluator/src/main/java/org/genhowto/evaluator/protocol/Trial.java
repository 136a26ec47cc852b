package org.genhowto.evaluator.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.genhowto.evaluator.protocol.Measurement.Classified;
import org.genhowto.evaluator.statistics.ClassifierGrid;
import org.genhowto.evaluator.statistics.LabelledRows;
import org.genhowto.evaluator.statistics.LogisticRegression;

/**
 * Training of the downstream classifier and its test, on features.
 *
 * @param train at least a row of every class
 * @param videos one a training row, at least two different ones
 * @param test at least one row
 */
record Trial(LabelledRows train, List<String> videos, LabelledRows test, int classes) {

  /**
   * Chooses C and max_iter on some of the videos, and trains on all of them.
   *
   * @param seed draws the videos for validation
   */
  Classified run(ClassifierGrid grid, long seed) {
    Set<String> aside = VideoHoldout.draw(videos, seed);
    List<Integer> fit = new ArrayList<>();
    List<Integer> validation = new ArrayList<>();
    for (int i = 0; i < videos.size(); i++) {
      (aside.contains(videos.get(i)) ? validation : fit).add(i);
    }
    ClassifierGrid.Choice choice = grid.choose(train.pick(fit), train.pick(validation), classes);
    LogisticRegression classifier =
        LogisticRegression.fit(
            train.features(), train.labels(), classes, choice.c(), choice.maxIterations());
    double accuracy = classifier.accuracy(test.features(), test.labels());
    return new Classified(accuracy, train.size(), test.size(), Optional.of(choice));
  }
}
