package org.genhowto.localizer.evaluation;

import java.util.List;
import org.genhowto.runtime.frames.FrameLabel;

/**
 * A video that a localizer is measured on.
 *
 * @param labels what each second shows
 */
public record AnnotatedVideo(String videoId, String category, List<FrameLabel> labels) {
  public AnnotatedVideo {
    labels = List.copyOf(labels);
  }
}
