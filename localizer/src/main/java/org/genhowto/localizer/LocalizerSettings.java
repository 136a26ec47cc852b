package org.genhowto.localizer;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.genhowto.localizer.search.OrderedSearch;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.shard.SplitRule;
import org.genhowto.runtime.streams.StreamsSettings;

/** Settings of the two workers of this room. */
public final class LocalizerSettings {
  public static final Section SCORING =
      Section.of(
              "localizer",
              "The worker that scores frames.",
              Setting.path("model", "miniature/models/localizer", "Folder of the localizer."),
              Setting.path(
                  "clip",
                  "miniature/models/clip",
                  "Folder of the CLIP model that the localizer was trained on."),
              Setting.whole(
                  "first-run",
                  0,
                  0,
                  999,
                  "Number of the first run in the folder, where several localizers share the"
                      + " work."),
              Setting.whole(
                      "runs",
                      0,
                      0,
                      1000,
                      "How many runs score each video in all localizers; 0 for those in the"
                          + " folder.")
                  .in("runs"))
          .and(LoopSettings.KEYS);

  public static final Section SELECTION =
      Section.of(
              "triplet-selection",
              "The worker that selects triplets from scored frames.",
              Setting.decimal(
                  "min-confidence", 0.5, 0, 1, "Least geometric mean of a triplet's three scores."),
              Setting.decimal(
                  "min-agreement",
                  0,
                  0,
                  1,
                  "Least share of the runs that choose the triplet within two seconds; with 0 one"
                      + " run is enough."),
              Setting.whole(
                      "max-distance",
                      OrderedSearch.PUBLISHED_MAX_DISTANCE,
                      1,
                      Integer.MAX_VALUE,
                      "Longest time between neighbouring moments.")
                  .in("seconds"),
              Setting.whole(
                      "most",
                      1,
                      1,
                      16,
                      "Most triplets of a video: the one with most votes, and what other runs"
                          + " choose, none within two seconds of a better one.")
                  .in("triplets"),
              Setting.list(
                  "avoid",
                  "transition,black",
                  "any of transition, black, frozen, writing, with commas between",
                  Blemish::isNamed,
                  "What a chosen picture should not have: its moment moves up to two seconds,"
                      + " where a picture without it has nine tenths of the score."),
              Setting.duration(
                  "max-wait",
                  "10m",
                  "1ms",
                  "365d",
                  "How long a video waits for its other runs before those that came decide."),
              Setting.list(
                  "held-out", "", "Categories that belong to the held-out part of the data."),
              Setting.decimal(
                  "test-share", 0, 0, 1, "Share of the videos that belong to the test part."))
          .and(StreamsSettings.KEYS)
          .formerly("triplets");

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

    static Scoring from(Configuration configuration) {
      SectionValues values = configuration.values(SCORING);
      return new Scoring(
          values.path("model"),
          values.path("clip"),
          values.integer("first-run"),
          values.integer("runs"));
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
   * @param streams where Kafka Streams keeps its files, and how often
   */
  record Selection(TripletSettings triplets, StreamsSettings streams) {

    static Selection from(Configuration configuration) {
      SectionValues values = configuration.values(SELECTION);
      return new Selection(
          new TripletSettings(
              values.decimal("min-confidence"),
              values.decimal("min-agreement"),
              values.integer("max-distance"),
              values.list("avoid").stream().map(Blemish::named).collect(Collectors.toSet()),
              values.duration("max-wait"),
              new SplitRule(Set.copyOf(values.list("held-out")), values.decimal("test-share")),
              values.integer("most")),
          StreamsSettings.from(values));
    }
  }
}
