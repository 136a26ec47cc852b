package org.genhowto.schemas;

import java.util.ArrayList;
import java.util.List;

/** Vectors as Avro carries them, a list of numbers, and as mathematics wants them. */
public final class Floats {
  private Floats() {}

  public static float[] array(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  public static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(value);
    }
    return list;
  }
}
