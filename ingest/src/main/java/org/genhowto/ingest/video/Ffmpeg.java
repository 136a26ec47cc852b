package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avutil.AV_ERROR_MAX_STRING_SIZE;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;

/** What every use of the FFmpeg libraries shares: silence and error codes in words. */
final class Ffmpeg {
  private Ffmpeg() {}

  /** Keeps the libraries from writing to standard error; failures arrive as return codes. */
  static void silence() {
    av_log_set_level(AV_LOG_QUIET);
  }

  /** FFmpeg's own words for an error code. */
  static String describe(int code) {
    byte[] text = new byte[AV_ERROR_MAX_STRING_SIZE];
    av_strerror(code, text, text.length);
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return new String(text, 0, end, StandardCharsets.UTF_8);
  }
}
