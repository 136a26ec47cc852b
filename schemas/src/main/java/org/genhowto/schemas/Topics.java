package org.genhowto.schemas;

import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** The catalogue: every topic of the journey, in its order. */
public final class Topics {
  public static final Topic<VideoReference> VIDEO_REFERENCES =
      stream("video-references", VideoReference.class, "videoId");
  public static final Topic<SampledFrames> SAMPLED_FRAMES =
      stream("sampled-frames", SampledFrames.class, "videoId");
  public static final Topic<ScoredFrames> SCORED_FRAMES =
      stream("scored-frames", ScoredFrames.class, "videoId");
  public static final Topic<Triplet> TRIPLETS = stream("triplets", Triplet.class, "tripletId");
  public static final Topic<CaptionedTriplet> CAPTIONED_TRIPLETS =
      stream("captioned-triplets", CaptionedTriplet.class, "tripletId");

  /** Kept for good, as versions of the dataset are made of it; in the order of the commits. */
  public static final Topic<TrainingShard> TRAINING_SHARDS =
      table("training-shards", TrainingShard.class, "shardId");

  public static final Topic<DatasetVersion> DATASET_VERSIONS =
      table("dataset-versions", DatasetVersion.class, "version");

  /** One partition, so that its order is that of the requests, whoever's partitioner wrote them. */
  public static final Topic<GenerationRequest> GENERATION_REQUESTS =
      new Topic<>("generation-requests", GenerationRequest.class, "requestId", 1, false);

  public static final Topic<GenerationProgress> GENERATION_PROGRESS =
      stream("generation-progress", GenerationProgress.class, "requestId");
  public static final Topic<GenerationResult> GENERATION_RESULTS =
      stream("generation-results", GenerationResult.class, "requestId");
  public static final Topic<GenerationControl> GENERATION_CONTROL =
      stream("generation-control", GenerationControl.class, "requestId");

  /** The order of its one partition decides who works on what. */
  public static final Topic<GenerationClaim> GENERATION_CLAIMS =
      new Topic<>("generation-claims", GenerationClaim.class, "subject", 1, false);

  public static final Topic<EvaluationSample> EVALUATION_SAMPLES =
      stream("evaluation-samples", EvaluationSample.class, "sampleId");
  public static final Topic<EvaluationMetric> EVALUATION_METRICS =
      table("evaluation-metrics", EvaluationMetric.class, "MetricKey");
  public static final Topic<EvaluationAlert> EVALUATION_ALERTS =
      table("evaluation-alerts", EvaluationAlert.class, "alertId");
  public static final Topic<HumanRating> HUMAN_RATINGS =
      stream("human-ratings", HumanRating.class, "ratingId");
  public static final Topic<ModelRelease> MODEL_RELEASES =
      table("model-releases", ModelRelease.class, "network");
  public static final Topic<ReleaseDecision> RELEASE_DECISIONS =
      table("release-decisions", ReleaseDecision.class, "network/candidate");

  /** An empty value calls a training off. */
  public static final Topic<TrainingRequest> TRAINING_REQUESTS =
      table("training-requests", TrainingRequest.class, "trainingId");

  public static final Topic<TrainingStatus> TRAININGS =
      table("trainings", TrainingStatus.class, "trainingId");
  public static final Topic<DeadLetterState> DEAD_LETTER_STATES =
      table("dead-letter-states", DeadLetterState.class, "letterId");

  /** What became of every video and request, see {@link LedgerEntry}. */
  public static final Topic<LedgerEntry> LEDGER =
      new Topic<>("ledger", LedgerEntry.class, "kind:id/stage", 4, true);

  private static final String DEAD_LETTERS = ".dead-letters";
  private static final String SHADOW = ".shadow-";
  private static final String REPLAYS = ".replays";
  private static final int PARTITIONS = 4;
  private static final List<Topic<?>> ALL =
      List.of(
          VIDEO_REFERENCES,
          SAMPLED_FRAMES,
          SCORED_FRAMES,
          TRIPLETS,
          CAPTIONED_TRIPLETS,
          TRAINING_SHARDS,
          DATASET_VERSIONS,
          GENERATION_REQUESTS,
          GENERATION_PROGRESS,
          GENERATION_RESULTS,
          GENERATION_CONTROL,
          GENERATION_CLAIMS,
          EVALUATION_SAMPLES,
          EVALUATION_METRICS,
          EVALUATION_ALERTS,
          HUMAN_RATINGS,
          MODEL_RELEASES,
          RELEASE_DECISIONS,
          TRAINING_REQUESTS,
          TRAININGS,
          DEAD_LETTER_STATES,
          LEDGER);

  private Topics() {}

  /**
   * Every topic of the journey. Beside these, each worker has {@link #deadLetters} and {@link
   * #replays}.
   */
  public static List<Topic<?>> all() {
    return ALL;
  }

  /**
   * Name of the topic that takes the dead letters of one worker; its values are the original bytes.
   */
  public static String deadLetters(String worker) {
    return worker + DEAD_LETTERS;
  }

  /** Whether a topic takes dead letters. */
  public static boolean isDeadLetters(String topic) {
    return topic.endsWith(DEAD_LETTERS);
  }

  /** The worker whose dead letters a topic takes; empty where it takes none. */
  public static Optional<String> deadLettersOf(String topic) {
    return topic.length() > DEAD_LETTERS.length() && isDeadLetters(topic)
        ? Optional.of(topic.substring(0, topic.length() - DEAD_LETTERS.length()))
        : Optional.empty();
  }

  /**
   * Name of the topic that takes the dead letters that one worker is to try again; its values are
   * those of the worker's input topic. No other worker reads it.
   */
  public static String replays(String worker) {
    return worker + REPLAYS;
  }

  /** Whether a topic takes replayed records. */
  public static boolean isReplays(String topic) {
    return topic.endsWith(REPLAYS);
  }

  /**
   * A topic beside another, for what a stage made of its input in a rehearsal; no worker reads it.
   *
   * @param name of the rehearsal
   */
  public static <V extends SpecificRecord> Topic<V> shadow(Topic<V> of, String name) {
    return new Topic<>(of.name() + SHADOW + name, of.type(), of.key(), 1, false);
  }

  private static <V extends SpecificRecord> Topic<V> stream(
      String name, Class<V> type, String key) {
    return new Topic<>(name, type, key, PARTITIONS, false);
  }

  private static <V extends SpecificRecord> Topic<V> table(String name, Class<V> type, String key) {
    return new Topic<>(name, type, key, 1, true);
  }
}
