package org.genhowto.localizer.network;

import java.util.List;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.networks.image.RgbImage;

/** What scores frames; {@link LocalizerNetwork} does. */
public interface FrameScorer {
  List<String> categories();

  String version();

  /** A frame as it is scored: much smaller than as it is stored. */
  RgbImage prepare(RgbImage frame);

  /** Scores of prepared frames for one known category, run by run. */
  List<FrameScores> score(List<RgbImage> frames, String category);
}
