package org.genhowto.localizer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.ledger.Settled;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.streams.StreamsHeaders;
import org.genhowto.runtime.streams.StreamsHeaders.Input;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;
import org.genhowto.schemas.UndecodableException;

/**
 * Collects the runs of each video until all are there, or until it has waited long enough, and
 * forwards the triplet they agree on. Every record that comes in is counted once: the one that
 * completes a video as emitted or, with its reason, as skipped; the runs before it as emitted, for
 * they have become part of their video; what is no scored video as a dead letter. A video that
 * waited in vain is counted once more, by its verdict.
 */
final class RunCollector implements Processor<String, byte[], String, byte[]> {
  static final String TRIPLETS = "to-triplets";
  static final String DEAD_LETTERS = "to-dead-letters";
  static final String LEDGER = "to-ledger";

  static final String DUPLICATE = "duplicate";
  static final String SPLIT_CONFLICT = "split-conflict";

  private static final String RUNS = "runs";
  private static final String WAITING = "waiting";
  private static final String CHOSEN = "chosen";
  private static final int CHECKS_PER_WAIT = 10;

  private final Codec<ScoredFrames> scoredFrames;
  private final Codec<Triplet> triplets;
  private final Consensus consensus;
  private final Duration maxWait;
  private final Ledger ledger;
  private final WorkerTelemetry telemetry;
  private final StreamsHeaders headers = new StreamsHeaders(TripletSelection.WORKER);

  private ProcessorContext<String, byte[]> context;

  /** The runs of videos that are not complete, under videoId/run, as they stood in the topic. */
  private KeyValueStore<String, byte[]> runs;

  /** When the first run of a video that is not complete came, in milliseconds, and its offset. */
  private KeyValueStore<String, String> waiting;

  /** Split and id of the last triplet of each video. */
  private KeyValueStore<String, String> chosen;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
  RunCollector(
      Codec<ScoredFrames> scoredFrames,
      Codec<Triplet> triplets,
      TripletSettings settings,
      Ledger ledger,
      WorkerTelemetry telemetry) {
    this.scoredFrames = scoredFrames;
    this.triplets = triplets;
    this.consensus = new Consensus(settings);
    this.maxWait = settings.maxWait();
    this.ledger = ledger;
    this.telemetry = telemetry;
  }

