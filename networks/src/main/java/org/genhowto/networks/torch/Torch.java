package org.genhowto.networks.torch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/** What PyTorch needs to be told once per thread, and its modes that are kept per thread. */
public final class Torch {
  private static final ThreadLocal<Boolean> PREPARED = ThreadLocal.withInitial(() -> false);

  private Torch() {}

  /**
   * Prepares the calling thread: gradients off, and no graph executor optimiser, which makes the
   * first calls five times slower and gains nothing on a CPU. Every {@code ScriptedNetwork} call
   * does this by itself; a thread that uses only NDArrays should call it.
   */
  public static void prepare() {
    if (!PREPARED.get()) {
      JniUtils.setGraphExecutorOptimize(false);
      JniUtils.setGradMode(false);
      PREPARED.set(true);
    }
  }

  /** Runs with autograd recording, and restores the thread's mode afterwards. */
  public static <T> T recording(Supplier<T> work) {
    prepare();
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /**
   * How many threads a call may compute on, in threads that have not called PyTorch yet. Sums take
   * another order, and so other last bits, where the number is another.
   *
   * @return the number before
   */
  public static int threads(int count) {
    Engine.getEngine("PyTorch"); // loads the library
    int before = JniUtils.getNumThreads();
    JniUtils.setNumThreads(count);
    return before;
  }

  /**
   * The same where nobody has said a number: neither the property that DJL reads nor OpenMP's
   * variable.
   */
  public static void threadsUnlessTold(int count) {
    if (System.getProperty("ai.djl.pytorch.num_threads") == null
        && System.getenv("OMP_NUM_THREADS") == null) {
      threads(count);
    }
  }

  /** Seeds PyTorch's own generator, which scripts draw from (torch.randn and dropout). */
  public static void seed(long seed) {
    JniUtils.setSeed(seed);
  }
}
