package org.genhowto.ingest.video;

import java.io.IOException;
import org.genhowto.runtime.frames.FrameTar;

/** Takes sampled frames in time order, as they come out of the decoder. */
@FunctionalInterface
public interface FrameSink {
  void accept(FrameTar.Frame frame) throws IOException;
}
