package org.genhowto.evaluator.live;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.genhowto.schemas.EvaluationSample;

/**
 * A sample on its way to the task that keeps it, decoded and checked, in a form that is read at
 * once.
 *
 * @param series key of its series
 * @param retracted whether it is taken back
 * @param row its sequence is not known yet
 */
record SampleChange(String series, boolean retracted, StoredRow row) {

  static SampleChange of(EvaluationSample sample, long time) {
    return new SampleChange(
        Series.of(sample).key(), sample.getRetracted(), StoredRow.of(sample, 0, time));
  }

  byte[] bytes() {
    byte[] name = series.getBytes(StandardCharsets.UTF_8);
    byte[] stored = row.bytes();
    return ByteBuffer.allocate(Integer.BYTES + name.length + 1 + stored.length)
        .putInt(name.length)
        .put(name)
        .put((byte) (retracted ? 1 : 0))
        .put(stored)
        .array();
  }

  static SampleChange read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    byte[] name = new byte[buffer.getInt()];
    buffer.get(name);
    boolean retracted = buffer.get() == 1;
    byte[] stored = new byte[buffer.remaining()];
    buffer.get(stored);
    return new SampleChange(
        new String(name, StandardCharsets.UTF_8), retracted, StoredRow.read(stored));
  }
}
