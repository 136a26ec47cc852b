package org.genhowto.generator.batching;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Locale;

/** How much memory a device has left, and how PyTorch says that there is none. */
final class DeviceMemory {
  /**
   * CUDA's allocator, cuBLAS and cuDNN, and the processor's allocator, in the words of PyTorch
   * 2.7.1.
   */
  private static final List<String> WORDS =
      List.of("out of memory", "alloc_failed", "can't allocate memory", "not enough memory");

  private DeviceMemory() {}

  static boolean ranOut(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof EngineException && said(String.valueOf(cause.getMessage()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean said(String message) {
    String words = message.toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(words::contains);
  }

  /** Bytes that no process has taken of a graphics card. */
  static long free(Device card) {
    MemoryUsage usage = CudaUtils.getGpuMemory(card);
    return usage.getMax() - usage.getCommitted();
  }

  /** What a failed pass left in the allocator's cache is in pieces that may be too small. */
  static void giveBackCache() {
    if (Engine.getEngine("PyTorch").getGpuCount() > 0) {
      JniUtils.emptyCudaCache();
    }
  }
}
