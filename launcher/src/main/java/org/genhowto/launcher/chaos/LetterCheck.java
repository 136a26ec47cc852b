package org.genhowto.launcher.chaos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Topics;

/** No good input is a dead letter, and every poisoned one has one end. */
record LetterCheck(Records records, List<WorkerCatalogue> workers) {

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
                      .formatted(worker.spelling(), Judge.key(letter), DeadLetter.read(letter).reason()));
        } else {
          letters.merge(poison, 1, Integer::sum);
        }
      }
    }
    findings.counts().put("dead letters", count);
    Map<String, Integer> ends = ends();
    for (Map.Entry<String, String> dose : sent().entrySet()) {
      int own = letters.getOrDefault(dose.getKey(), 0);
      int others = ends.getOrDefault(dose.getKey(), 0);
      findings
          .poison()
          .put(dose.getKey(), "%d dead letters, %d other ends".formatted(own, others));
      boolean deadly =
          List.of(Poison.values()).stream()
              .anyMatch(kind -> kind.deadly() && dose.getKey().contains("-" + kind.spelling() + "-"));
      if (own > 1 || (deadly && own != 1) || (own == 0 && others == 0)) {
        findings
            .otherwise()
            .add("%s: %d dead letters and %d other ends, expected one end".formatted(dose.getKey(), own, others));
      }
    }
    findings.counts().put("poisoned records", (long) findings.poison().size());
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

  /** Name of the poisoned record that this is, or is made of; empty for a good one. */
  private static String poison(ConsumerRecord<byte[], byte[]> record) {
    return Provenance.text(record.headers(), Feed.MARK)
        .orElseGet(
            () -> {
              String key = Judge.key(record);
              return key.startsWith(Poison.PREFIX) ? key.replaceFirst("(-\\d+-\\d+-\\d+)$", "") : "";
            });
  }
}
