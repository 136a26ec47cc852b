package org.genhowto.runtime.ledger;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;
import org.genhowto.schemas.Redaction;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingShard;

/**
 * The pen of one worker in the ledger. It sends nothing: what it gives is sent with the outputs, in
 * their transaction, so that the ledger says neither more nor less than what happened.
 */
public final class Ledger {
  /** Characters of a sentence, and of any text that others may have written. */
  private static final int LONGEST_TEXT = 200;

  private static final int MOST_SCORES = 16;

  private final String worker;
  private final String instance;
  private final Clock clock;
  private final Codec<LedgerEntry> codec;

  public Ledger(String worker, Platform platform) {
    this(worker, platform.instance(), platform.serdes(), platform.clock());
  }

  /** Where there is no platform, as inside a topology. */
  public Ledger(String worker, String instance, AvroSerdes serdes, Clock clock) {
    this.worker = worker;
    this.instance = instance;
    this.clock = clock;
    this.codec = serdes.codec(Topics.LEDGER);
  }

  /** The entry of one input, to be sent with what comes of it. */
  public ProducerRecord<byte[], byte[]> entry(Settled settled) throws RegistryUnavailableException {
    return entries(List.of(settled)).get(0);
  }

  /** An entry for each input of a batch whose outputs are sent together, in their order. */
  public List<ProducerRecord<byte[], byte[]>> entries(List<Settled> batch)
      throws RegistryUnavailableException {
    List<TrainingShard> shards = shards(batch);
    List<ProducerRecord<byte[], byte[]>> entries = new ArrayList<>();
    for (Settled settled : batch) {
      entries.add(encode(write(settled, shards)));
    }
    return entries;
  }

  /**
   * The entry of records that were deleted before the worker read them. Whose they were, nobody can
   * tell any more.
   *
   * @param from first offset that was not read
   * @param until first offset that is still there
   */
  public ProducerRecord<byte[], byte[]> lost(TopicPartition partition, long from, long until)
      throws RegistryUnavailableException {
    String place = "%d@%d".formatted(partition.partition(), from);
    return encode(
        LedgerEntry.newBuilder()
            .setKind(LedgerKind.RECORD)
            .setId(partition.topic() + "-" + place)
            .setStage(worker)
            .setOutcome(LedgerOutcome.LOST)
            .setReason("retention")
            .setSentence(
                "Offsets %d to %d of %s were deleted before %s read them"
                    .formatted(from, until - 1, partition, worker))
            .setScores(Map.of("offsets", (double) (until - from)))
            .setTime(clock.millis())
            .setInstance(instance)
            .setTopic(partition.topic())
            .setPlace(place)
            .build());
  }

  /** The key of an entry; all keys of an id begin alike up to the slash. */
  public static String key(LedgerEntry entry) {
    String repeat = entry.getOutcome() == LedgerOutcome.REPEATED ? "/repeat" : "";
    return name(entry.getKind(), entry.getId()) + "/" + entry.getStage() + repeat;
  }

  /** How an id is called in keys, such as video:v1. */
  static String name(LedgerKind kind, String id) {
    return kind.name().toLowerCase(Locale.ROOT) + ":" + id;
  }

  private ProducerRecord<byte[], byte[]> encode(LedgerEntry entry)
      throws RegistryUnavailableException {
    return new ProducerRecord<>(
        Topics.LEDGER.name(), Provenance.bytes(key(entry)), codec.encode(entry));
  }

