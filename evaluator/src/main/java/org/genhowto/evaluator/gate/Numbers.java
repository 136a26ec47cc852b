package org.genhowto.evaluator.gate;

import java.util.Locale;

/** Numbers as sentences have them. */
final class Numbers {
  private Numbers() {}

  static String plain(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  static String signed(double value) {
    return String.format(Locale.ROOT, "%+.4f", value);
  }
}
