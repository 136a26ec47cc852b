package org.genhowto.localizer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.genhowto.localizer.network.FrameScorer;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.handler.Handler;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Topics;

/** Sampled frames in; the scores of every frame out, one record for each run of the localizer. */
final class ScoringHandler implements Handler<SampledFrames> {
  static final String TOO_FEW_FRAMES = "too-few-frames";
  private static final int FEWEST_FRAMES = 3;

  /** Frames that are held at once, prepared: 150 MB of them. */
  private static final int WINDOW = 1024;

  private final BlobStore blobs;
  private final FrameScorer scorer;
  private final RunNumbers numbers;

  /**
   * Numbers of this worker's runs among all.
   *
   * @param first number of the first run of this worker's localizer
   * @param runs how many runs score each video, in this worker and others
   */
  record RunNumbers(int first, int runs) {}

  ScoringHandler(BlobStore blobs, FrameScorer scorer, RunNumbers numbers) {
    this.blobs = blobs;
    this.scorer = scorer;
    this.numbers = numbers;
  }

  @Override
  public Outcome handle(Incoming<SampledFrames> input) throws OutageException {
    SampledFrames video = input.value();
    if (!scorer.categories().contains(video.getCategory())) {
      return Outcome.reject(
          "Category of video %s is %s; expected one this localizer knows: %s"
              .formatted(
                  video.getVideoId(), video.getCategory(), String.join(", ", scorer.categories())));
    }
    if (video.getIndex().size() < FEWEST_FRAMES) {
      int frames = video.getIndex().size();
      return Outcome.skip(
          TOO_FEW_FRAMES,
          "It has %d frames, expected at least %d".formatted(frames, FEWEST_FRAMES),
          Map.of("frames", (double) frames));
    }
    try {
      return scored(video, scores(video));
    } catch (IOException e) {
      throw new OutageException(
          "Frames of video %s cannot be read from the blob store".formatted(video.getVideoId()), e);
    } catch (UnusableFramesException e) {
      return Outcome.reject(
          "Frames of video %s are unusable: %s".formatted(video.getVideoId(), e.getMessage()));
    }
  }

  /** Scores by run; a long video is scored window by window, as every frame stands for itself. */
  private List<FrameScores> scores(SampledFrames video)
      throws IOException, UnusableFramesException {
    int frames = video.getIndex().size();
    List<List<FrameScores>> windows = new ArrayList<>();
    for (int from = 0; from < frames; from += WINDOW) {
      List<RgbImage> window = frames(video, from, Math.min(frames, from + WINDOW));
      windows.add(scorer.score(window, video.getCategory()));
    }
    List<FrameScores> runs = new ArrayList<>();
    for (int run = 0; run < windows.get(0).size(); run++) {
      int number = run;
      runs.add(FrameScores.joined(windows.stream().map(window -> window.get(number)).toList()));
    }
    return runs;
  }

  private List<RgbImage> frames(SampledFrames video, int from, int to)
      throws IOException, UnusableFramesException {
    boolean whole = video.getIndex().size() <= WINDOW;
    try {
      List<RgbImage> frames = new ArrayList<>();
      for (FrameTar.Frame frame :
          whole ? FrameTar.frames(blobs, video) : FrameTar.frames(blobs, video, from, to)) {
        frames.add(scorer.prepare(Images.decode(frame.jpeg())));
      }
      return frames;
    } catch (IllegalArgumentException | Images.UnreadableImageException e) {
      throw new UnusableFramesException(e);
    }
  }

  private static final class UnusableFramesException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableFramesException(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }

  private Outcome scored(SampledFrames video, List<FrameScores> runs) {
    List<Output<?>> outputs = new ArrayList<>();
    for (int run = 0; run < runs.size(); run++) {
      FrameScores scores = runs.get(run);
      outputs.add(
          new Output<>(
              Topics.SCORED_FRAMES,
              video.getVideoId(),
              ScoredFrames.newBuilder()
                  .setSource(video)
                  .setRun(numbers.first() + run)
                  .setRuns(numbers.runs())
                  .setModelVersion(scorer.version())
                  .setInitial(scores.initial())
                  .setAction(scores.action())
                  .setFinal$(scores.finalState())
                  .build()));
    }
    return new Outcome.Emit(outputs);
  }
}
