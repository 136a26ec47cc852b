package org.genhowto.dataset.corpus;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.genhowto.runtime.frames.FrameLabel;
import org.genhowto.schemas.Split;

/**
 * A video of a published data set.
 *
 * @param videoId its id where it was published
 * @param category what it was found under; a video may be found under several
 * @param relevance how well a search engine says it fits, where it says so
 * @param labels what each second shows; empty where nobody annotated it
 * @param published the part its publishers put it in, where they did
 */
public record CorpusVideo(
    String videoId,
    String category,
    OptionalDouble relevance,
    List<FrameLabel> labels,
    Optional<Split> published) {
  public CorpusVideo {
    labels = List.copyOf(labels);
    if (videoId.isBlank() || category.isBlank()) {
      throw new IllegalArgumentException(
          "video '%s' of category '%s', expected an id and a category"
              .formatted(videoId, category));
    }
  }
}
