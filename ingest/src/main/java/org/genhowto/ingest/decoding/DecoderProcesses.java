package org.genhowto.ingest.decoding;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.genhowto.ingest.decoding.ChildEndedException.Cause;
import org.genhowto.ingest.video.FrameSampling;
import org.genhowto.ingest.video.FrameSink;
import org.genhowto.ingest.video.Sampled;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.ingest.video.VideoSampler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has videos read by children, one for each thread that asks at the same time; a child that is done
 * with a video waits for the next. A child ends with its video where that harms it, and all end
 * with this process. Safe for several threads.
 */
final class DecoderProcesses implements VideoSampler {
  private static final Logger LOG = LoggerFactory.getLogger(DecoderProcesses.class);
  private static final long LOOK_MILLIS = 100;

  /** Libraries are unpacked at the first start on a machine. */
  private static final Duration START = Duration.ofMinutes(2);

  /** What belongs to the virtual machine beside its heap. */
  private static final long MACHINE_BYTES = 256L << 20;

  private final DecodingLimits limits;
  private final FrameSampling sampling;
  private final String mainClass;
  private final Deque<DecoderProcess> idle = new ArrayDeque<>();
  private final Set<DecoderProcess> all = new HashSet<>();
  private final ScheduledExecutorService watchman =
      Executors.newSingleThreadScheduledExecutor(DecoderProcesses::daemon);
  private @Nullable Confinement confinement;
  private boolean closed;

  DecoderProcesses(DecodingLimits limits, FrameSampling sampling) {
    this(limits, sampling, DecoderMain.class.getName());
  }

  /**
   * @param mainClass what the children run
   */
  DecoderProcesses(DecodingLimits limits, FrameSampling sampling, String mainClass) {
    this.limits = limits;
    this.sampling = sampling;
    this.mainClass = mainClass;
  }

  @Override
  public Sampled sample(Path file, FrameSink sink)
      throws UnusableVideoException, IOException, InterruptedException {
    LimitedSink limited = new LimitedSink(limits, sink);
    DecoderProcess child = take();
    boolean fresh = child.isFresh();
    try {
      return sample(child, file, limited);
    } catch (ChildEndedException e) {
      // An earlier video may have left the harm: only a fresh child speaks of this one alone.
      if (fresh || e.by() != Cause.STATE) {
        throw told(e);
      }
    }
    try {
      return sample(start(), file, limited);
    } catch (ChildEndedException e) {
      throw told(e);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      all.forEach(DecoderProcess::close);
      all.clear();
      idle.clear();
    }
    watchman.shutdownNow();
  }

  private static UnusableVideoException told(ChildEndedException e) throws DecoderLostException {
    String sentence = String.valueOf(e.getMessage());
    if (e.by() == Cause.STRANGER) {
      throw new DecoderLostException(sentence);
    }
    return new UnusableVideoException(sentence, e);
  }

  private Sampled sample(DecoderProcess child, Path file, FrameSink sink)
      throws UnusableVideoException, ChildEndedException, IOException, InterruptedException {
    Watch watch = new Watch(child.process(), limits, Thread.currentThread());
    ScheduledFuture<?> looks = watched(watch);
    try {
      return child.sample(file, sampling, sink, watch);
    } finally {
      looks.cancel(false);
      giveBack(child);
    }
  }

  private ScheduledFuture<?> watched(Watch watch) {
    return watchman.scheduleWithFixedDelay(
        watch::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private DecoderProcess take() throws IOException, InterruptedException {
    DecoderProcess waiting = idle();
    while (waiting != null) {
      if (waiting.isGood(limits)) {
        return waiting;
      }
      end(waiting);
      waiting = idle();
    }
    return start();
  }

  private synchronized @Nullable DecoderProcess idle() {
    return idle.pollFirst();
  }

  private void giveBack(DecoderProcess child) {
    if (child.isGood(limits)) {
      synchronized (this) {
        if (!closed) {
          idle.addFirst(child);
          return;
        }
      }
    }
    end(child);
  }

  private synchronized void end(DecoderProcess child) {
    all.remove(child);
    child.close();
  }

  private DecoderProcess start() throws IOException, InterruptedException {
    Confinement confined = confinement();
    long heap = ChildCommand.heapFor(sampling.maxPixels(), limits.memory());
    DecoderProcess child = new DecoderProcess(new ChildCommand(confined, heap, mainClass).start());
    synchronized (this) {
      if (closed) {
        child.close();
        throw new IOException("No more videos are decoded: the worker ends");
      }
      all.add(child);
    }
    DecodingLimits patient =
        new DecodingLimits(
            0, START.toSeconds(), Long.MAX_VALUE, START, limits.frames(), limits.outputBytes());
    Watch watch = new Watch(child.process(), patient, Thread.currentThread());
    ScheduledFuture<?> looks = watched(watch);
    boolean ready = false;
    try {
      child.awaitReady(watch);
      confined.limit(child.process(), limits.memory() + heap + MACHINE_BYTES);
      ready = true;
      return child;
    } catch (ChildEndedException e) {
      throw new IOException("The process that decodes does not start: " + e.getMessage(), e);
    } finally {
      looks.cancel(false);
      if (!ready) {
        end(child);
      }
    }
  }

  private synchronized Confinement confinement() throws InterruptedException {
    Confinement known = confinement;
    if (known == null) {
      known = Confinement.ofThisMachine();
      confinement = known;
      LOG.atInfo()
          .addKeyValue("network", known.withoutNetwork().isEmpty() ? "as the worker's" : "none")
          .addKeyValue("limits", known.limits() ? "of the system" : "by the worker alone")
          .log("videos are decoded in processes of their own");
    }
    return known;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "decoder-watch");
    thread.setDaemon(true);
    return thread;
  }
}
