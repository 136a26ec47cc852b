package org.genhowto.launcher.replay;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.genhowto.localizer.Choice;
import org.genhowto.schemas.Triplet;

/** What of a chosen triplet is compared. */
final class ChoiceSummary {
  private ChoiceSummary() {}

  static Summary of(Triplet triplet) {
    List<Integer> seconds =
        List.of(triplet.getInitialSecond(), triplet.getActionSecond(), triplet.getFinalSecond());
    return new Summary(
        "%d-%d-%d %s"
            .formatted(
                seconds.get(0),
                seconds.get(1),
                seconds.get(2),
                triplet.getSplit().name().toLowerCase(Locale.ROOT)),
        seconds,
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