  private LedgerEntry write(Settled settled, List<TrainingShard> shards) {
    ConsumerRecord<byte[], byte[]> input = settled.input();
    LedgerSubject subject = LedgerSubject.of(settled.origin(), input.key(), settled.value());
    LedgerEntry.Builder entry =
        LedgerEntry.newBuilder()
            .setKind(subject.kind())
            .setId(subject.id())
            .setItem(shortened(subject.item()))
            .setCategory(shortened(subject.category()))
            .setStage(worker)
            .setTime(clock.millis())
            .setInstance(instance)
            .setAttempt(settled.attempt())
            .setTopic(settled.origin().topic())
            .setPlace(settled.place())
            .setMessageId(header(input, Provenance.MESSAGE_ID))
            .setTraceparent(header(input, Provenance.TRACEPARENT));
    Outcome outcome = settled.outcome();
    if (outcome instanceof Outcome.Emit emit) {
      LedgerFacts facts = LedgerFacts.of(settled, emit, shards);
      entry
          .setOutcome(LedgerOutcome.EMITTED)
          .setOutputs(facts.outputs().stream().map(Ledger::shortened).toList())
          .setScores(facts.scores());
      noteResult(emit, entry);
    } else if (outcome instanceof Outcome.Skip skip) {
      entry
          .setOutcome(repeats(skip) ? LedgerOutcome.REPEATED : LedgerOutcome.SKIPPED)
          .setReason(shortened(skip.reason()))
          .setSentence(shortened(skip.sentence()))
          .setScores(fewest(skip.scores()));
    } else if (outcome instanceof Outcome.Reject reject) {
      DeadLetter.Reason reason =
          settled.deadly() == null
              ? DeadLetter.Reason.rejected(reject.reason(), settled.attempt())
              : settled.deadly();
      entry
          .setOutcome(LedgerOutcome.DEAD)
          .setReason(word(reason.exception()))
          .setSentence(shortened(reason.message()));
    }
    return entry.build();
  }

  /** A result may say that there are no images. */
  private static void noteResult(Outcome.Emit emit, LedgerEntry.Builder entry) {
    for (Output<?> output : emit.outputs()) {
      if (output.value() instanceof GenerationResult result
          && result.getStatus() != GenerationStatus.SUCCEEDED) {
        boolean cancelled = result.getStatus() != GenerationStatus.FAILED;
        entry
            .setOutcome(cancelled ? LedgerOutcome.CANCELLED : LedgerOutcome.FAILED)
            .setReason(reason(result))
            .setSentence(shortened(result.getError().orElse("")));
      }
    }
  }

  private static String reason(GenerationResult result) {
    if (result.getStatus() == GenerationStatus.FAILED) {
      return "refused";
    }
    CallOff reason = result.getCalledOff().orElse(CallOff.CANCELLED);
    return reason == CallOff.CANCELLED ? "called-off" : reason.name().toLowerCase(Locale.ROOT);
  }

  /** A repeat must not hide what became of it the first time, so it has an entry of its own. */
  private static boolean repeats(Outcome.Skip skip) {
    return skip.reason().equals("duplicate") || skip.reason().startsWith("duplicate-");
  }

  private static List<TrainingShard> shards(List<Settled> batch) {
    List<TrainingShard> shards = new ArrayList<>();
    for (Settled settled : batch) {
      if (settled.outcome() instanceof Outcome.Emit emit) {
        for (Output<?> output : emit.outputs()) {
          if (output.value() instanceof TrainingShard shard) {
            shards.add(shard);
          }
        }
      }
    }
    return shards;
  }

  /** Fixed words for dead letters: undecodable for an UndecodableException. */
  private static String word(String exception) {
    String simple = exception.substring(exception.lastIndexOf('.') + 1);
    return shortened(
        simple
            .substring(simple.lastIndexOf('$') + 1)
            .replaceFirst("Exception$", "")
            .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
            .toLowerCase(Locale.ROOT));
  }

  private static Map<String, Double> fewest(Map<String, Double> scores) {
    Map<String, Double> kept = new TreeMap<>();
    new TreeMap<>(scores)
        .entrySet().stream()
            .limit(MOST_SCORES)
            .forEach(score -> kept.put(shortened(score.getKey()), score.getValue()));
    return kept;
  }

  static String header(ConsumerRecord<?, ?> input, String name) {
    return shortened(Provenance.text(input.headers(), name).orElse(""));
  }

  /** One line of bounded length, without what lets its reader in elsewhere. */
  static String shortened(String text) {
    String line = Redaction.text(text).strip().replaceAll("\\s+", " ");
    return line.codePointCount(0, line.length()) <= LONGEST_TEXT
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST_TEXT - 1)) + "…";
  }
}
