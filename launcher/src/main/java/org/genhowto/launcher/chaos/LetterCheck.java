package org.genhowto.launcher.chaos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.ledger.LedgerBalance;
import org.genhowto.runtime.ledger.LedgerStanding;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;

/** No good input is a dead letter, and every poisoned one has one end with each who reads it. */
record LetterCheck(Records records, List<WorkerCatalogue> workers, LedgerBalance balance) {

  void judge(Judge.Findings findings) {
    Map<String, Integer> letters = new HashMap<>();
    long count = 0;
    for (WorkerCatalogue worker : workers) {
      for (ConsumerRecord<byte[], byte[]> letter :
          records.of(Topics.deadLetters(worker.spelling()))) {
        count++;
        String poison = poison(letter);
        if (poison.isEmpty()) {
          findings
              .good()
              .add(
                  "%s: %s, %s"
                      .formatted(
                          worker.spelling(), Judge.key(letter), DeadLetter.read(letter).reason()));
        } else {
          letters.merge(poison, 1, Integer::sum);
        }
      }
    }
    findings.counts().put("dead letters", count);
    Map<String, Integer> ends = ends();
    for (Map.Entry<String, String> dose : sent().entrySet()) {
      int own = letters.getOrDefault(dose.getKey(), 0);
      int others = ends.getOrDefault(dose.getKey(), 0) + harmless(dose.getKey(), dose.getValue());
      findings.poison().put(dose.getKey(), "%d dead letters, %d other ends".formatted(own, others));
      boolean deadly = kindOf(dose.getKey()).deadly();
      long readers = readers(dose.getValue());
      if (own > readers || (deadly && own != readers) || (own == 0 && others == 0)) {
        findings
            .otherwise()
            .add(
                "%s: %d dead letters and %d other ends, expected one end with each of %d readers"
                    .formatted(dose.getKey(), own, others, readers));
      }
    }
    findings.counts().put("poisoned records", (long) findings.poison().size());
  }

  /** How many workers take records off a topic. */
  private long readers(String topic) {
    return workers.stream()
        .filter(worker -> worker.input().filter(input -> input.name().equals(topic)).isPresent())
        .count();
  }

  /** Names of the poisoned records, and the topic of each. */
  private Map<String, String> sent() {
    Map<String, String> sent = new TreeMap<>();
    for (WorkerCatalogue worker : workers) {
      worker
          .input()
          .ifPresent(
              topic -> {
                for (ConsumerRecord<byte[], byte[]> record : records.of(topic.name())) {
                  Provenance.text(record.headers(), Feed.MARK)
                      .ifPresent(name -> sent.put(name, topic.name()));
                }
              });
    }
    return sent;
  }

  /**
   * Ends that are no dead letters: a failed result, or what the last stage of the journey makes of
   * a record that turns out to be harmless.
   */
  private Map<String, Integer> ends() {
    Map<String, Integer> ends = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records.of(Topics.GENERATION_RESULTS.name())) {
      if (Provenance.text(record.headers(), Feed.MARK).isEmpty() && !poison(record).isEmpty()) {
        GenerationResult result = records.value(Topics.GENERATION_RESULTS, record);
        if (result.getStatus() != GenerationStatus.CANCELLED) {
          ends.merge(poison(record), 1, Integer::sum);
        }
      }
    }
    return ends;
  }

  /** Ends of a record that turned out to do no harm: a sample, or what the ledger says. */
  private int harmless(String name, String topic) {
    if (topic.equals(Topics.GENERATION_REQUESTS.name())) {
      return 0; // Its result is counted.
    }
    if (topic.equals(Topics.EVALUATION_SAMPLES.name())) {
      return kindOf(name).deadly() ? 0 : 1; // It goes into sums, in which nobody sees it.
    }
    if (topic.equals(Topics.GENERATION_RESULTS.name())) {
      return seen(Topics.EVALUATION_SAMPLES, name);
    }
    boolean last = workers.contains(WorkerCatalogue.SHARD_WRITER);
    Topic<?> furthest =
        workers.contains(WorkerCatalogue.LOCALIZER) ? Topics.SCORED_FRAMES : Topics.SAMPLED_FRAMES;
    return last
        ? balance
            .fold()
            .story(LedgerKind.VIDEO, name)
            .filter(story -> story.standing().ended() && story.standing() != LedgerStanding.DEAD)
            .map(story -> 1)
            .orElse(0)
        : seen(furthest, name);
  }

  private int seen(Topic<?> topic, String name) {
    return records.of(topic.name()).stream()
            .anyMatch(
                record ->
                    Provenance.text(record.headers(), Feed.MARK).isEmpty()
                        && Judge.key(record).contains(name))
        ? 1
        : 0;
  }

  private static Poison kindOf(String name) {
    for (Poison kind : Poison.values()) {
      if (name.contains("-" + kind.spelling() + "-")) {
        return kind;
      }
    }
    throw new IllegalArgumentException(name + " names no kind of poison");
  }

  /** Name of the poisoned record that this is, or is made of; empty for a good one. */
  private static String poison(ConsumerRecord<byte[], byte[]> record) {
    return Provenance.text(record.headers(), Feed.MARK)
        .orElseGet(
            () -> {
              String key = Judge.key(record);
              return key.startsWith(Poison.PREFIX)
                  ? key.replaceFirst("(-\\d{3})-\\d+-\\d+-\\d+$", "$1")
                  : "";
            });
  }
}
