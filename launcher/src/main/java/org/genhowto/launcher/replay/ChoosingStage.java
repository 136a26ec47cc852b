package org.genhowto.launcher.replay;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.genhowto.localizer.Choice;
import org.genhowto.runtime.frames.FrameTriplet;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;

/** A stage that chooses a triplet of each video. */
interface ChoosingStage<I extends SpecificRecord> extends ReplayedStage<I, Triplet> {
  @Override
  default Topic<Triplet> output() {
    return Topics.TRIPLETS;
  }

  @Override
  default String subject(Triplet triplet) {
    return triplet.getSource().getVideoId();
  }

  @Override
  default String key(Triplet triplet) {
    return triplet.getTripletId();
  }

  @Override
  default Summary summary(Triplet triplet) {
    return new Summary(
        "%d-%d-%d %s"
            .formatted(
                triplet.getInitialSecond(),
                triplet.getActionSecond(),
                triplet.getFinalSecond(),
                triplet.getSplit().name().toLowerCase(Locale.ROOT)),
        Optional.of(
            new FrameTriplet(
                triplet.getInitialSecond(), triplet.getActionSecond(), triplet.getFinalSecond())),
        Map.of(
            "geometric-mean",
            triplet.getGeometricMean(),
            "margin",
            triplet.getMargin(),
            "vote-share",
            (double) triplet.getVotes() / triplet.getRuns()));
  }

  /** Hands on what a video came to. */
  static void hand(String videoId, Choice choice, Results<Triplet> results) {
    choice
        .triplet()
        .ifPresentOrElse(
            triplet -> results.made(videoId, triplet),
            () -> results.none(videoId, choice.reason()));
  }
}
