package org.genhowto.launcher.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.dataset.compactor.Announced;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.ShardFiles;
import org.genhowto.dataset.version.VersionCut;
import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.launcher.chaos.Guarantee.History;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.ledger.LedgerBalance;
import org.genhowto.runtime.ledger.LedgerLookup;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;

/**
 * Holds what came out against what went in, once all is quiet.
 *
 * @param dataset folder of the dataset
 */
record Judge(ChaosSettings settings, Platform platform, Records records, Feed feed, Path dataset) {
  private static final Configuration NO_SETTINGS = Configuration.of(Map.of());

  /** What is wrong, as it is found. */
  record Findings(
      List<String> doubled,
      List<String> lost,
      List<String> good,
      Map<String, String> poison,
      List<String> otherwise,
      Map<String, Long> counts) {
    Findings() {
      this(
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new TreeMap<>(),
          new ArrayList<>(),
          new TreeMap<>());
    }

    private void take(String stage, History history) {
      Guarantee.NONE_LOST.broken(history).forEach(each -> lost.add(stage + ": " + each));
      Guarantee.NONE_TWICE.broken(history).forEach(each -> doubled.add(stage + ": " + each));
      Guarantee.NONE_STRANGE.broken(history).forEach(each -> otherwise.add(stage + ": " + each));
      Guarantee.IN_ORDER.broken(history).forEach(each -> otherwise.add(stage + ": " + each));
    }
  }

  Findings findings() throws IOException {
    Findings findings = new Findings();
    accepted(findings);
    stage(findings, WorkerCatalogue.INGEST, Topics.VIDEO_REFERENCES, Topics.SAMPLED_FRAMES, 1);
    stage(findings, WorkerCatalogue.LOCALIZER, Topics.SAMPLED_FRAMES, Topics.SCORED_FRAMES, runs());
    if (with(WorkerCatalogue.TRIPLET_SELECTION)) {
      triplets(findings);
    }
    stage(findings, WorkerCatalogue.CAPTIONER, Topics.TRIPLETS, Topics.CAPTIONED_TRIPLETS, 1);
    if (with(WorkerCatalogue.SHARD_WRITER)) {
      shards(findings);
    }
    if (with(WorkerCatalogue.GENERATOR)) {
      requests(findings);
    }
    LedgerBalance balance = new LedgerBalance();
    new LedgerLookup(platform).all(balance);
    new LetterCheck(records, settings.workers(), balance).judge(findings);
    ledger(findings, balance);
    return findings;
  }

  private boolean with(WorkerCatalogue worker) {
    return settings.workers().contains(worker);
  }

  /** What Kafka or the gateway took is in its topic. */
  private void accepted(Findings findings) {
    Set<String> there = new HashSet<>();
    for (Topic<?> topic : List.of(Topics.VIDEO_REFERENCES, Topics.GENERATION_REQUESTS)) {
      List<String> ids = records.of(topic.name()).stream().map(Judge::key).toList();
      there.addAll(ids);
      findings.counts().put("records in " + topic.name(), (long) ids.size());
    }
    findings.counts().put("turns without a broker", feed.held());
    findings.otherwise().addAll(feed.refusals);
    feed.acknowledged.stream()
        .filter(id -> !id.startsWith(Poison.PREFIX) && !there.contains(id))
        .sorted()
        .forEach(id -> findings.lost().add("accepted, and not in its topic: " + id));
  }

