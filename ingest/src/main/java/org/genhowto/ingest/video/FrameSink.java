package org.genhowto.ingest.video;

import java.io.IOException;
import org.genhowto.runtime.frames.FrameTar;

/** Takes sampled frames in time order, as they come out of the decoder. */
@FunctionalInterface
public interface FrameSink {
  /**
   * @throws UnusableVideoException when it takes no more of this video
   */
  void accept(FrameTar.Frame frame) throws UnusableVideoException, IOException;

  /**
   * Told again and again how far decoding has come, also where it gives no frame.
   *
   * @param second of the video up to which the file has been read
   * @param decoded frames that have been decoded, most of which nobody sees
   * @throws UnusableVideoException when it has come too far
   */
  default void passed(double second, long decoded) throws UnusableVideoException, IOException {}
}
