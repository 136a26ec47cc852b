package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.awt.Dimension;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.genhowto.runtime.frames.FrameTar;

/**
 * One frame a second of a video, in one pass, by the rule of FFmpeg's filter fps=1: every frame
 * goes to the second nearest to its time, second s shows the last frame whose second is at most s,
 * and the video ends at the second nearest to the end of its last frame (paper, section 4; the
 * seconds of the published data are counted so).
 */
public final class FrameSampler {
  /** A file that says it is longer than what it holds by more than this is cut short. */
  private static final double MISSING_SECONDS = 1;

  private static final double MISSING_SHARE = 0.05;

  /** Frames a second that no camera makes. */
  private static final int MAX_FRAMES_PER_SECOND = 1000;

  private final FrameSampling sampling;

  public FrameSampler(FrameSampling sampling) {
    this.sampling = sampling;
  }

  /**
   * Hands the frames of a video to the sink.
   *
   * @throws UnusableVideoException when it is no video, gives no frame, or is cut short
   * @throws InterruptedException when the thread is interrupted
   */
  public Sampled sample(Path file, FrameSink sink)
      throws UnusableVideoException, IOException, InterruptedException {
    try (MediaFile media = MediaFile.open(file, sampling);
        Decoder decoder = Decoder.of(media, sampling);
        PictureWriter pictures = new PictureWriter(sampling, media.probe().orientation());
        Pass pass = new Pass(decoder, pictures, sink)) {
      pass.run();
      if (!pass.full()) {
        requireWhole(media, decoder);
      }
      if (pass.written == 0) {
        throw new UnusableVideoException(
            decoder.endSeconds() > 0
                ? "The video lasts %.3f s, expected at least half a second."
                    .formatted(decoder.endSeconds())
                : "No frame of the video can be decoded.");
      }
      Dimension size = pictures.size();
      double seconds =
          pass.full()
              ? Math.max(media.probe().durationSeconds(), sampling.maxSeconds())
              : decoder.endSeconds();
      return new Sampled(media.probe(), pass.written, size.width, size.height, seconds);
    }
  }

  private static void requireWhole(MediaFile media, Decoder decoder) throws UnusableVideoException {
    double stated = media.probe().durationSeconds();
    double missing = stated - decoder.lastSecondRead();
    if (media.statesDuration() && missing > Math.max(MISSING_SECONDS, MISSING_SHARE * stated)) {
      throw new UnusableVideoException(
          "The file is cut short: it says %.1f s and holds %.1f s."
              .formatted(stated, decoder.lastSecondRead()));
    }
  }

  private final class Pass implements AutoCloseable {
    private final Decoder decoder;
    private final PictureWriter pictures;
    private final FrameSink sink;
    private final AVFrame decoded = av_frame_alloc();

    /** The newest frame: it shows every second up to the one of the frame after it. */
    private final AVFrame held = av_frame_alloc();

    private long next;
    private int written;

    Pass(Decoder decoder, PictureWriter pictures, FrameSink sink) {
      this.decoder = decoder;
      this.pictures = pictures;
      this.sink = sink;
    }

    void run() throws UnusableVideoException, IOException, InterruptedException {
      long frames = 0;
      while (decoder.next(decoded)) {
        long second = decoder.second(decoded);
        if (frames++ == 0) {
          next = Math.max(0, second);
        } else {
          fill(second);
        }
        if (full()) {
          return;
        }
        requirePlausible(frames);
        av_frame_unref(held);
        av_frame_move_ref(held, decoded);
      }
      if (frames > 0) {
        fill(decoder.endSecond());
      }
    }

    boolean full() {
      return next >= sampling.maxSeconds();
    }

    private void fill(long until) throws UnusableVideoException, IOException {
      long end = Math.min(until, sampling.maxSeconds());
      byte[] jpeg = next < end ? pictures.jpeg(held) : new byte[0];
      while (next < end) {
        sink.accept(new FrameTar.Frame((int) next++, jpeg));
        written++;
      }
    }

    private void requirePlausible(long frames) throws UnusableVideoException {
      long most = (long) MAX_FRAMES_PER_SECOND * sampling.maxSeconds();
      if (frames > most) {
        throw new UnusableVideoException(
            "More than %d frames in %d s, expected at most %d a second."
                .formatted(most, next, MAX_FRAMES_PER_SECOND));
      }
    }

    @Override
    public void close() {
      av_frame_free(decoded);
      av_frame_free(held);
    }
  }
}
