package org.genhowto.evaluator.statistics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Limited-memory BFGS (Nocedal and Wright, algorithm 7.5) with a weak Wolfe line search by
 * bisection, for smooth convex functions.
 */
final class Lbfgs {
  private static final int MEMORY = 10;
  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double CURVATURE = 0.9;
  private static final int MAX_LINE_SEARCH = 60;

  /** Largest absolute gradient entry at which the minimum is reached. */
  private static final double GRADIENT_TOLERANCE = 1e-4;

  /** Relative decrease at which it is reached: scipy's, which scikit-learn 1.2 leaves as it is. */
  private static final double VALUE_TOLERANCE = 1e7 * 2.220446049250313e-16;

  /** A function and its gradient. */
  interface Function {
    double valueAndGradient(double[] at, double[] gradient);
  }

  /**
   * Where the search ended.
   *
   * @param reached whether by a tolerance, so that more iterations would change nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
  record Minimum(double[] at, boolean reached) {}

  private record Pair(double[] step, double[] change, double rho) {}

  private Lbfgs() {}

  static Minimum minimise(Function function, double[] start, int maxIterations) {
    double[] x = start.clone();
    double[] gradient = new double[x.length];
    double value = function.valueAndGradient(x, gradient);
    Deque<Pair> memory = new ArrayDeque<>();
    for (int iteration = 0; iteration < maxIterations; iteration++) {
      if (largest(gradient) <= GRADIENT_TOLERANCE) {
        return new Minimum(x, true);
      }
      double[] direction = direction(gradient, memory);
      double first = memory.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
      double[] nextGradient = new double[x.length];
      double[] next = new double[x.length];
      double nextValue =
          lineSearch(function, x, value, gradient, direction, first, next, nextGradient);
      double[] step = minus(next, x);
      double[] change = minus(nextGradient, gradient);
      double curvature = dot(step, change);
      if (curvature > 1e-300) {
        memory.addLast(new Pair(step, change, 1 / curvature));
        if (memory.size() > MEMORY) {
          memory.removeFirst();
        }
      }
      double decrease = value - nextValue;
      double scale = Math.max(1, Math.max(Math.abs(value), Math.abs(nextValue)));
      x = next;
      gradient = nextGradient;
      value = nextValue;
      if (decrease <= VALUE_TOLERANCE * scale) {
        return new Minimum(x, true);
      }
    }
    return new Minimum(x, false);
  }

  /** Bisects to a step with sufficient decrease and curvature; fills next and nextGradient. */
  private static double lineSearch(
      Function function,
      double[] x,
      double value,
      double[] gradient,
      double[] direction,
      double first,
      double[] next,
      double[] nextGradient) {
    double slope = dot(gradient, direction);
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double size = first;
    double found = value;
    for (int i = 0; i < MAX_LINE_SEARCH; i++) {
      for (int j = 0; j < x.length; j++) {
        next[j] = x[j] + size * direction[j];
      }
      found = function.valueAndGradient(next, nextGradient);
      if (!(found <= value + SUFFICIENT_DECREASE * size * slope)) {
        high = size;
      } else if (dot(nextGradient, direction) < CURVATURE * slope) {
        low = size;
      } else {
        return found;
      }
      size = Double.isInfinite(high) ? 2 * size : (low + high) / 2;
    }
    return found;
  }

  private static double[] direction(double[] gradient, Deque<Pair> memory) {
    double[] q = gradient.clone();
    double[] alphas = new double[memory.size()];
    int i = memory.size();
    for (Iterator<Pair> newest = memory.descendingIterator(); newest.hasNext(); ) {
      Pair pair = newest.next();
      i--;
      alphas[i] = pair.rho * dot(pair.step, q);
      add(q, -alphas[i], pair.change);
    }
    Pair last = memory.peekLast();
    if (last != null) {
      double scale = 1 / (last.rho * dot(last.change, last.change));
      for (int j = 0; j < q.length; j++) {
        q[j] *= scale;
      }
    }
    for (Pair pair : memory) {
      add(q, alphas[i++] - pair.rho * dot(pair.change, q), pair.step);
    }
    for (int j = 0; j < q.length; j++) {
      q[j] = -q[j];
    }
    return q;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] to, double scale, double[] what) {
    for (int i = 0; i < to.length; i++) {
      to[i] += scale * what[i];
    }
  }

  private static double[] minus(double[] a, double[] b) {
    double[] difference = a.clone();
    add(difference, -1, b);
    return difference;
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
