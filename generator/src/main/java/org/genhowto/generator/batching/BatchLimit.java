package org.genhowto.generator.batching;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The most that one pass of a network takes at once, in latents: guidance needs two for each image.
 * It is halved where a pass ran out of memory, and does not rise again, as a process that ran out
 * once is near its bound.
 *
 * <p>Several threads may use it.
 */
public final class BatchLimit {
  private final AtomicInteger most;

  private BatchLimit(int most) {
    if (most < 1) {
      throw new IllegalArgumentException(
          "The batch limit is %d latents, expected 1 or more".formatted(most));
    }
    this.most = new AtomicInteger(most);
  }

  /** A limit as it is given. */
  public static BatchLimit of(int latents) {
    return new BatchLimit(latents);
  }

  /** No limit but the memory there is. */
  public static BatchLimit none() {
    return new BatchLimit(Integer.MAX_VALUE);
  }

  /**
   * The limit of a device, measured when a process starts: by memory on a graphics card, and by
   * time on a processor, where memory is not what ends first.
   *
   * @param mostOnProcessor where to stop trying
   */
  public static BatchLimit measured(StepTrial trial, int mostOnProcessor) {
    return of(
        trial.device().isGpu()
            ? LimitSearch.byMemory(() -> DeviceMemory.free(trial.device()), trial::run)
            : LimitSearch.byTime(trial::seconds, mostOnProcessor));
  }

  public int latents() {
    return most.get();
  }

  /**
   * Does work that may run out of memory, and again within a smaller limit until it fits.
   *
   * @param wanted latents there are to do, which may be more than the limit
   * @param work of at most so many latents; what failed has changed nothing that is done again
   * @throws RuntimeException what failed, where a single latent does not fit
   */
  void within(int wanted, IntConsumer work) {
    while (true) {
      int tried = Math.min(wanted, latents());
      try {
        work.accept(tried);
        return;
      } catch (RuntimeException e) {
        if (!DeviceMemory.ranOut(e) || tried == 1) {
          throw e;
        }
        DeviceMemory.giveBackCache();
        most.accumulateAndGet(tried / 2, Math::min); // another thread may have halved it already
      }
    }
  }
}
