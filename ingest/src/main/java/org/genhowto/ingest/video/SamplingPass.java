package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.awt.Dimension;
import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.genhowto.ingest.video.Deinterlacer.Field;
import org.genhowto.ingest.video.Deinterlacer.Neighbourhood;
import org.genhowto.runtime.frames.FrameTar;
import org.jspecify.annotations.Nullable;

/** One pass over the frames of a video, of which one a second becomes a picture. */
final class SamplingPass implements AutoCloseable {
  /** Frames a second that no camera makes. */
  private static final int MAX_FRAMES_PER_SECOND = 1000;

  /** Seconds' worth of frames that may come before time goes on, as where times are broken. */
  private static final int SLACK_SECONDS = 10;

  private final FrameSampling sampling;
  private final FrameSink sink;
  private final PictureWriter pictures;
  private final Deinterlacer deinterlacer = new Deinterlacer();
  private final AVFrame decoded = av_frame_alloc();

  /** The newest frame: it shows every second up to the one of the frame after it. */
  private final AVFrame held = av_frame_alloc();

  private final AVFrame before = av_frame_alloc();
  private long frames;
  private long next;

  /** How often time went on by a second or more: a pause allows no more frames than a second. */
  private long seconds;

  private int written;

  SamplingPass(FrameSampling sampling, FrameSink sink) {
    this.sampling = sampling;
    this.sink = sink;
    this.pictures = new PictureWriter(sampling);
  }

  /** Goes on with the frames of a file; may be called again with those of the file behind it. */
  void run(Decoder decoder, Orientation orientation)
      throws UnusableVideoException, IOException, InterruptedException {
    pictures.turn(orientation);
    av_frame_unref(before);
    av_frame_unref(held);
    boolean begun = false;
    while (decoder.next(decoded)) {
      frames++;
      long second = decoder.second(decoded);
      if (begun) {
        fill(decoder, second, decoded);
      } else {
        next = Math.max(next, second);
        begun = true;
      }
      if (full()) {
        return;
      }
      requirePlausible(decoder.frames());
      av_frame_unref(before);
      av_frame_move_ref(before, held);
      av_frame_move_ref(held, decoded);
    }
    if (begun) {
      fill(decoder, decoder.endSecond(), null);
    }
  }

  /** Whether no more seconds are wanted. */
  boolean full() {
    return next >= sampling.maxSeconds();
  }

  /** Frames that were decoded. */
  long frames() {
    return frames;
  }

  /** Seconds that have a picture. */
  int written() {
    return written;
  }

  /** Size of the pictures. */
  Dimension size() {
    return pictures.size();
  }

  private void fill(Decoder decoder, long until, @Nullable AVFrame after)
      throws UnusableVideoException, IOException {
    long end = Math.min(until, sampling.maxSeconds());
    if (next >= end) {
      return;
    }
    seconds++;
    Field field = decoder.halfwaySecond(held, after) <= next ? Field.SECOND : Field.FIRST;
    AVFrame first = before.width() > 0 ? before : null;
    byte[] jpeg = pictures.jpeg(deinterlacer.picture(new Neighbourhood(first, held, after), field));
    while (next < end) {
      sink.accept(new FrameTar.Frame((int) next++, jpeg));
      written++;
    }
  }

  private void requirePlausible(long found) throws UnusableVideoException {
    long most = MAX_FRAMES_PER_SECOND * (seconds + SLACK_SECONDS);
    if (found > most) {
      throw new UnusableVideoException(
          "More than %d frames up to second %d, expected at most %d a second."
              .formatted(most, next, MAX_FRAMES_PER_SECOND));
    }
  }

  @Override
  public void close() {
    pictures.close();
    deinterlacer.close();
    av_frame_free(decoded);
    av_frame_free(held);
    av_frame_free(before);
  }
}
