package org.genhowto.evaluator.statistics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * Multinomial logistic regression with an L2 penalty on the weights and none on the intercepts:
 * minimises {@code sum_n CE_n + |W|^2 / (2 C)} from zero, as scikit-learn 1.2's LogisticRegression
 * does (the downstream classifier of the paper, section 4.2). The scale matters: times C, the
 * gradient would meet the same tolerance at the first steps where C is as small as the paper's.
 */
public final class LogisticRegression {
  private final int classes;
  private final int dimensions;

  /** Row k: weights of class k, then its intercept. */
  private final double[] parameters;

  private final boolean converged;

  private LogisticRegression(int classes, int dimensions, Lbfgs.Minimum minimum) {
    this.classes = classes;
    this.dimensions = dimensions;
    this.parameters = minimum.at();
    this.converged = minimum.reached();
  }

  /**
   * Fits a classifier.
   *
   * @param features n rows of d numbers
   * @param labels class of each row, 0 to classes-1
   * @param c inverse strength of the penalty, above 0
   * @param maxIterations bound on L-BFGS iterations
   */
  public static LogisticRegression fit(
      float[][] features, int[] labels, int classes, double c, int maxIterations) {
    if (features.length == 0 || features.length != labels.length) {
      throw new IllegalArgumentException(
          features.length
              + " feature rows with "
              + labels.length
              + " labels: expected as many, at least one");
    }
    if (!(c > 0)) {
      throw new IllegalArgumentException("C is " + c + ", expected above 0");
    }
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException("label " + label + ", expected 0 to " + (classes - 1));
      }
    }
    FeatureRows.require(features, "training rows", 1);
    int d = features[0].length;
    try (Loss loss = new Loss(features, labels, classes, c)) {
      return new LogisticRegression(
          classes, d, Lbfgs.minimise(loss, new double[classes * (d + 1)], maxIterations));
    }
  }

  /** The most probable class of a row. */
  public int predict(float[] row) {
    double[] logits = logits(parameters, row, classes, dimensions);
    int best = 0;
    for (int k = 1; k < classes; k++) {
      if (logits[k] > logits[best]) {
        best = k;
      }
    }
    return best;
  }

  /** Share of rows whose class is predicted, in [0, 1]. */
  public double accuracy(float[][] features, int[] labels) {
    int right = 0;
    for (int i = 0; i < features.length; i++) {
      right += predict(features[i]) == labels[i] ? 1 : 0;
    }
    return right / (double) features.length;
  }

  /** Whether a tolerance ended the fit, so that a higher bound on iterations gives the same. */
  boolean converged() {
    return converged;
  }

  /** Weight of one feature in one class's logit. */
  double weight(int label, int feature) {
    return parameters[label * (dimensions + 1) + feature];
  }

  /** Intercept of one class's logit. */
  double intercept(int label) {
    return parameters[label * (dimensions + 1) + dimensions];
  }

  private static double[] logits(double[] parameters, float[] row, int classes, int d) {
    double[] logits = new double[classes];
    for (int k = 0; k < classes; k++) {
      int base = k * (d + 1);
      double sum = parameters[base + d];
      for (int i = 0; i < d; i++) {
        sum += parameters[base + i] * row[i];
      }
      logits[k] = sum;
    }
    return logits;
  }

  /** The rows as matrices, which every step of the search goes over. */
  private static final class Loss implements Lbfgs.Function, AutoCloseable {
    private final Algebra algebra = new Algebra();
    private final NDArray rows;
    private final NDArray classOfRow;
    private final NDArray inverse;
    private final int classes;
    private final int width;

    Loss(float[][] features, int[] labels, int classes, double c) {
      this.classes = classes;
      this.width = features[0].length + 1;
      double[] one = new double[labels.length * classes];
      for (int i = 0; i < labels.length; i++) {
        one[i * classes + labels[i]] = 1;
      }
      rows = algebra.call("with_intercept", algebra.rows(features)).singletonOrThrow();
      classOfRow = algebra.matrix(one, labels.length, classes);
      inverse = algebra.number(1 / c);
    }

    @Override
    public double valueAndGradient(double[] at, double[] gradient) {
      try (NDArray weights = algebra.matrix(at, classes, width);
          NDList found = algebra.call("cross_entropy", weights, rows, classOfRow, inverse)) {
        double[] slopes = found.get(1).toDoubleArray();
        System.arraycopy(slopes, 0, gradient, 0, slopes.length);
        return found.get(0).getDouble();
      }
    }

    @Override
    public void close() {
      algebra.close();
    }
  }
}
