package org.genhowto.localizer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
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
import org.genhowto.runtime.record.LetterStates;
import org.genhowto.runtime.streams.LedgeredProcessor;
import org.genhowto.runtime.streams.StreamsHeaders;
import org.genhowto.runtime.streams.StreamsHeaders.Input;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the runs of each video until all are there, or until it has waited long enough, and
 * forwards the triplet they agree on. Every record that comes in is counted once: the one that
 * completes a video as emitted or, with its reason, as skipped; the runs before it as emitted, for
 * they have become part of their video; what is no scored video as a dead letter. A video that
 * waited in vain is counted once more, by its verdict.
 */
final class RunCollector extends LedgeredProcessor {
  static final String TRIPLETS = "to-triplets";

  static final String DUPLICATE = "duplicate";
  static final String SPLIT_CONFLICT = "split-conflict";

  private static final Logger LOG = LoggerFactory.getLogger(RunCollector.class);
  private static final String RUNS = "runs";
  private static final String WAITING = "waiting";
  private static final String CHOSEN = "chosen";
  private static final int CHECKS_PER_WAIT = 10;

  private final Codec<ScoredFrames> scoredFrames;
  private final Codec<Triplet> triplets;
  private final Consensus consensus;
  private final Duration maxWait;
  private final WorkerTelemetry telemetry;
  private final StreamsHeaders headers = new StreamsHeaders(TripletSelection.WORKER);

  /** The runs of videos that are not complete, under videoId/run, as they stood in the topic. */
  private KeyValueStore<String, byte[]> runs;

  /** When the first run of a video that is not complete came, in milliseconds, and its offset. */
  private KeyValueStore<String, String> waiting;

