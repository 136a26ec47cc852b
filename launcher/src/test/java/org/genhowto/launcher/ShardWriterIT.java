package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.genhowto.dataset.DatasetWorker;
import org.genhowto.dataset.compactor.Announced;
import org.genhowto.dataset.compactor.CompactorWorker;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.dataset.version.VersionCut;
import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.TopicCreation;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingShard;
import org.genhowto.schemas.Triplet;
import org.genhowto.schemas.UndecodableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shard writer on a real broker. */
class ShardWriterIT {
  @TempDir Path folder;
  private EmbeddedPlatform kafka;
  private Platform platform;
  private Path shards;

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedPlatform.start(folder.resolve("kafka"), Ports.ANY);
    platform = platform("reader");
    shards = folder.resolve("shards");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      new TopicCreation((short) 1).create(admin, Set.of(DatasetWorker.SHARD_WRITER));
    }
  }

  private Platform platform(String instance) {
    return new Platform(
        new KafkaConnection(kafka.bootstrap(), kafka.registryUrl(), Map.of(), Map.of()),
        AvroSerdes.at(kafka.registryUrl()),
        BlobStores.open("file:" + folder.resolve("blobs")),
        new Telemetry(),
        Clock.systemUTC(),
        instance);
  }

  @AfterEach
  void stop() {
    platform.close();
    kafka.close();
  }

  @Test
  void every_triplet_lies_in_one_shard_over_a_restart() throws Exception {
    send("a", "b", "c");
    try (Worker writer = writer()) {
      writer.start();
      until(() -> manifestKeys().size() == 3);
    }
    send("d", "e");
    try (Worker writer = writer()) {
      writer.start();
      until(() -> manifestKeys().size() == 5);
    }

    assertThat(manifestKeys())
        .containsExactlyInAnyOrder("a-0-1-2", "b-0-1-2", "c-0-1-2", "d-0-1-2", "e-0-1-2");
    assertThat(tarKeys()).containsExactlyInAnyOrderElementsOf(manifestKeys());
    for (TrainingShard manifest : manifests()) {
      assertThat(Sha256.of(shards.resolve(manifest.getFile())))
          .isEqualTo(manifest.getTar().getSha256());
    }
  }

  @Test
  void two_writers_that_come_and_go_give_the_version_of_one_that_stayed() throws Exception {
    List<String> sent = IntStream.range(0, 200).mapToObj(i -> "v" + i).toList();
    send(sent.subList(0, 120).toArray(String[]::new));
    try (Worker one = writer("one");
        Worker two = writer("two")) {
      one.start();
      two.start();
      until(() -> manifestKeys().size() >= 40);
      cut(shards); // A version in between does not show.
      one.close();
      send(sent.subList(120, 200).toArray(String[]::new));
      try (Worker again = writer("one")) {
        again.start();
        until(() -> manifestKeys().size() == 200);
      }
    }
    Manifest disturbed = cut(shards);

    Path elsewhere = folder.resolve("elsewhere");
    Manifest undisturbed = alone(elsewhere);

    assertThat(manifestKeys()).doesNotHaveDuplicates().hasSize(200);
    assertThat(disturbed.samples()).isEqualTo(200);
    assertThat(disturbed.shards()).isEqualTo(undisturbed.shards()).hasSizeGreaterThan(2);
    for (String file : disturbed.files("")) {
      assertThat(shards.resolve(file)).hasSameBinaryContentAs(elsewhere.resolve(file));
    }
  }

  @Test
  void what_comes_again_changes_nothing_and_is_told_to_the_ledger() throws Exception {
    send("a", "b", "c");
    try (Worker writer = writer();
        Worker compactor =
            CompactorWorker.worker(platform, settings().with(Map.of("compactor.idle", "500ms")))) {
      writer.start();
      until(() -> manifestKeys().size() == 3);
      compactor.start();
      until(() -> latest().isPresent());
      Manifest first = latest().orElseThrow();

      send("a", "b", "c", "d");

      until(() -> latest().orElseThrow().version() > first.version());
      until(() -> latest().orElseThrow().samples() == 4);
      until(() -> told().size() == 3);
      assertThat(compactor.waiting()).isEmpty();
    }
    assertThat(told()).containsOnlyKeys("a", "b", "c").containsValue("duplicate-triplet");
    assertThat(latest().orElseThrow().leftOut()).isEqualTo(Map.of("duplicate-triplet", 3L));
  }

  private Optional<Manifest> latest() {
    try (DatasetStore store = DatasetStore.open(shards.toString(), settings())) {
      return store.latest();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Videos of which the compactor left a sample out, and why. */
  private Map<String, String> told() {
    return TopicContents.read(platform, Topics.LEDGER).stream()
        .filter(entry -> entry.getStage().equals("compactor"))
        .collect(
            Collectors.toMap(LedgerEntry::getId, LedgerEntry::getReason, (one, other) -> other));
  }

  /** The version of a dataset that one writer of another group wrote in one go. */
  private Manifest alone(Path where) throws Exception {
    try (Platform other = platform("alone");
        Worker writer =
            DatasetWorker.shardWriter(
                other, settings().with(Map.of("dataset.uri", where.toString())))) {
      // Its group is that of the others, so it begins anew where they have begun.
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
        until(() -> isGone(admin, "genhowto-shard-writer"));
        admin.deleteTopics(List.of(Topics.TRAINING_SHARDS.name())).all().get();
        until(() -> !topics(admin).contains(Topics.TRAINING_SHARDS.name()));
        new TopicCreation((short) 1).create(admin, Set.of(DatasetWorker.SHARD_WRITER));
      }
      writer.start();
      until(() -> manifestKeys().size() == 200);
      return cut(where);
    }
  }

  /** Deletes a group; its last members may not have been missed yet. */
  private static boolean isGone(Admin admin, String group) {
    try {
      admin.deleteConsumerGroups(List.of(group)).all().get();
      return true;
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(GroupNotEmptyException.class);
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Set<String> topics(Admin admin) {
    try {
      return admin.listTopics().names().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private Manifest cut(Path where) throws IOException {
    try (DatasetStore store = DatasetStore.open(where.toString(), settings())) {
      new VersionCut(store, VersionSettings.from(settings())).cut(Announced.read(platform));
      return store.latest().orElseThrow();
    }
  }

  @Test
  void a_directory_that_cannot_be_written_is_waited_for() throws Exception {
    Files.createFile(shards);
    send("a", "b");
    try (Worker writer = writer()) {
      writer.start();
      until(() -> writer.waiting().isPresent());
      assertThat(writer.waiting().orElseThrow()).contains("cannot be written to " + shards);

      // When the directory is mended, everything is written
      Files.delete(shards);
      send("c");
      until(() -> manifestKeys().size() == 3);
      assertThat(writer.failure()).isEmpty();
      assertThat(writer.waiting()).isEmpty();
    }
    assertThat(tarKeys()).containsExactlyInAnyOrder("a-0-1-2", "b-0-1-2", "c-0-1-2");
  }

  private Worker writer() {
    return DatasetWorker.shardWriter(platform, settings());
  }

  private Worker writer(String instance) {
    return DatasetWorker.shardWriter(
        platform(instance), settings().with(Map.of("shard-writer.max-samples", "7")));
  }

  private Configuration settings() {
    return Configuration.of(
        Map.of(
            "dataset.shard-bytes", "100000",
            "dataset.uri", shards.toString(),
            "shard-writer.max-linger-seconds", "0",
            "shard-writer.attempts", "2",
            "shard-writer.retry-pause", "10ms"));
  }

  private void send(String... videoIds) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrap()),
            new StringSerializer(),
            platform.serdes().serializer(Topics.CAPTIONED_TRIPLETS))) {
      for (String videoId : videoIds) {
        CaptionedTriplet value = captioned(videoId);
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    Topics.CAPTIONED_TRIPLETS.name(), value.getTriplet().getTripletId(), value)));
      }
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  private CaptionedTriplet captioned(String videoId) throws IOException {
    Triplet triplet =
        Triplet.newBuilder()
            .setTripletId(videoId + "-0-1-2")
            .setSource(frames(videoId))
            .setSplit(Split.TRAIN)
            .setInitialSecond(0)
            .setActionSecond(1)
            .setFinalSecond(2)
            .setConfidence(0.5)
            .setGeometricMean(0.8)
            .setMargin(0.1)
            .setModelVersion("localizer-1")
            .build();
    return CaptionedTriplet.newBuilder()
        .setTriplet(triplet)
        .setActionCaption("hands cut an apple")
        .setFinalCaption("slices of an apple")
        .setCaptionerVersion("captioner-1")
        .build();
  }

  private SampledFrames frames(String videoId) throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    FrameTar.Writer writer = new FrameTar.Writer(tar);
    try (writer) {
      for (int second = 0; second < 3; second++) {
        byte[] contents = (videoId + second).getBytes(StandardCharsets.UTF_8);
        writer.add(new FrameTar.Frame(second, contents));
      }
    }
    return SampledFrames.newBuilder()
        .setVideoId(videoId)
        .setCategory("apple")
        .setUri("file:/" + videoId)
        .setVideoSha256("00")
        .setContainer("mov")
        .setCodec("h264")
        .setDurationSeconds(3)
        .setWidth(1)
        .setHeight(1)
        .setFrames(platform.blobs().put(tar.toByteArray(), FrameTar.MEDIA_TYPE))
        .setIndex(writer.index())
        .build();
  }

  private List<String> manifestKeys() {
    return manifests().stream().flatMap(shard -> shard.getSampleKeys().stream()).toList();
  }

  /** Every manifest that is committed. */
  private List<TrainingShard> manifests() {
    List<TrainingShard> found = new ArrayList<>();
    var codec = platform.serdes().codec(Topics.TRAINING_SHARDS);
    try (var consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", kafka.bootstrap(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(Topics.TRAINING_SHARDS.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      var ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          found.add(decoded(codec, record.value()));
        }
      }
    }
    return found;
  }

  private static TrainingShard decoded(Codec<TrainingShard> codec, byte[] bytes) {
    try {
      return codec.decode(bytes);
    } catch (UndecodableException | RegistryUnavailableException e) {
      throw new AssertionError("a manifest cannot be decoded", e);
    }
  }

  private List<String> tarKeys() throws IOException {
    List<String> keys = new ArrayList<>();
    for (Path tar : ShardReader.shards(shards.resolve("segments"), "train")) {
      try (ShardReader reader = ShardReader.open(tar)) {
        for (Optional<ShardSample> next = reader.next(); next.isPresent(); next = reader.next()) {
          keys.add(next.get().key());
        }
      }
    }
    return keys;
  }

  private static void until(BooleanSupplier condition) {
    Instant end = Instant.now().plusSeconds(90);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("time limit").isBefore(end);
    }
  }
}
