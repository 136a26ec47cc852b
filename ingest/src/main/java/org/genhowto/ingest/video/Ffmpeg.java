package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_PATCHWELCOME;
import static org.bytedeco.ffmpeg.global.avutil.AV_ERROR_MAX_STRING_SIZE;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EINVAL;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_ENOMEM;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_ENOSYS;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.javacpp.Loader;

/** What every use of the FFmpeg libraries shares: silence and error codes in words. */
final class Ffmpeg {
  private Ffmpeg() {}

  /** Keeps the libraries from writing to standard error; failures arrive as return codes. */
  static void silence() {
    av_log_set_level(AV_LOG_QUIET);
  }

  /** Loads all of the libraries: the one for filters needs the others. */
  static void load() {
    Loader.load(avfilter.class);
    silence();
  }

  /** What an error code of the library means for a file, to stand behind a colon. */
  static String describe(int code) {
    if (code == AVERROR_INVALIDDATA) {
      return "its bytes do not follow the format, or a part that the format needs is missing";
    }
    if (code == AVERROR_EINVAL()) {
      return "its header asks for what cannot be, or for what is not let in here";
    }
    if (code == AVERROR_EOF) {
      return "it ends before its first picture";
    }
    if (code == AVERROR_PATCHWELCOME || code == AVERROR_ENOSYS()) {
      return "it is of a variant that the FFmpeg library does not know";
    }
    if (code == AVERROR_ENOMEM()) {
      return "it asks for more memory than there is";
    }
    return "%s (FFmpeg's error %d)".formatted(words(code), code);
  }

  /** FFmpeg's own words for an error code. */
  private static String words(int code) {
    byte[] text = new byte[AV_ERROR_MAX_STRING_SIZE];
    av_strerror(code, text, text.length);
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return new String(text, 0, end, StandardCharsets.UTF_8);
  }
}
