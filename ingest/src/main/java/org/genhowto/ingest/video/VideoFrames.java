package org.genhowto.ingest.video;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The frames of a video file on this machine, as the worker samples and stores them. */
public final class VideoFrames {
  /** Containers that may be read, by FFmpeg's names. */
  public static final List<String> CONTAINERS = List.copyOf(Formats.ENDINGS.keySet());

  /** How files are named that may be read, in lower case: what stands behind the last dot. */
  public static final List<String> ENDINGS =
      Formats.ENDINGS.values().stream()
          .flatMap(endings -> List.of(endings.split(" ")).stream())
          .distinct()
          .toList();

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