  /** Split and ids of the last triplets of each video, with spaces between. */
  private KeyValueStore<String, String> chosen;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
  RunCollector(
      Codec<ScoredFrames> scoredFrames,
      Codec<Triplet> triplets,
      TripletSettings settings,
      Ledger ledger,
      LetterStates letters,
      WorkerTelemetry telemetry) {
    super(TripletSelection.WORKER, telemetry, ledger, letters);
    this.scoredFrames = scoredFrames;
    this.triplets = triplets;
    this.consensus = new Consensus(settings);
    this.maxWait = settings.maxWait();
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
  public void init(ProcessorContext<Object, Object> context) {
    super.init(context);
    runs = context.getStateStore(RUNS);
    waiting = context.getStateStore(WAITING);
    chosen = context.getStateStore(CHOSEN);
    context.schedule(
        maxWait.dividedBy(CHECKS_PER_WAIT).plusMillis(1),
        PunctuationType.WALL_CLOCK_TIME,
        this::decideOverdue);
  }

  @Override
  protected void work(byte @Nullable [] key, byte @Nullable [] value, Input input)
      throws UndecodableException, RegistryUnavailableException {
    ScoredFrames run = scoredFrames.decode(value);
    requireConsistent(key == null ? null : new String(key, StandardCharsets.UTF_8), run);
    collect(run, Objects.requireNonNull(value), input);
  }

  private void collect(ScoredFrames run, byte[] bytes, Input input)
      throws RegistryUnavailableException {
    String videoId = run.getSource().getVideoId();
    Map<String, ScoredFrames> stored = stored(videoId);
    Map<String, ScoredFrames> present = new TreeMap<>(stored);
    // Runs of another recording of the video, or of another number of runs, cannot be compared.
    present.values().removeIf(other -> !sameTake(run, other));
    present.put(runKey(videoId, run.getRun()), run);
    if (present.size() < run.getRuns()) {
      byte[] kept = storable(bytes);
      stored.keySet().stream().filter(other -> !present.containsKey(other)).forEach(runs::delete);
      runs.put(runKey(videoId, run.getRun()), kept);
      if (waiting.get(videoId) == null) {
        waiting.put(videoId, "%d %d".formatted(now().toEpochMilli(), input.offset()));
      }
      telemetry.emitted(); // It was worked on: it is part of its video's state now.
      return;
    }
    decide(videoId, present.values(), input);
    stored.keySet().forEach(runs::delete);
  }

  private static boolean sameTake(ScoredFrames run, ScoredFrames other) {
    return other.getRuns() == run.getRuns() && other.getSource().equals(run.getSource());
  }

  /** Videos that waited too long are decided by the runs that came. */
  private void decideOverdue(long now) {
    Map<String, String> overdue = new LinkedHashMap<>();
    try (KeyValueIterator<String, String> all = waiting.all()) {
      while (all.hasNext()) {
        KeyValue<String, String> video = all.next();
        if (now - since(video.value, 0, 0) >= maxWait.toMillis()) {
          overdue.put(video.key, video.value);
        }
      }
    }
    overdue.forEach(this::decideOverdue);
  }

  // A broad catch: what fails for one video is its end, and not that of those behind it.
  @SuppressWarnings("CatchingUnchecked")
  private void decideOverdue(String videoId, String since) {
    int partition = context().taskId().partition();
    Input first =
        new Input(Topics.SCORED_FRAMES.name(), partition, since(since, 1, -1), new RecordHeaders());
    Map<String, byte[]> kept = bytes(videoId);
    try {
      Map<String, ScoredFrames> stored = stored(videoId);
      if (!stored.isEmpty()) {
        decide(videoId, stored.values(), first);
      }
    } catch (Throwable thrown) {
      passThrough(thrown);
      telemetry.deadLetter();
      byte[] key = videoId.getBytes(StandardCharsets.UTF_8);
      kept.values().forEach(run -> deadLetter(key, run, first, thrown));
    }
    kept.keySet().forEach(runs::delete);
    waiting.delete(videoId);
  }

  /** A number of what {@link #waiting} holds. */
  private static long since(String text, int which, long otherwise) {
    try {
      return Long.parseLong(text.split(" ", 2)[which]);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return otherwise;
    }
  }

  /** Computes what may fail before it changes anything. */
  private void decide(String videoId, Collection<ScoredFrames> present, Input input)
      throws RegistryUnavailableException {
    TripletSelectionOutcome verdict = consensus.judge(present);
    if (verdict instanceof TripletSelectionOutcome.Dropped dropped) {
      skip(
          present.iterator().next(),
          input,
          new Outcome.Skip(dropped.reason(), dropped.sentence(), dropped.scores()));
    } else if (verdict instanceof TripletSelectionOutcome.Chosen choice) {
      emit(choice.triplets(), present.iterator().next(), input);
    }
    waiting.delete(videoId);
  }

  /**
   * A triplet goes out once, and all triplets of a video in one split.
   *
   * @param choices at least one, all of one split
   */
  private void emit(List<Triplet> choices, ScoredFrames run, Input input)
      throws RegistryUnavailableException {
    String videoId = run.getSource().getVideoId();
    Split split = choices.get(0).getSplit();
    String before = chosen.get(videoId);
    List<String> known = before == null ? List.of() : List.of(before.split(" ", -1));
    boolean sameSplit = !known.isEmpty() && known.get(0).equals(split.name());
    List<Triplet> fresh =
        choices.stream().filter(one -> !sameSplit || !known.contains(one.getTripletId())).toList();
    if (fresh.isEmpty()) {
      skip(run, input, new Outcome.Skip(DUPLICATE, "The same triplet went out before", Map.of()));
    } else if (before != null && !sameSplit) {
      skip(
          run,
          input,
          new Outcome.Skip(
              SPLIT_CONFLICT,
              "Its triplets are in %s, and this one is for %s".formatted(known.get(0), split),
              Map.of()));
    } else {
      List<Record<Object, Object>> records = new ArrayList<>();
      for (Triplet triplet : fresh) {
        records.add(
            fitting(
                triplet.getTripletId().getBytes(StandardCharsets.UTF_8),
                triplets.encode(triplet),
                headers.output(input, records.size(), triplet, now()),
                Topics.TRIPLETS.name()));
      }
      chosen.put(
          videoId,
          Stream.concat(Stream.of(split.name()), choices.stream().map(Triplet::getTripletId))
              .collect(Collectors.joining(" ")));
      records.forEach(record -> context().forward(record, TRIPLETS));
      telemetry.emitted();
      List<Output<?>> outputs = new ArrayList<>();
      fresh.forEach(one -> outputs.add(new Output<>(Topics.TRIPLETS, one.getTripletId(), one)));
      note(Settled.of(headers.record(input, videoId), run, 1, new Outcome.Emit(outputs)));
    }
  }

  private void skip(ScoredFrames run, Input input, Outcome.Skip skip)
      throws RegistryUnavailableException {
    telemetry.skipped(skip.reason());
    note(Settled.of(headers.record(input, run.getSource().getVideoId()), run, 1, skip));
  }

  /** The stored runs of a video as they came, by their keys. */
  private Map<String, byte[]> bytes(String videoId) {
    Map<String, byte[]> found = new TreeMap<>();
    try (KeyValueIterator<String, byte[]> all =
        runs.prefixScan(videoId + "/", new StringSerializer())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> run = all.next();
        // The id of another video may begin with this one and a slash.
        if (run.key.lastIndexOf('/') == videoId.length()) {
          found.put(run.key, run.value);
        }
      }
    }
    return found;
  }

  /** The stored runs of a video; one that can no longer be decoded is as if it had not come. */
  private Map<String, ScoredFrames> stored(String videoId) throws RegistryUnavailableException {
    Map<String, ScoredFrames> stored = new TreeMap<>();
    for (Map.Entry<String, byte[]> run : bytes(videoId).entrySet()) {
      try {
        stored.put(run.getKey(), scoredFrames.decode(run.getValue()));
      } catch (UndecodableException e) {
        LOG.atError().addKeyValue("run", run.getKey()).log("stored run: {}", e.getMessage());
        runs.delete(run.getKey());
      }
    }
    return stored;
  }

  private static void requireConsistent(@Nullable String key, ScoredFrames run) {
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
