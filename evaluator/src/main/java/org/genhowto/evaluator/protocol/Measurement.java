package org.genhowto.evaluator.protocol;

import java.util.Optional;
import org.genhowto.evaluator.statistics.ClassifierGrid;
import org.genhowto.evaluator.statistics.FrechetDistance;
import org.genhowto.evaluator.statistics.KernelDistance;

/**
 * What one run gives for one experiment.
 *
 * @param classes number of classes, twice the categories
 * @param accuracy as published; empty where the run has nothing to classify with
 * @param control accuracy with round-trip images in the place of the initial images of training;
 *     empty where there are none
 * @param distances empty where the run has no images for the test set's inputs
 */
record Measurement(
    int classes,
    Optional<Classified> accuracy,
    Optional<Classified> control,
    Optional<Distances> distances) {

  /**
   * Accuracy on real test images.
   *
   * @param trained number of training images, those for validation included; 0 without training
   * @param choice the point of the grid; empty without training
   */
  record Classified(
      double accuracy, int trained, int tested, Optional<ClassifierGrid.Choice> choice) {}

  /**
   * Distances of generated images to the real targets of the same test inputs.
   *
   * @param generated number of generated images
   * @param real number of real images
   * @param features names network, weights and input
   */
  record Distances(double fid, double kid, int generated, int real, String features) {

    static Distances between(float[][] generated, float[][] real, String features) {
      return new Distances(
          FrechetDistance.between(generated, real),
          KernelDistance.between(generated, real),
          generated.length,
          real.length,
          features);
    }
  }
}
