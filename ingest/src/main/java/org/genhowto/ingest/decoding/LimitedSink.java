package org.genhowto.ingest.decoding;

import java.io.IOException;
import org.genhowto.ingest.video.FrameSink;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.runtime.frames.FrameTar;

/**
 * Hands frames on until there are too many. Frames that come a second time, because another process
 * begins anew, are the same as before and go no further.
 */
final class LimitedSink implements FrameSink {
  private final DecodingLimits limits;
  private final FrameSink sink;
  private long bytes;
  private int last = -1;

  LimitedSink(DecodingLimits limits, FrameSink sink) {
    this.limits = limits;
    this.sink = sink;
  }

  @Override
  public void accept(FrameTar.Frame frame) throws UnusableVideoException, IOException {
    if (frame.second() <= last) {
      return;
    }
    last = frame.second();
    bytes += frame.jpeg().length;
    if (bytes > limits.outputBytes()) {
      throw new UnusableVideoException(
          "The frames of its first %d seconds have %d bytes, expected at most %d of all together"
                  .formatted(last + 1, bytes, limits.outputBytes())
              + " (ingest.max-output-bytes).");
    }
    sink.accept(frame);
  }

  @Override
  public void passed(double second, long decoded) throws UnusableVideoException, IOException {
    if (decoded > limits.frames()) {
      throw new UnusableVideoException(
          "More than %d frames up to second %.0f, expected no more in a video"
                  .formatted(limits.frames(), second)
              + " (ingest.max-frames).");
    }
    sink.passed(second, decoded);
  }
}
