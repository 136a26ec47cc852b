package org.genhowto.evaluator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.genhowto.networks.checkpoint.Weights;

/** The numbers that inception_golden.py gave the reference network, from the same formula. */
public final class FormulaWeights {
  private FormulaWeights() {}

  /** Writes them all as a checkpoint. */
  public static void save(Path file, Map<String, Shape> shapes) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      shapes.forEach((name, shape) -> arrays.put(name, manager.create(values(name, shape), shape)));
      Weights.save(file, arrays, DataType.FLOAT32);
    }
  }

  private static float[] values(String name, Shape shape) {
    double offset = name.endsWith(".bn.weight") || name.endsWith(".running_var") ? 1 : 0;
    double scale = 0.25;
    if (shape.dimension() > 1) {
      scale = Math.sqrt(6.0 / ((double) shape.size() / shape.get(0)));
    }
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (offset + uniform((crc.getValue() << 32) + i + 1) * scale);
    }
    return values;
  }

  /** SplitMix64's finalizer over a counter: 24 bits, in [-1, 1). */
  private static double uniform(long counter) {
    long z = counter * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    return (z >>> 40) / (double) (1 << 23) - 1;
  }
}
