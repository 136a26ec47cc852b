package org.genhowto.ingest.picture;

/** How far the colours of pictures are from each other: unsigned bytes, as many of each. */
final class Colours {
  private Colours() {}

  /** Mean absolute difference, in levels of 255. */
  static double difference(byte[] one, byte[] other) {
    long sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xff) - (other[i] & 0xff));
    }
    return sum / (double) one.length;
  }

  static int largestDifference(byte[] one, byte[] other) {
    int largest = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs((one[i] & 0xff) - (other[i] & 0xff)));
    }
    return largest;
  }

  /** Pearson's correlation; 0 where one of them is of one colour. */
  static double correlation(byte[] one, byte[] other) {
    double mean = mean(one);
    double otherMean = mean(other);
    double product = 0;
    double square = 0;
    double otherSquare = 0;
    for (int i = 0; i < one.length; i++) {
      double a = (one[i] & 0xff) - mean;
      double b = (other[i] & 0xff) - otherMean;
      product += a * b;
      square += a * a;
      otherSquare += b * b;
    }
    return square == 0 || otherSquare == 0 ? 0 : product / Math.sqrt(square * otherSquare);
  }

  /** How far a picture is on the way from one before it to one after it, by least squares. */
  static double part(byte[] before, byte[] picture, byte[] after) {
    double product = 0;
    double square = 0;
    for (int i = 0; i < before.length; i++) {
      double way = (after[i] & 0xff) - (before[i] & 0xff);
      product += way * ((picture[i] & 0xff) - (before[i] & 0xff));
      square += way * way;
    }
    return square == 0 ? 0 : product / square;
  }

  /** Mean absolute difference of a picture to the mixture of two others, in levels of 255. */
  static double unexplained(byte[] before, byte[] picture, byte[] after, double part) {
    double sum = 0;
    for (int i = 0; i < before.length; i++) {
      double mixed = (1 - part) * (before[i] & 0xff) + part * (after[i] & 0xff);
      sum += Math.abs((picture[i] & 0xff) - mixed);
    }
    return sum / before.length;
  }

  private static double mean(byte[] values) {
    long sum = 0;
    for (byte value : values) {
      sum += value & 0xff;
    }
    return sum / (double) values.length;
  }
}
