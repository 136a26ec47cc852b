package org.genhowto.launcher.replay;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.localizer.Chooser;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;

/** Triplets chosen again by scores that are there. A video is decided once its runs are there. */
final class SelectionStage implements ChoosingStage<ScoredFrames> {
  private final Chooser chooser;

  /** Runs of videos that are not complete, by video and number. */
  private final Map<String, Map<Integer, ScoredFrames>> waiting = new LinkedHashMap<>();

  SelectionStage(Configuration configuration) {
    this.chooser = Chooser.of(configuration);
  }

  @Override
  public Topic<ScoredFrames> input() {
    return Topics.SCORED_FRAMES;
  }

  @Override
  public boolean takesNewestOnly() {
    return false;
  }

  @Override
  public void take(ScoredFrames run, Results<Triplet> results) {
    String videoId = run.getSource().getVideoId();
    Map<Integer, ScoredFrames> runs = waiting.computeIfAbsent(videoId, id -> new TreeMap<>());
    runs.values()
        .removeIf(
            other ->
                other.getRuns() != run.getRuns() || !other.getSource().equals(run.getSource()));
    runs.put(run.getRun(), run);
    if (runs.size() >= run.getRuns()) {
      waiting.remove(videoId);
      decide(videoId, runs, results);
    }
  }

  /** What waits for more runs is decided by those that came, as the worker does in time. */
  @Override
  public void end(Results<Triplet> results) {
    waiting.forEach((videoId, runs) -> decide(videoId, runs, results));
    waiting.clear();
  }

  private void decide(String videoId, Map<Integer, ScoredFrames> runs, Results<Triplet> results) {
    try {
      ChoosingStage.hand(videoId, chooser.choose(runs.values()), results);
    } catch (IllegalArgumentException e) {
      results.failed(videoId, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {}
}
