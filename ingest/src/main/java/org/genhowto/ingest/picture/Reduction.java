package org.genhowto.ingest.picture;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_RGB;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GRAY8;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_AREA;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BITEXACT;
import static org.bytedeco.ffmpeg.global.swscale.sws_alloc_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_free_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;

import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;

/** Makes small pictures of frames of any form, each pixel the mean of those it stands for. */
final class Reduction implements AutoCloseable {
  private static final int SCALING = SWS_AREA | SWS_ACCURATE_RND | SWS_BITEXACT;

  private final SwsContext scaler = sws_alloc_context();
  private final AVFrame small = av_frame_alloc();
  private final Pixels pixels;

  /** Of what the small pictures consist. */
  enum Pixels {
    /** A byte of brightness, 0 to 255. */
    GREY(AV_PIX_FMT_GRAY8, 1),
    /** A byte each of blue, green and red. */
    COLOUR(AV_PIX_FMT_BGR24, 3);

    private final int format;
    private final int bytes;

    Pixels(int format, int bytes) {
      this.format = format;
      this.bytes = bytes;
    }

    /** Bytes of a picture. */
    int size(int width, int height) {
      return width * height * bytes;
    }
  }

  Reduction(Pixels pixels) {
    this.pixels = pixels;
    scaler.flags(SCALING);
  }

  /** The small picture row by row; empty where the frame's form cannot be converted. */
  Optional<byte[]> of(AVFrame frame, int width, int height) {
    if (small.width() != width || small.height() != height) {
      av_frame_unref(small);
      small.format(pixels.format).width(width).height(height).color_range(AVCOL_RANGE_JPEG);
      if (pixels == Pixels.COLOUR) {
        small.colorspace(AVCOL_SPC_RGB);
      }
      if (av_frame_get_buffer(small, 0) < 0) {
        av_frame_unref(small);
        return Optional.empty();
      }
    }
    if (sws_scale_frame(scaler, small, frame) < 0) {
      return Optional.empty();
    }
    int row = width * pixels.bytes;
    byte[] bytes = new byte[pixels.size(width, height)];
    for (int y = 0; y < height; y++) {
      small.data(0).position((long) y * small.linesize(0)).get(bytes, y * row, row);
    }
    return Optional.of(bytes);
  }

  @Override
  public void close() {
    av_frame_free(small);
    sws_free_context(scaler);
  }
}
