package org.genhowto.localizer;

import java.util.Collection;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.schemas.ScoredFrames;

/** The triplet selection without its stream: what the runs of one video come to. */
public final class Chooser {
  private final Consensus consensus;

  Chooser(TripletSettings settings) {
    this.consensus = new Consensus(settings);
  }

  /** By the settings of section triplet-selection. */
  public static Chooser of(Configuration configuration) {
    return new Chooser(LocalizerSettings.Selection.from(configuration).triplets());
  }

  /**
   * What runs of one video come to.
   *
   * @param runs at least one, all of the same frames
   */
  public Choice choose(Collection<ScoredFrames> runs) {
    return Choice.of(consensus.judge(runs));
  }
}
