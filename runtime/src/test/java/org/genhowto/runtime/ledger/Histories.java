package org.genhowto.runtime.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;

/** Entries of made-up journeys. */
final class Histories {
  private static final List<String> VIDEO_TOPICS =
      List.of(
          "video-references", "sampled-frames", "scored-frames", "triplets", "captioned-triplets");
  private static final List<String> STAGES =
      List.of("ingest", "localizer", "triplet-selection", "captioner", "shard-writer");

  private Histories() {}

  /** An entry as it stands in the ledger's topic. */
  record At(LedgerEntry entry, long offset) {}

  static LedgerEntry.Builder video(String id, String stage, String topic, LedgerOutcome outcome) {
    return entry(LedgerKind.VIDEO, id, stage, topic, outcome);
  }

  static LedgerEntry.Builder entry(
      LedgerKind kind, String id, String stage, String topic, LedgerOutcome outcome) {
    return LedgerEntry.newBuilder()
        .setKind(kind)
        .setId(id)
        .setStage(stage)
        .setTopic(topic)
        .setOutcome(outcome)
        .setReason(outcome == LedgerOutcome.EMITTED ? "" : "because")
        .setTime(1);
  }

  /** Random journeys with replays, repeats, several localizers and lost records. */
  static List<At> random(Random random, int videos) {
    List<At> entries = new ArrayList<>();
    for (int video = 0; video < videos; video++) {
      String id = "v" + video;
      if (random.nextBoolean()) {
        add(entries, video(id, "referenced", "", LedgerOutcome.EMITTED));
      }
      int replays = 1 + random.nextInt(3);
      for (int replay = 0; replay < replays; replay++) {
        journey(entries, random, id);
      }
    }
    return entries;
  }

  private static void journey(List<At> entries, Random random, String id) {
    for (int stage = 0; stage < STAGES.size(); stage++) {
      LedgerOutcome outcome = outcome(random);
      String name = STAGES.get(stage);
      if (stage == 1 && random.nextInt(3) == 0) {
        add(entries, video(id, name + "-2", VIDEO_TOPICS.get(stage), outcome(random)));
      }
      add(
          entries,
          video(id, name, VIDEO_TOPICS.get(stage), outcome)
              .setReason(outcome == LedgerOutcome.EMITTED ? "" : "reason-" + random.nextInt(4)));
      if (outcome != LedgerOutcome.EMITTED) {
        return;
      }
    }
  }

  private static LedgerOutcome outcome(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> LedgerOutcome.SKIPPED;
      case 1 -> LedgerOutcome.DEAD;
      case 2 -> LedgerOutcome.LOST;
      case 3 -> LedgerOutcome.REPEATED;
      default -> LedgerOutcome.EMITTED;
    };
  }

  private static void add(List<At> entries, LedgerEntry.Builder entry) {
    entries.add(new At(entry.setTime(entries.size()).build(), entries.size()));
  }
}
