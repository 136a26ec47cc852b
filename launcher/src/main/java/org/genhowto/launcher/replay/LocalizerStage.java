package org.genhowto.launcher.replay;

import java.io.IOException;
import org.genhowto.localizer.VideoLocalizer;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;

/** Frames scored again, and triplets chosen by the scores. */
final class LocalizerStage implements ChoosingStage<SampledFrames> {
  private final VideoLocalizer localizer;

  LocalizerStage(Configuration configuration, BlobStore blobs) {
    this.localizer = VideoLocalizer.load(configuration, blobs);
  }

  @Override
  public Topic<SampledFrames> input() {
    return Topics.SAMPLED_FRAMES;
  }

  @Override
  public boolean takesNewestOnly() {
    return true;
  }

  @Override
  public void take(SampledFrames video, Results<Triplet> results) throws IOException {
    try {
      ChoosingStage.hand(video.getVideoId(), localizer.choose(video), results);
    } catch (IllegalArgumentException e) {
      results.failed(video.getVideoId(), String.valueOf(e.getMessage()));
    } catch (OutageException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void end(Results<Triplet> results) {}

  @Override
  public void close() {
    localizer.close();
  }
}
