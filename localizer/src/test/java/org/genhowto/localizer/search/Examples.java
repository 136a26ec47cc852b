package org.genhowto.localizer.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.genhowto.runtime.frames.FrameTriplet;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Split;
import org.jspecify.annotations.Nullable;

/** Records for tests. */
public final class Examples {
  static final int FRAMES = 30;

  private Examples() {}

  public static SampledFrames frames(
      String videoId, String category, int frames, @Nullable Split split) {
    List<FrameEntry> index = new ArrayList<>();
    for (int second = 0; second < frames; second++) {
      index.add(
          FrameEntry.newBuilder()
              .setSecond(second)
              .setOffset(512L + 2048L * second)
              .setLength(1000)
              .build());
    }
    return SampledFrames.newBuilder()
        .setVideoId(videoId)
        .setCategory(category)
        .setSplit(split)
        .setRelevance(null)
        .setUri("file:/videos/" + videoId + ".mp4")
        .setVideoSha256("ab".repeat(32))
        .setContainer("mov")
        .setCodec("h264")
        .setDurationSeconds(frames)
        .setWidth(398)
        .setHeight(224)
        .setFrames(
            BlobRef.newBuilder()
                .setUri("blob:" + "cd".repeat(32))
                .setSha256("cd".repeat(32))
                .setLength(100_000)
                .setMediaType("application/x-tar")
                .build())
        .setIndex(index)
        .build();
  }

  /** A run that is as sure as told of three moments, and finds little elsewhere. */
  public static ScoredFrames scored(
      String videoId, int run, int runs, FrameTriplet moments, float sure) {
    return scored(frames(videoId, "apple", FRAMES, null), run, runs, moments, sure);
  }

  public static ScoredFrames scored(
      SampledFrames source, int run, int runs, FrameTriplet moments, float sure) {
    int frames = source.getIndex().size();
    return ScoredFrames.newBuilder()
        .setSource(source)
        .setRun(run)
        .setRuns(runs)
        .setModelVersion("test-1")
        .setInitial(peak(frames, moments.initial(), sure))
        .setAction(peak(frames, moments.action(), sure))
        .setFinal$(peak(frames, moments.finalState(), sure))
        .build();
  }

  private static List<Float> peak(int frames, int at, float sure) {
    Float[] scores = new Float[frames];
    Arrays.fill(scores, 0.01f);
    scores[at] = sure;
    return List.of(scores);
  }
}
