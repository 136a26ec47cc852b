package org.genhowto.gateway.rating;

/**
 * The interval of a share that was counted, by Wilson (1927), at 95%.
 *
 * @param low at least 0
 * @param high at most 1
 */
record Wilson(double low, double high) {
  private static final double Z = 1.959963984540054;

  /** Of {@code hits} among {@code all}, which is above 0. */
  static Wilson of(long hits, long all) {
    double share = hits / (double) all;
    double square = Z * Z;
    double middle = share + square / (2 * all);
    double half = Z * Math.sqrt(share * (1 - share) / all + square / (4.0 * all * all));
    double scale = 1 + square / all;
    return new Wilson(Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale));
  }
}
