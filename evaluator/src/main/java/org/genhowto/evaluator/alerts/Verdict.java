package org.genhowto.evaluator.alerts;

/**
 * How a metric stands to a rule.
 *
 * @param value that was judged
 * @param limit what it was compared with
 * @param sentence what was seen
 */
record Verdict(Standing standing, double value, double limit, String sentence) {

  /** Nothing can be said: an open alert stays open, and none is opened. */
  static final Verdict UNSAID = new Verdict(Standing.BETWEEN, Double.NaN, Double.NaN, "");

  enum Standing {
    BROKEN,
    /** Neither broken nor well within the rule. */
    BETWEEN,
    KEPT;

    static Standing of(boolean broken, boolean kept) {
      return broken ? BROKEN : kept ? KEPT : BETWEEN;
    }
  }
}
