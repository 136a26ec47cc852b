package org.genhowto.ingest.decoding;

import java.io.IOException;

/** Somebody else ended the process that read a video: the video may have nothing to do with it. */
public final class DecoderLostException extends IOException {
  private static final long serialVersionUID = 1L;

  DecoderLostException(String message) {
    super(message);
  }
}
