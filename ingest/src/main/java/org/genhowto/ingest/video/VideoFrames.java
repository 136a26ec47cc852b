package org.genhowto.ingest.video;

import java.io.IOException;
import java.nio.file.Path;

/** The frames of a video file on this machine, as the worker samples and stores them. */
public final class VideoFrames {
  private VideoFrames() {}

  /**
   * Hands one frame a second to the sink.
   *
   * @throws UnusableVideoException when it is no video, gives no frame, or is cut short
   * @throws InterruptedException when the thread is interrupted
   */
  public static void sample(Path file, FrameSink sink)
      throws UnusableVideoException, IOException, InterruptedException {
    new FrameSampler(FrameSampling.DEFAULT).sample(file, sink);
  }
}
