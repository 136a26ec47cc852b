package org.genhowto.ingest.decoding;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.genhowto.ingest.decoding.ChildEndedException.Cause;
import org.genhowto.ingest.video.FrameSampling;
import org.genhowto.ingest.video.FrameSink;
import org.genhowto.ingest.video.Sampled;
import org.genhowto.ingest.video.StillVideoException;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.runtime.frames.FrameTar;

/** A child as its worker sees it: it reads one video after the other, until one of them ends it. */
final class DecoderProcess implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final long PATIENCE_SECONDS = 10;

  /**
   * What others end a process with, as Java says it: SIGHUP and SIGINT of a terminal, SIGKILL,
   * SIGTERM.
   */
  private static final Set<Integer> ENDED_BY_OTHERS = Set.of(128 + 1, 128 + 2, 128 + 9, 128 + 15);

  /** ExitOnOutOfMemoryError of the virtual machine. */
  private static final int NO_HEAP = 3;

  /** After so many videos a child makes room for a new one, with all it may have lost. */
  private static final int MOST_VIDEOS = 1000;

  private final Process process;
  private final DataOutputStream requests;
  private final DataInputStream answers;
  private final LastWords words;
  private int videos;
  private boolean busy;

  DecoderProcess(Process process) {
    this.process = process;
    this.requests = new DataOutputStream(process.getOutputStream());
    this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream(), BUFFER));
    this.words = LastWords.of(process.getErrorStream());
  }

  Process process() {
    return process;
  }

  /** Whether it has read no video yet. */
  boolean isFresh() {
    return videos == 0;
  }

  /** Whether it may read one more. */
  boolean isGood(DecodingLimits limits) {
    return process.isAlive()
        && !busy
        && videos < MOST_VIDEOS
        && Watch.resident(process).orElse(0) < limits.memory() / 2;
  }

  /** Waits until it has loaded its libraries. */
  void awaitReady(Watch watch) throws ChildEndedException, InterruptedException {
    if (!(next(watch) instanceof Answer.Ready)) {
      throw garbled("it did not say that it is ready");
    }
  }

  /** Has it read a video. */
  Sampled sample(Path file, FrameSampling sampling, FrameSink sink, Watch watch)
      throws UnusableVideoException, ChildEndedException, IOException, InterruptedException {
    videos++;
    busy = true;
    try {
      new Request(file, sampling).write(requests);
    } catch (IOException e) {
      throw end(watch);
    }
    int frames = 0;
    while (true) {
      Answer answer = next(watch);
      watch.heard();
      if (answer instanceof Answer.Made made) {
        take(made.frame(), frames, sampling, sink, watch);
        frames++;
      } else if (answer instanceof Answer.Passed passed) {
        watch.reached(Math.min(passed.second(), sampling.maxSeconds()));
        sink.passed(passed.second(), passed.decoded());
      } else {
        return last(answer, frames);
      }
      watch.listen();
    }
  }

  private void take(
      FrameTar.Frame frame, int frames, FrameSampling sampling, FrameSink sink, Watch watch)
      throws UnusableVideoException, ChildEndedException, IOException {
    if (frame.second() < frames || frame.second() >= sampling.maxSeconds()) {
      throw garbled("it made a frame of second %d".formatted(frame.second()));
    }
    sink.accept(frame);
    watch.reached(frame.second());
  }

  private Sampled last(Answer answer, int frames)
      throws UnusableVideoException, ChildEndedException, IOException {
    busy = false;
    if (answer instanceof Answer.Done done && done.sampled().frames() == frames) {
      return done.sampled();
    }
    if (answer instanceof Answer.Unusable unusable) {
      throw new UnusableVideoException(unusable.sentence());
    }
    if (answer instanceof Answer.Still still) {
      throw new StillVideoException(still.keyFrames(), still.change());
    }
    if (answer instanceof Answer.Unreadable unreadable) {
      throw new IOException(unreadable.sentence());
    }
    if (answer instanceof Answer.Broken broken) {
      throw new IllegalStateException("the process that read it says " + broken.sentence());
    }
    busy = true;
    throw garbled(
        "it said %s after %d frames".formatted(answer.getClass().getSimpleName(), frames));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private Answer next(Watch watch) throws ChildEndedException, InterruptedException {
    try {
      return Answer.read(answers);
    } catch (Answer.NonsenseException e) {
      throw garbled("its answer cannot be read");
    } catch (IOException e) {
      throw end(watch);
    }
  }

  private static ChildEndedException garbled(String what) {
    return new ChildEndedException(
        Cause.STATE, "The process that read it is not to be trusted: %s.".formatted(what));
  }

  /** Why it says nothing more. */
  private ChildEndedException end(Watch watch) throws InterruptedException {
    // Where a fault is being described this takes a moment.
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while a video was decoded");
    }
    if (watch.breach().isPresent()) {
      return watch.breach().get();
    }
    if (!ended) {
      return garbled("it says nothing more");
    }
    words.await();
    int status = process.exitValue();
    if (status == NO_HEAP || words.outOfMemory()) {
      return new ChildEndedException(
          Cause.STATE, "Reading it takes more memory than is allowed (ingest.decoder-memory).");
    }
    if (words.fault().isEmpty() && ENDED_BY_OTHERS.contains(status)) {
      return new ChildEndedException(
          Cause.STRANGER,
          "The process that read it was ended by another one, or by a machine without memory.");
    }
    String fault = words.fault().isEmpty() ? "" : words.fault() + ", ";
    return new ChildEndedException(
        Cause.STATE,
        "A fault ended the process that read it: %sstatus %d.".formatted(fault, status));
  }
}
