package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.awt.Dimension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.genhowto.ingest.glued.GluedFiles;
import org.genhowto.ingest.glued.Part;
import org.genhowto.ingest.picture.Deinterlacer;
import org.genhowto.ingest.picture.Deinterlacer.Field;
import org.genhowto.ingest.picture.Deinterlacer.Neighbourhood;
import org.genhowto.ingest.picture.PictureMeter;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.schemas.FlawKind;
import org.genhowto.schemas.PictureFacts;
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
    Video video = new Video();
    try (SamplingPass pass = new SamplingPass(sampling, sink)) {
      List<Part> parts = GluedFiles.in(file, () -> sink.passed(0, 0));
      if (sampling.stillVideos() == FrameSampling.StillVideos.SKIP && parts.size() == 1) {
        requireChange(parts.get(0), sink);
      }
      for (int i = 0; i < parts.size() && !pass.full(); i++) {
        video.add(parts.get(i), pass, sink);
      }
      if (pass.written() == 0) {
        throw video.unusable(pass);
      }
      return video.sampled(pass);
    }
  }

  private void requireChange(Part part, FrameSink sink)
      throws StillVideoException, IOException, InterruptedException {
    try {
      KeyFrames.requireChange(part, sampling, sink);
    } catch (StillVideoException e) {
      throw e;
    } catch (UnusableVideoException e) {
      // What is wrong with it is found, and said, where all of it is decoded.
      return;
    }
  }

  /** What is known of the files that stand one behind the other, mostly one. */
  private final class Video {
    private final Flaws flaws = new Flaws();
    private @Nullable Probe probe;
    private @Nullable UnusableVideoException refusal;
    private @Nullable UndecodableException undecodable;
    private double start;
    private double end;
    private double length;

    /** One that cannot be opened, or not decoded, is no reason to lose the others. */
    void add(Part part, SamplingPass pass, FrameSink sink)
        throws UnusableVideoException, IOException, InterruptedException {
      double before = end;
      if (part.from() > 0) {
        flaws.add(FlawKind.JOINED, before, before);
      }
      try (MediaFile media = open(part)) {
        if (media == null) {
          flaws.add(FlawKind.DAMAGED, before, before);
          return;
        }
        decode(media, part, pass, sink);
      } catch (UndecodableException e) {
        undecodable = undecodable == null ? e : undecodable;
        end = Math.max(before, pass.written() == 0 ? 0 : (double) pass.nextSecond());
        flaws.add(FlawKind.DAMAGED, end, end);
      }
    }

    private void decode(MediaFile media, Part part, SamplingPass pass, FrameSink sink)
        throws UnusableVideoException, IOException, InterruptedException {
      double before = end;
      try (Decoder decoder = Decoder.of(media, sampling, flaws, sink, before)) {
        probe = probe == null ? media.probe() : probe;
        pass.run(decoder, media.probe().orientation());
        start = part.from() == 0 ? decoder.startSeconds() : start;
        end = decoder.endSeconds();
        length = Math.max(end, before + media.probe().durationSeconds());
        finish(media, decoder, pass);
      }
    }

    private @Nullable MediaFile open(Part part) throws IOException {
      try {
        return MediaFile.open(part, sampling);
      } catch (UnusableVideoException e) {
        refusal = refusal == null ? e : refusal;
        return null;
      }
    }

    /** What is missing at the end: what is not used of a video, or what a cut file lacks. */
    private void finish(MediaFile media, Decoder decoder, SamplingPass pass)
        throws UnusableVideoException {
      if (pass.full()) {
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
      flaws.add(FlawKind.CUT, end, end + missing);
    }

    UnusableVideoException unusable(SamplingPass pass) {
      if (undecodable != null) {
        return undecodable;
      }
      if (probe == null && refusal != null) {
        return refusal;
      }
      return new UnusableVideoException(
          pass.frames() > 0
              ? "The video lasts %.3f s, expected at least half a second.".formatted(end - start)
              : "No frame of the video can be decoded.");
    }

    Sampled sampled(SamplingPass pass) {
      Dimension size = pass.size();
      Probe first = probe;
      if (first == null) {
        throw new IllegalStateException("frames of a video that was not opened");
      }
      double seconds = pass.full() ? Math.max(length, sampling.maxSeconds()) : end;
      return new Sampled(
          first, pass.written(), size.width, size.height, seconds, flaws.all(), pass.facts());
    }
  }

  /** One pass over the frames of a video, of which one a second becomes a picture. */
  private static final class SamplingPass implements AutoCloseable {
    /** Frames a second that no camera makes. */
    private static final int MAX_FRAMES_PER_SECOND = 1000;

    /** Seconds' worth of frames that may come before time goes on, as where times are broken. */
    private static final int SLACK_SECONDS = 10;

    private final FrameSampling sampling;
    private final FrameSink sink;
    private final PictureWriter pictures;
    private final Deinterlacer deinterlacer = new Deinterlacer();
    private final PictureMeter meter = new PictureMeter();
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

    /** The first second that has no picture yet. */
    long nextSecond() {
      return next;
    }

    /** Frames that were decoded. */
    long frames() {
      return frames;
    }

    /** Seconds that have a picture. */
    int written() {
      return written;
    }

    /** What the pictures look like. */
    PictureFacts facts() {
      return meter.facts();
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
      byte[] jpeg =
          pictures.jpeg(deinterlacer.picture(new Neighbourhood(first, held, after), field));
      meter.add(pictures.last(), held, first, (int) (end - next));
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
      meter.close();
      av_frame_free(decoded);
      av_frame_free(held);
      av_frame_free(before);
    }
  }
}
