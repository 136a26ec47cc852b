package org.genhowto.evaluator.statistics;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.model.ScriptedNetwork;
import org.genhowto.networks.torch.Script;

/**
 * Linear algebra on double matrices by PyTorch's BLAS and LAPACK. One object is a scope: its arrays
 * end with it. Scopes of several threads compute at once.
 */
final class Algebra implements AutoCloseable {
  /** The script, compiled once in the process when the first number is asked for. */
  private static final class Compiled {
    static final NDManager MANAGER = NDManager.newBaseManager();
    static final ScriptedNetwork SCRIPT =
        ScriptedNetwork.of(
            MANAGER,
            Script.of(Algebra.class, "algebra.ts.py"),
            Map.of(),
            Weights.copyOf(MANAGER, Map.of()));
  }

  private final NDManager manager = Compiled.MANAGER.newSubManager();

  /** The rows as a double matrix (N, D). */
  NDArray rows(float[][] rows) {
    int d = rows[0].length;
    float[] flat = new float[rows.length * d];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * d, d);
    }
    try (NDArray floats = manager.create(flat, new Shape(rows.length, d))) {
      return floats.toType(DataType.FLOAT64, true);
    }
  }

  NDArray matrix(double[] values, int rows, int columns) {
    return manager.create(values, new Shape(rows, columns));
  }

  NDArray vector(double... values) {
    return manager.create(values);
  }

  NDArray number(double value) {
    return manager.create(value);
  }

  /**
   * What a method of the script gives.
   *
   * @throws ArithmeticException LAPACK finds no solution
   */
  NDList call(String method, NDArray... arguments) {
    try {
      return Compiled.SCRIPT.call(method, arguments);
    } catch (EngineException e) {
      throw new ArithmeticException(e.getMessage());
    }
  }

  double value(String method, NDArray... arguments) {
    try (NDArray result = call(method, arguments).singletonOrThrow()) {
      return result.getDouble();
    }
  }

  double[] values(String method, NDArray... arguments) {
    try (NDArray result = call(method, arguments).singletonOrThrow()) {
      return result.toDoubleArray();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