  /** The stores: in memory here, backed up by changelog topics. */
  static Set<StoreBuilder<?>> stores() {
    return Set.of(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(RUNS), Serdes.String(), Serdes.ByteArray()),
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(WAITING), Serdes.String(), Serdes.String()),
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(CHOSEN), Serdes.String(), Serdes.String()));
  }

  @Override
  public void init(ProcessorContext<String, byte[]> processorContext) {
    context = processorContext;
    runs = context.getStateStore(RUNS);
    waiting = context.getStateStore(WAITING);
    chosen = context.getStateStore(CHOSEN);
    context.schedule(
        maxWait.dividedBy(CHECKS_PER_WAIT).plusMillis(1),
        PunctuationType.WALL_CLOCK_TIME,
        this::decideOverdue);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    Input input = new Input(place.topic(), place.partition(), place.offset(), record.headers());
    try {
      try {
        ScoredFrames run = scoredFrames.decode(record.value());
        requireConsistent(record.key(), run);
        collect(run, record.value(), input);
      } catch (UndecodableException | IllegalArgumentException e) {
        telemetry.deadLetter();
        context.forward(record.withHeaders(headers.deadLetter(input, e, now())), DEAD_LETTERS);
        note(Settled.dead(headers.record(input, record.key()), null, DeadLetter.Reason.of(e, 1)));
      }
    } catch (RegistryUnavailableException e) {
      throw new StreamsException(e);
    }
  }

  private void collect(ScoredFrames run, byte[] bytes, Input input)
      throws RegistryUnavailableException {
    String videoId = run.getSource().getVideoId();
    forgetOtherTakes(videoId, run);
    runs.put(runKey(videoId, run.getRun()), bytes);
    List<ScoredFrames> present = present(videoId);
    if (present.size() < run.getRuns()) {
      if (waiting.get(videoId) == null) {
        waiting.put(videoId, "%d %d".formatted(now().toEpochMilli(), input.offset()));
      }
      telemetry.emitted(); // It was worked on: it is part of its video's state now.
      return;
    }
    decide(videoId, present, input);
  }

  /** Videos that waited too long are decided by the runs that came. */
  private void decideOverdue(long now) {
    Map<String, Long> overdue = new LinkedHashMap<>(); // video id to offset of its first run
    try (KeyValueIterator<String, String> all = waiting.all()) {
      while (all.hasNext()) {
        KeyValue<String, String> video = all.next();
        String[] since = video.value.split(" ", 2);
        if (now - Long.parseLong(since[0]) >= maxWait.toMillis()) {
          overdue.put(video.key, Long.parseLong(since[1]));
        }
      }
    }
    int partition = context.taskId().partition();
    try {
      for (Map.Entry<String, Long> video : overdue.entrySet()) {
        Input first =
            new Input(
                Topics.SCORED_FRAMES.name(), partition, video.getValue(), new RecordHeaders());
        decide(video.getKey(), present(video.getKey()), first);
      }
    } catch (RegistryUnavailableException e) {
      throw new StreamsException(e);
    }
  }

  private void decide(String videoId, List<ScoredFrames> present, Input input)
      throws RegistryUnavailableException {
    TripletSelectionOutcome verdict = consensus.judge(present);
    present.forEach(run -> runs.delete(runKey(videoId, run.getRun())));
    waiting.delete(videoId);
    if (verdict instanceof TripletSelectionOutcome.Dropped dropped) {
      skip(
          present.get(0),
          input,
          new Outcome.Skip(dropped.reason(), dropped.sentence(), dropped.scores()));
    } else if (verdict instanceof TripletSelectionOutcome.Chosen choice) {
      emit(videoId, choice.triplet(), present.get(0), input);
    }
  }

  private void skip(ScoredFrames run, Input input, Outcome.Skip skip)
      throws RegistryUnavailableException {
    telemetry.skipped(skip.reason());
    note(Settled.of(headers.record(input, run.getSource().getVideoId()), run, 1, skip));
  }

  /** The ledger's entry goes out in the transaction of what it tells of. */
  private void note(Settled settled) throws RegistryUnavailableException {
    ProducerRecord<byte[], byte[]> entry = ledger.entry(settled);
    context.forward(
        new Record<>(
            new String(entry.key(), StandardCharsets.UTF_8), entry.value(), now().toEpochMilli()),
        LEDGER);
  }

  /** A triplet goes out once, and all triplets of a video in one split. */
  private void emit(String videoId, Triplet triplet, ScoredFrames run, Input input)
      throws RegistryUnavailableException {
    String now = triplet.getSplit() + " " + triplet.getTripletId();
    String before = chosen.get(videoId);
    if (now.equals(before)) {
      skip(run, input, new Outcome.Skip(DUPLICATE, "The same triplet went out before", Map.of()));
    } else if (before != null && !before.startsWith(triplet.getSplit() + " ")) {
      skip(
          run,
          input,
          new Outcome.Skip(
              SPLIT_CONFLICT,
              "Its triplets are in %s, and this one is for %s"
                  .formatted(before.split(" ", 2)[0], triplet.getSplit()),
              Map.of()));
    } else {
      chosen.put(videoId, now);
      context.forward(
          new Record<>(
              triplet.getTripletId(),
              triplets.encode(triplet),
              now().toEpochMilli(),
              headers.output(input, triplet, now())),
          TRIPLETS);
      telemetry.emitted();
      note(
          Settled.of(
              headers.record(input, videoId),
              run,
              1,
              Outcome.emit(new Output<>(Topics.TRIPLETS, triplet.getTripletId(), triplet))));
    }
  }

  private Instant now() {
    return Instant.ofEpochMilli(context.currentSystemTimeMs());
  }

  /** Runs of another recording of the video, or of another number of runs, cannot be compared. */
  private void forgetOtherTakes(String videoId, ScoredFrames run)
      throws RegistryUnavailableException {
    for (ScoredFrames other : present(videoId)) {
      boolean sameTake =
          other.getRuns() == run.getRuns() && other.getSource().equals(run.getSource());
      if (!sameTake) {
        runs.delete(runKey(videoId, other.getRun()));
      }
    }
  }

  private List<ScoredFrames> present(String videoId) throws RegistryUnavailableException {
    List<ScoredFrames> present = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> found =
        runs.prefixScan(videoId + "/", new StringSerializer())) {
      while (found.hasNext()) {
        present.add(scoredFrames.decode(found.next().value));
      }
    } catch (UndecodableException e) {
      throw new IllegalStateException(
          "Stored runs of %s were decoded before".formatted(videoId), e);
    }
    return present;
  }

  private static void requireConsistent(String key, ScoredFrames run) {
    String videoId = run.getSource().getVideoId();
    if (!videoId.equals(key)) {
      throw new IllegalArgumentException(
          "Scored frames of video %s stand under key %s; expected its id".formatted(videoId, key));
    }
    if (run.getRuns() < 1 || run.getRun() < 0 || run.getRun() >= run.getRuns()) {
      throw new IllegalArgumentException(
          "Video %s has run %d of %d; expected a run from 0 to runs - 1"
              .formatted(videoId, run.getRun(), run.getRuns()));
    }
    int frames = FrameScores.of(run).frames();
    if (frames != run.getSource().getIndex().size()) {
      throw new IllegalArgumentException(
          "Video %s has %d scores for %d frames; expected one a frame"
              .formatted(videoId, frames, run.getSource().getIndex().size()));
    }
  }

  /** Three digits keep the runs of a video in order. */
  private static String runKey(String videoId, int run) {
    return "%s/%03d".formatted(videoId, run);
  }
}
