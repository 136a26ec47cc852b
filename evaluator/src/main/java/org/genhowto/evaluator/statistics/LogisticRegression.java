package org.genhowto.evaluator.statistics;

import java.util.Arrays;

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
    int d = features[0].length;
    Loss loss = new Loss(features, labels, classes, c);
    return new LogisticRegression(
        classes, d, Lbfgs.minimise(loss, new double[classes * (d + 1)], maxIterations));
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

  private record Loss(float[][] features, int[] labels, int classes, double c)
      implements Lbfgs.Function {
    @Override
    public double valueAndGradient(double[] at, double[] gradient) {
      int d = features[0].length;
      Arrays.fill(gradient, 0);
      double value = 0;
      for (int n = 0; n < features.length; n++) {
        double[] p = logits(at, features[n], classes, d);
        value += softmaxInPlace(p, labels[n]);
        p[labels[n]] -= 1;
        for (int k = 0; k < classes; k++) {
          addScaled(gradient, k * (d + 1), features[n], p[k]);
        }
      }
      for (int k = 0; k < classes; k++) {
        for (int i = k * (d + 1); i < k * (d + 1) + d; i++) {
          value += 0.5 * at[i] * at[i] / c;
          gradient[i] += at[i] / c;
        }
      }
      return value;
    }

    /** Turns logits into probabilities and returns the cross-entropy of the label. */
    private static double softmaxInPlace(double[] logits, int label) {
      double max = Arrays.stream(logits).max().orElseThrow();
      double sum = 0;
      double own = logits[label] - max;
      for (int k = 0; k < logits.length; k++) {
        logits[k] = Math.exp(logits[k] - max);
        sum += logits[k];
      }
      for (int k = 0; k < logits.length; k++) {
        logits[k] /= sum;
      }
      return Math.log(sum) - own;
    }

    private static void addScaled(double[] gradient, int base, float[] row, double scale) {
      for (int i = 0; i < row.length; i++) {
        gradient[base + i] += scale * row[i];
      }
      gradient[base + row.length] += scale;
    }
  }
}
