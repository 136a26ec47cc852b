package org.genhowto.evaluator.live;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Floats;

/**
 * A sample as the store keeps it.
 *
 * @param sequence its place in the order in which the samples of its series came, from 0
 * @param time when it was written, in milliseconds since 1970
 * @param pair equal for images that answer the same question; empty where that is not known
 * @param agreement cosine with the prompt; not a number where it is not known
 * @param background share that was kept; not a number where it is not known
 */
record StoredRow(
    long sequence,
    long time,
    String id,
    String category,
    String request,
    String pair,
    double agreement,
    double background,
    float[] classifier,
    float[] frechet) {

  static StoredRow of(EvaluationSample sample, long sequence, long time) {
    return new StoredRow(
        sequence,
        time,
        sample.getSampleId(),
        sample.getCategory(),
        sample.getRequestId(),
        sample.getPair(),
        sample.getAgreement().orElse(Double.NaN),
        sample.getBackground().orElse(Double.NaN),
        Floats.array(sample.getClassifierFeatures()),
        Floats.array(sample.getFrechetFeatures()));
  }

  StoredRow at(long place) {
    return new StoredRow(
        place, time, id, category, request, pair, agreement, background, classifier, frechet);
  }

  /** Whether it says the same, whenever it came. */
  boolean saysTheSameAs(StoredRow other) {
    return id.equals(other.id)
        && category.equals(other.category)
        && request.equals(other.request)
        && pair.equals(other.pair)
        && Double.compare(agreement, other.agreement) == 0
        && Double.compare(background, other.background) == 0
        && Arrays.equals(classifier, other.classifier)
        && Arrays.equals(frechet, other.frechet);
  }

  /** The same for equal samples; sums of it tell which samples a series holds. */
  long digest() {
    int words = Objects.hash(id, category);
    return mixed(
        ((long) words << 32)
            ^ (Arrays.hashCode(classifier) & 0xffff_ffffL)
            ^ ((long) Arrays.hashCode(frechet) << 17));
  }

  /** The order of samples in their store: as good as random, and the same at any time. */
  static long order(String id) {
    long hash = 1125899906842597L;
    for (int i = 0; i < id.length(); i++) {
      hash = 31 * hash + id.charAt(i);
    }
    return mixed(hash);
  }

  /** Finaliser of SplitMix64 (Steele et al. 2014): each bit of the input changes half of them. */
  private static long mixed(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  byte[] bytes() {
    byte[][] texts = {utf8(id), utf8(category), utf8(request)};
    byte[] question = utf8(pair);
    int length = 2 * Long.BYTES + 2 * Double.BYTES + 6 * Integer.BYTES + question.length;
    for (byte[] text : texts) {
      length += text.length;
    }
    length += Float.BYTES * (classifier.length + frechet.length);
    ByteBuffer buffer = ByteBuffer.allocate(length);
    buffer.putLong(sequence).putLong(time).putDouble(agreement).putDouble(background);
    for (byte[] text : texts) {
      buffer.putInt(text.length).put(text);
    }
    put(buffer, classifier);
    put(buffer, frechet);
    buffer.putInt(question.length).put(question);
    return buffer.array();
  }

  static StoredRow read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long sequence = buffer.getLong();
    long time = buffer.getLong();
    double agreement = buffer.getDouble();
    double background = buffer.getDouble();
    String id = text(buffer);
    String category = text(buffer);
    String request = text(buffer);
    float[] classifier = floats(buffer);
    float[] frechet = floats(buffer);
    String pair =
        buffer.hasRemaining() ? text(buffer) : ""; // Rows of before it was known end here.
    return new StoredRow(
        sequence, time, id, category, request, pair, agreement, background, classifier, frechet);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(ByteBuffer buffer) {
    byte[] text = new byte[buffer.getInt()];
    buffer.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static void put(ByteBuffer buffer, float[] values) {
    buffer.putInt(values.length);
    buffer.asFloatBuffer().put(values);
    buffer.position(buffer.position() + values.length * Float.BYTES);
  }

  private static float[] floats(ByteBuffer buffer) {
    float[] values = new float[buffer.getInt()];
    buffer.asFloatBuffer().get(values);
    buffer.position(buffer.position() + values.length * Float.BYTES);
    return values;
  }
}