  /**
   * A stage of which every input has its outputs. Both are told by the input's place, which stands
   * in the output's headers; inputs of one key come out in their order.
   *
   * @param each outputs of one input
   */
  private void stage(
      Findings findings, WorkerCatalogue worker, Topic<?> in, Topic<?> out, int each) {
    if (!with(worker)) {
      return;
    }
    Map<String, List<String>> inputs = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records.of(in.name())) {
      if (isGood(record)) {
        String place = "%s-%d@%d".formatted(in.name(), record.partition(), record.offset());
        inputs.computeIfAbsent(key(record), added -> new ArrayList<>()).add(place);
      }
    }
    List<List<String>> outputs = new ArrayList<>();
    records
        .byPartition(out.name())
        .values()
        .forEach(all -> outputs.add(all.stream().filter(Judge::isGood).map(Judge::cause).toList()));
    findings.counts().put("records in " + out.name(), outputs.stream().mapToLong(List::size).sum());
    findings.take(
        worker.spelling(),
        new History(
            List.copyOf(inputs.values()),
            outputs,
            place -> IntStream.range(0, each).mapToObj(n -> place + "#" + n).toList()));
  }

  /** Place of the input that an output is made of, and which of its outputs it is. */
  private static String cause(ConsumerRecord<byte[], byte[]> record) {
    String id = Provenance.text(record.headers(), Provenance.MESSAGE_ID).orElse("?:" + key(record));
    return id.substring(id.indexOf(':') + 1);
  }

  /** How many localizer runs score each video. */
  private int runs() {
    return records.of(Topics.SCORED_FRAMES.name()).stream()
        .filter(Judge::isGood)
        .findFirst()
        .map(record -> records.value(Topics.SCORED_FRAMES, record).getRuns())
        .orElse(1);
  }

  /** The same file gives the same triplet, or none, whatever happened on the way. */
  private void triplets(Findings findings) {
    Map<Integer, Set<String>> byFile = new TreeMap<>();
    Map<String, String> seconds = new HashMap<>();
    for (String id : ids(Topics.TRIPLETS)) {
      String video = id.replaceFirst("-\\d+-\\d+-\\d+$", "");
      seconds.put(video, id.substring(video.length()));
    }
    Set<String> scored = new TreeSet<>(ids(Topics.SCORED_FRAMES));
    for (String video : scored) {
      Integer file = feed.videos.get(video);
      if (file != null) {
        byFile
            .computeIfAbsent(file, added -> new TreeSet<>())
            .add(seconds.getOrDefault(video, "none"));
      }
    }
    Function<String, List<String>> made =
        video -> {
          Set<String> outcomes = byFile.getOrDefault(feed.videos.getOrDefault(video, -1), Set.of());
          return outcomes.stream().filter(each -> !each.equals("none")).map(video::concat).toList();
        };
    byFile.forEach(
        (file, outcomes) -> {
          if (outcomes.size() > 1) {
            findings
                .otherwise()
                .add("file %d gave different triplets: %s".formatted(file, outcomes));
          }
        });
    List<String> triplets = ids(Topics.TRIPLETS);
    findings.counts().put("records in triplets", (long) triplets.size());
    findings
        .counts()
        .put(
            "videos without triplet",
            (long) scored.size() - new HashSet<>(seconds.keySet()).size());
    take(
        findings,
        "triplet-selection",
        new History(List.of(List.copyOf(scored)), List.of(triplets), made));
  }

  /** Every captioned triplet is in one shard that was announced, and in one tar. */
  private void shards(Findings findings) throws IOException {
    List<String> announced = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records.of(Topics.TRAINING_SHARDS.name())) {
      records
          .value(Topics.TRAINING_SHARDS, record)
          .getSampleKeys()
          .forEach(key -> announced.add(String.valueOf(key)));
    }
    List<String> inTars = new ArrayList<>();
    for (Path tar : version(inTars)) {
      try (ShardReader reader = ShardReader.open(tar)) {
        for (Optional<ShardSample> sample = reader.next();
            sample.isPresent();
            sample = reader.next()) {
          inTars.add(sample.get().key());
        }
      }
    }
    findings.counts().put("samples in shards", (long) announced.size());
    List<List<String>> captioned = List.of(distinct(ids(Topics.CAPTIONED_TRIPLETS)));
    announced.removeIf(key -> key.startsWith(Poison.PREFIX));
    inTars.removeIf(key -> key.startsWith(Poison.PREFIX));
    take(findings, "shard-writer", new History(captioned, List.of(announced), List::of));
    take(findings, "tars", new History(captioned, List.of(inTars), List::of));
  }

  /**
   * The shards of a version that holds everything.
   *
   * @param leftOut takes the keys of samples that are left out of it for a reason
   */
  private List<Path> version(List<String> leftOut) throws IOException {
    try (DatasetStore store = DatasetStore.open(dataset.toString(), NO_SETTINGS)) {
      new VersionCut(store, VersionSettings.from(NO_SETTINGS)).cut(Announced.read(platform));
      for (long number : store.versions()) {
        store.leftOut(number).forEach(one -> leftOut.add(ShardSample.key(one.tripletId())));
      }
      return new ShardFiles(store).newest();
    }
  }

  /** All but the order, of which nothing is known here. */
  private static void take(Findings findings, String stage, History history) {
    Guarantee.NONE_LOST.broken(history).forEach(each -> findings.lost().add(stage + ": " + each));
    Guarantee.NONE_TWICE
        .broken(history)
        .forEach(each -> findings.doubled().add(stage + ": " + each));
    Guarantee.NONE_STRANGE
        .broken(history)
        .forEach(each -> findings.otherwise().add(stage + ": " + each));
  }

  /** Every request has one result. */
  private void requests(Findings findings) {
    Map<String, List<String>> said = new HashMap<>();
    Set<String> succeeded = new TreeSet<>();
    for (ConsumerRecord<byte[], byte[]> record : records.of(Topics.GENERATION_RESULTS.name())) {
      if (isGood(record)) {
        GenerationResult result = records.value(Topics.GENERATION_RESULTS, record);
        String id = String.valueOf(result.getRequestId());
        List<String> words = said.computeIfAbsent(id, added -> new ArrayList<>());
        words.add(result.getStatus() + " " + result.getImages() + " " + result.getError());
        if (result.getStatus() != GenerationStatus.SUCCEEDED) {
          findings.otherwise().add("request %s: %s".formatted(id, words));
        } else if (result.getEvaluation().isPresent()) {
          succeeded.add(id);
        }
      }
    }
    Set<String> asked = new TreeSet<>(ids(Topics.GENERATION_REQUESTS));
    findings.counts().put("requests", (long) asked.size());
    findings.counts().put("requests over HTTP", feed.overHttp());
    for (String id : asked) {
      List<String> words = said.getOrDefault(id, List.of());
      if (words.isEmpty()) {
        findings.lost().add("generator: no result of " + id);
      } else if (words.size() > 1) {
        findings.doubled().add("generator: results of %s: %s".formatted(id, words));
      }
    }
    if (with(WorkerCatalogue.EVALUATOR)) {
      String all = String.join("\n", ids(Topics.EVALUATION_SAMPLES));
      succeeded.stream()
          .filter(id -> !all.contains(id))
          .forEach(id -> findings.lost().add("evaluator: no sample of " + id));
    }
  }

  /** Every input has its story in the ledger, and its story has an end. */
  private void ledger(Findings findings, LedgerBalance balance) {
    if (with(WorkerCatalogue.SHARD_WRITER)) {
      balance(findings, balance, LedgerKind.VIDEO, ids(Topics.VIDEO_REFERENCES));
    }
    if (with(WorkerCatalogue.GENERATOR)) {
      balance(findings, balance, LedgerKind.REQUEST, ids(Topics.GENERATION_REQUESTS));
    }
  }

  private static void balance(
      Findings findings, LedgerBalance balance, LedgerKind kind, Collection<String> sent) {
    LedgerBalance.Findings compared = balance.compare(kind, new TreeSet<>(sent));
    compared.missing().forEach(id -> findings.lost().add("ledger knows nothing of " + id));
    compared.open().forEach(id -> findings.lost().add("ledger knows no end of " + id));
    compared.strangers().stream()
        .filter(id -> !id.startsWith(Poison.PREFIX))
        .forEach(id -> findings.otherwise().add("ledger knows %s, never sent".formatted(id)));
    // Of both kinds the same is said of these.
    compared.doubled().stream()
        .map(input -> "ledger settled twice: " + input)
        .filter(sentence -> !findings.otherwise().contains(sentence))
        .forEach(findings.otherwise()::add);
  }

  /** Keys of the good records. */
  private List<String> ids(Topic<?> topic) {
    return records.of(topic.name()).stream().filter(Judge::isGood).map(Judge::key).toList();
  }

  private static List<String> distinct(List<String> ids) {
    return ids.stream().distinct().toList();
  }

  static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  /** Whether it is neither poison nor made of it. */
  static boolean isGood(ConsumerRecord<byte[], byte[]> record) {
    return Provenance.text(record.headers(), Feed.MARK).isEmpty()
        && record.value() != null
        && !key(record).contains(Poison.PREFIX);
  }
}
