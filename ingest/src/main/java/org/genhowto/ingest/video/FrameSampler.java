package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.awt.Dimension;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.genhowto.ingest.video.Deinterlacer.Field;
import org.genhowto.ingest.video.Deinterlacer.Neighbourhood;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.schemas.FlawKind;
import org.jspecify.annotations.Nullable;

/**
 * One frame a second of a video, in one pass, by the rule of FFmpeg's filter fps=1: every frame
 * goes to the second nearest to its time, second s shows the last frame whose second is at most s,
 * and the video ends at the second nearest to the end of its last frame (paper, section 4; the
 * seconds of the published data are counted so).
 */
public final class FrameSampler implements VideoSampler {
  /** A file that says it is longer than what it holds by more than this is cut short. */
  private static final double MISSING_SECONDS = 1;

  /** Frames a second that no camera makes. */
  private static final int MAX_FRAMES_PER_SECOND = 1000;

  /** Seconds' worth of frames that may come before time goes on, as where times are broken. */
  private static final int SLACK_SECONDS = 10;

  private final FrameSampling sampling;

  public FrameSampler(FrameSampling sampling) {
    this.sampling = sampling;
  }

  /** Loads the libraries ahead of the first video. */
  public static void prepare() {
    Ffmpeg.load();
  }

  @Override
  public Sampled sample(Path file, FrameSink sink)
      throws UnusableVideoException, IOException, InterruptedException {
    Flaws flaws = new Flaws();
    try (MediaFile media = MediaFile.open(file, sampling);
        Decoder decoder = Decoder.of(media, sampling, flaws, sink);
        PictureWriter pictures = new PictureWriter(sampling, media.probe().orientation());
        Deinterlacer deinterlacer = new Deinterlacer();
        Pass pass = new Pass(decoder, deinterlacer, pictures, sink)) {
      pass.run();
      end(media, decoder, pass, flaws);
      if (pass.written == 0) {
        throw new UnusableVideoException(
            pass.frames > 0
                ? "The video lasts %.3f s, expected at least half a second."
                    .formatted(decoder.endSeconds() - decoder.startSeconds())
                : "No frame of the video can be decoded.");
      }
      Dimension size = pictures.size();
      double seconds = pass.full() ? fullLength(media) : decoder.endSeconds();
      return new Sampled(
          media.probe(), pass.written, size.width, size.height, seconds, flaws.all());
    }
  }

  /** What is missing at the end of a video: what is not used of it, or what a cut file lacks. */
  private void end(MediaFile media, Decoder decoder, Pass pass, Flaws flaws)
      throws UnusableVideoException {
    if (pass.full()) {
      double length = fullLength(media);
      if (length > sampling.maxSeconds()) {
        flaws.add(FlawKind.UNUSED, sampling.maxSeconds(), length);
      }
      return;
    }
    double stated = media.statedSeconds().orElse(0);
    double missing = stated - decoder.lastSecondRead();
    if (missing <= MISSING_SECONDS) {
      return;
    }
    if (sampling.cutVideos() == FrameSampling.CutVideos.REFUSE) {
      throw new UnusableVideoException(
          "The file is cut short: it says %.1f s and holds %.1f s."
              .formatted(stated, decoder.lastSecondRead()));
    }
    double end = decoder.endSeconds();
    flaws.add(FlawKind.CUT, end, end + missing);
  }

  private double fullLength(MediaFile media) {
    return Math.max(media.probe().durationSeconds(), sampling.maxSeconds());
  }

  private final class Pass implements AutoCloseable {
    private final Decoder decoder;
    private final Deinterlacer deinterlacer;
    private final PictureWriter pictures;
    private final FrameSink sink;
    private final AVFrame decoded = av_frame_alloc();

    /** The newest frame: it shows every second up to the one of the frame after it. */
    private final AVFrame held = av_frame_alloc();

    private final AVFrame before = av_frame_alloc();
    private long frames;
    private long next;

    /** How often time went on by a second or more: a pause allows no more frames than a second. */
    private long seconds;

    private int written;

    Pass(Decoder decoder, Deinterlacer deinterlacer, PictureWriter pictures, FrameSink sink) {
      this.decoder = decoder;
      this.deinterlacer = deinterlacer;
      this.pictures = pictures;
      this.sink = sink;
    }

    void run() throws UnusableVideoException, IOException, InterruptedException {
      while (decoder.next(decoded)) {
        long second = decoder.second(decoded);
        if (frames++ == 0) {
          next = Math.max(0, second);
        } else {
          fill(second, decoded);
        }
        if (full()) {
          return;
        }
        requirePlausible();
        av_frame_unref(before);
        av_frame_move_ref(before, held);
        av_frame_move_ref(held, decoded);
      }
      if (frames > 0) {
        fill(decoder.endSecond(), null);
      }
    }

    boolean full() {
      return next >= sampling.maxSeconds();
    }

    private void fill(long until, @Nullable AVFrame after)
        throws UnusableVideoException, IOException {
      long end = Math.min(until, sampling.maxSeconds());
      if (next >= end) {
        return;
      }
      seconds++;
      Field field = decoder.halfwaySecond(held, after) <= next ? Field.SECOND : Field.FIRST;
      AVFrame first = before.width() > 0 ? before : null;
      byte[] jpeg =
          pictures.jpeg(deinterlacer.picture(new Neighbourhood(first, held, after), field));
      while (next < end) {
        sink.accept(new FrameTar.Frame((int) next++, jpeg));
        written++;
      }
    }

    private void requirePlausible() throws UnusableVideoException {
      long most = MAX_FRAMES_PER_SECOND * (seconds + SLACK_SECONDS);
      if (frames > most) {
        throw new UnusableVideoException(
            "More than %d frames up to second %d, expected at most %d a second."
                .formatted(most, next, MAX_FRAMES_PER_SECOND));
      }
    }

    @Override
    public void close() {
      av_frame_free(decoded);
      av_frame_free(held);
      av_frame_free(before);
    }
  }
}
