package org.genhowto.launcher.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.queue.QueueLoop;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;

/**
 * Everybody who comes to Kafka, and the least that each has to be let do there: the workers by
 * their names, and people and robots with the command line.
 */
public enum Role {
  INGEST("the worker", loop(WorkerCatalogue.INGEST).writes(Topics.SAMPLED_FRAMES)),
  LOCALIZER("the worker", loop(WorkerCatalogue.LOCALIZER).writes(Topics.SCORED_FRAMES)),
  TRIPLET_SELECTION("the worker", streams(WorkerCatalogue.TRIPLET_SELECTION, Topics.TRIPLETS)),
  CAPTIONER("the worker", loop(WorkerCatalogue.CAPTIONER).writes(Topics.CAPTIONED_TRIPLETS)),
  SHARD_WRITER("the worker", loop(WorkerCatalogue.SHARD_WRITER).writes(Topics.TRAINING_SHARDS)),
  COMPACTOR(
      "the worker",
      new AccessRules()
          .reads(Topics.TRAINING_SHARDS, Topics.DATASET_VERSIONS)
          .writes(Topics.LEDGER, Topics.DATASET_VERSIONS)),
  GENERATOR(
      "the worker",
      queue(WorkerCatalogue.GENERATOR)
          .setsAside(WorkerCatalogue.GENERATOR.spelling())
          .reads(Topics.MODEL_RELEASES)
          .writes(Topics.GENERATION_PROGRESS)),
  EVALUATOR("the worker", loop(WorkerCatalogue.EVALUATOR).writes(Topics.EVALUATION_SAMPLES)),
  METRICS(
      "the worker",
      streams(
              WorkerCatalogue.METRICS,
              Topics.EVALUATION_METRICS,
              Topics.EVALUATION_ALERTS,
              Topics.RELEASE_DECISIONS)
          .repartitions(WorkerCatalogue.METRICS.spelling())
          .reads(Topics.MODEL_RELEASES)
          .describesConfigs(Topics.MODEL_RELEASES)
          .when("metrics.gate-promotion is by-gate")
          .writes(Topics.MODEL_RELEASES)),
  TRAINER(
      "the worker",
      new AccessRules()
          .reads(
              Topics.TRAINING_REQUESTS,
              Topics.TRAININGS,
              Topics.MODEL_RELEASES,
              Topics.RELEASE_DECISIONS)
          .writes(Topics.TRAININGS, Topics.MODEL_RELEASES)
          .when("trainer.new-samples is not 0")
          .writes(Topics.TRAINING_REQUESTS)),
  HELD_OUT(
      "the worker",
      new AccessRules()
          .reads(Topics.MODEL_RELEASES, Topics.GENERATION_RESULTS)
          .writes(Topics.GENERATION_REQUESTS)),
  WEBHOOKS("the worker", loop(WorkerCatalogue.WEBHOOKS)),
  GATEWAY(
      "the worker; what it shows, and what those may do that it lets in",
      queue(WorkerCatalogue.GATEWAY)
          .reads(Topics.all().toArray(Topic<?>[]::new))
          .letters(WorkerCatalogue.withDeadLetters())
          .writes(
              Topics.VIDEO_REFERENCES,
              Topics.GENERATION_REQUESTS,
              Topics.GENERATION_CONTROL,
              Topics.HUMAN_RATINGS,
              Topics.MODEL_RELEASES,
              Topics.RELEASE_DECISIONS)
          .when("it ends a request that cannot be ended otherwise")
          .setsAside(WorkerCatalogue.GENERATOR.spelling())),
  SUBMITTER(
      "whoever sends videos with submit",
      new AccessRules().reads(Topics.LEDGER).writes(Topics.VIDEO_REFERENCES)),
  ROBOT(
      "whoever asks for images over Kafka",
      new AccessRules()
          .reads(Topics.GENERATION_PROGRESS, Topics.GENERATION_RESULTS)
          .writes(Topics.GENERATION_REQUESTS)),
  OPERATOR(
      "whoever uses dlq, videos, requests, release and train request",
      new AccessRules()
          .letters(WorkerCatalogue.withDeadLetters())
          .reads(
              Topics.LEDGER,
              Topics.VIDEO_REFERENCES,
              Topics.GENERATION_REQUESTS,
              Topics.MODEL_RELEASES,
              Topics.RELEASE_DECISIONS,
              Topics.TRAINING_REQUESTS,
              Topics.TRAININGS)
          .writes(Topics.MODEL_RELEASES, Topics.RELEASE_DECISIONS, Topics.TRAINING_REQUESTS)
          .when("replay or dataset delete --evaluation is used")
          .reads(
              Topics.SAMPLED_FRAMES,
              Topics.SCORED_FRAMES,
              Topics.TRIPLETS,
              Topics.CAPTIONED_TRIPLETS,
              Topics.EVALUATION_SAMPLES)
          .writes(Topics.CAPTIONED_TRIPLETS, Topics.EVALUATION_SAMPLES)
          .rehearses(Topics.TRIPLETS, Topics.CAPTIONED_TRIPLETS)),
  ADMINISTRATOR("whoever uses topics create and topics check", administrator());

  private final String who;
  private final List<AccessRule> rules;

  Role(String who, AccessRules rules) {
    this.who = who;
    this.rules = rules.rules();
  }

  private static AccessRules loop(WorkerCatalogue worker) {
    String name = "genhowto-" + worker.spelling();
    return new AccessRules()
        .works(worker.spelling(), worker.input().orElseThrow())
        .loops(worker.group().orElseThrow(), name);
  }

  private static AccessRules streams(WorkerCatalogue worker, Topic<?>... outputs) {
    return new AccessRules()
        .works(worker.spelling(), worker.input().orElseThrow())
        .streams(worker.spelling(), outputs);
  }

  /** Members of the queue of requests: those that generate, and those that end what is over. */
  private static AccessRules queue(WorkerCatalogue worker) {
    return new AccessRules()
        .takes(WorkerCatalogue.GENERATOR.spelling(), Topics.GENERATION_REQUESTS)
        .loops(QueueLoop.group(), "genhowto-" + worker.spelling())
        .reads(Topics.GENERATION_CONTROL, Topics.GENERATION_CLAIMS, Topics.GENERATION_RESULTS)
        .writes(Topics.GENERATION_CLAIMS, Topics.GENERATION_RESULTS);
  }

  private static AccessRules administrator() {
    return new AccessRules()
        .literal(ResourceType.CLUSTER, "kafka-cluster", AclOperation.CREATE)
        .literal(ResourceType.TOPIC, AccessRule.ANY, AclOperation.DESCRIBE)
        .literal(ResourceType.TOPIC, AccessRule.ANY, AclOperation.DESCRIBE_CONFIGS);
  }

  /** Name on the command line. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Who that is, in words. */
  public String who() {
    return who;
  }

  /** The least that it needs; none of them can be left out. */
  public List<AccessRule> rules() {
    return rules;
  }

  /**
   * The role of a name.
   *
   * @throws IllegalArgumentException there is none
   */
  public static Role named(String name) {
    return Arrays.stream(values())
        .filter(role -> role.spelling().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown role '%s', expected one of %s"
                        .formatted(name, Stream.of(values()).map(Role::spelling).toList())));
  }
}
