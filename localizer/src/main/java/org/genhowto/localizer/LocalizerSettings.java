package org.genhowto.localizer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.genhowto.localizer.search.OrderedSearch;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.shard.SplitRule;

/** Settings of the two workers of this room. */
final class LocalizerSettings {
  private static final String MODELS = "miniature/models";

  private LocalizerSettings() {}

  /**
   * The localizer.
   *
   * @param model folder of the localizer, see {@code LocalizerNetwork}
   * @param clip folder of the CLIP model its heads were trained on
   * @param firstRun number of the first run in the folder, where several localizers share the work
   * @param runs how many runs score each video in all workers; 0 for those in the folder
   */
  record Scoring(Path model, Path clip, int firstRun, int runs) {

    /** Keys localizer.model, localizer.clip, localizer.first-run, localizer.runs. */
    static Scoring from(Configuration configuration) {
      return new Scoring(
          configuration.path("localizer.model", Path.of(MODELS, "localizer")),
          configuration.path("localizer.clip", Path.of(MODELS, "clip")),
          configuration.integer("localizer.first-run", 0, 0, 999),
          configuration.integer("localizer.runs", 0, 0, 1000));
    }

    /** Numbers of the runs of a localizer that has so many. */
    ScoringHandler.RunNumbers numbers(int present) {
      return new ScoringHandler.RunNumbers(
          firstRun, runs == 0 ? firstRun + present : Math.max(runs, firstRun + present));
    }
  }

  /**
   * The triplet selection.
   *
   * @param stateDirectory where Kafka Streams keeps its files
   * @param replication replicas of the topics of Kafka Streams; -1 for the brokers' default
   */
  record Selection(TripletSettings triplets, Path stateDirectory, int replication) {

    /**
     * Keys triplets.min-confidence, triplets.min-agreement, triplets.max-distance,
     * triplets.max-wait, triplets.held-out, triplets.test-share, triplets.state-directory,
     * triplets.replication.
     */
    static Selection from(Configuration configuration) {
      return new Selection(
          new TripletSettings(
              configuration.decimal("triplets.min-confidence", 0.5, 0, 1),
              configuration.decimal("triplets.min-agreement", 0, 0, 1),
              configuration.integer(
                  "triplets.max-distance",
                  OrderedSearch.PUBLISHED_MAX_DISTANCE,
                  1,
                  Integer.MAX_VALUE),
              configuration.duration("triplets.max-wait", Duration.ofMinutes(10)),
              new SplitRule(
                  Set.copyOf(configuration.list("triplets.held-out", List.of())),
                  configuration.decimal("triplets.test-share", 0, 0, 1))),
          configuration.path(
              "triplets.state-directory",
              Path.of(System.getProperty("java.io.tmpdir"), "genhowto-streams")),
          configuration.integer("triplets.replication", -1, -1, 10));
    }
  }
}
