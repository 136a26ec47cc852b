package org.genhowto.ingest.video;

import java.util.List;
import org.genhowto.schemas.PictureFacts;
import org.genhowto.schemas.VideoFlaw;

/**
 * What one pass over a video gave.
 *
 * @param width width of the frames handed out
 * @param height height of the frames handed out
 * @param seconds end of the last frame; as the header says, where the video is longer than what is
 *     used
 * @param flaws what the frames do not show
 * @param facts what the frames look like
 */
public record Sampled(
    Probe probe,
    int frames,
    int width,
    int height,
    double seconds,
    List<VideoFlaw> flaws,
    PictureFacts facts) {
  public Sampled {
    flaws = List.copyOf(flaws);
  }
}
