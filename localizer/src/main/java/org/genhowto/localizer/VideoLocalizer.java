package org.genhowto.localizer;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.genhowto.localizer.network.LocalizerNetwork;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Topics;

/**
 * The localizer without its stream: all runs in one folder score a video, and the triplet selection
 * decides at once. Used by one thread at a time.
 */
public final class VideoLocalizer implements AutoCloseable {
  private final NDManager manager;
  private final LocalizerNetwork network;
  private final ScoringHandler handler;
  private final Chooser chooser;

  private VideoLocalizer(
      NDManager manager, LocalizerNetwork network, ScoringHandler handler, Chooser chooser) {
    this.manager = manager;
    this.network = network;
    this.handler = handler;
    this.chooser = chooser;
  }

  /** By the settings of sections localizer and triplet-selection. */
  public static VideoLocalizer load(Configuration configuration, BlobStore blobs) {
    LocalizerSettings.Scoring settings = LocalizerSettings.Scoring.from(configuration);
    NDManager manager = NDManager.newBaseManager();
    LocalizerNetwork network = LocalizerNetwork.load(manager, settings.model(), settings.clip());
    var numbers = new ScoringHandler.RunNumbers(0, network.runs());
    return new VideoLocalizer(
        manager, network, new ScoringHandler(blobs, network, numbers), Chooser.of(configuration));
  }

  /**
   * What a video comes to.
   *
   * @throws IllegalArgumentException it can never be scored
   */
  public Choice choose(SampledFrames video) throws OutageException {
    Outcome outcome =
        handler.handle(
            new Incoming<>(video.getVideoId(), video, Topics.SAMPLED_FRAMES.name(), 0, 0, 1));
    if (outcome instanceof Outcome.Skip skip) {
      return Choice.none(skip.reason());
    }
    if (outcome instanceof Outcome.Reject reject) {
      throw new IllegalArgumentException(reject.reason());
    }
    List<ScoredFrames> runs =
        ((Outcome.Emit) outcome)
            .outputs().stream().map(output -> (ScoredFrames) output.value()).toList();
    return chooser.choose(runs);
  }

  @Override
  public void close() {
    network.close();
    manager.close();
  }
}
