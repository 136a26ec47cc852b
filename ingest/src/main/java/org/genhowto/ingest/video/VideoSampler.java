package org.genhowto.ingest.video;

import java.io.IOException;
import java.nio.file.Path;

/** Takes the frames of video files, in this process or in one beside it. */
@FunctionalInterface
public interface VideoSampler extends AutoCloseable {
  /**
   * Hands the frames of a video to the sink.
   *
   * @throws UnusableVideoException when it is no video, gives no frame, costs too much, or is cut
   *     and such are refused
   * @throws InterruptedException when the thread is interrupted
   */
  Sampled sample(Path file, FrameSink sink)
      throws UnusableVideoException, IOException, InterruptedException;

  /** Frees what it holds beyond a video. */
  @Override
  default void close() {}
}
