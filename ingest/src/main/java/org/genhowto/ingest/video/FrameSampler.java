package org.genhowto.ingest.video;

import java.awt.Dimension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.ingest.glued.GluedFiles;
import org.genhowto.ingest.glued.Part;
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
      List<Part> parts = GluedFiles.in(file);
      for (int i = 0; i < parts.size() && !pass.full(); i++) {
        video.add(parts.get(i), pass, sink);
      }
      if (pass.written() == 0) {
        throw video.unusable(pass);
      }
      return video.sampled(pass);
    }
  }

  /** What is known of the files that stand one behind the other, mostly one. */
  private final class Video {
    private final Flaws flaws = new Flaws();
    private @Nullable Probe probe;
    private @Nullable UnusableVideoException refusal;
    private double start;
    private double end;
    private double length;

    /** One that cannot be opened is no reason to lose the others. */
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
        try (Decoder decoder = Decoder.of(media, sampling, flaws, sink, before)) {
          probe = probe == null ? media.probe() : probe;
          pass.run(decoder, media.probe().orientation());
          start = part.from() == 0 ? decoder.startSeconds() : start;
          end = decoder.endSeconds();
          length = Math.max(end, before + media.probe().durationSeconds());
          finish(media, decoder, pass);
        }
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
      return new Sampled(first, pass.written(), size.width, size.height, seconds, flaws.all());
    }
  }
}
