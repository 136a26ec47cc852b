package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.runtime.blob.FileBlobStore;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.loop.ExactlyOnceLoop;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.streams.GuardedProcessor;
import org.genhowto.runtime.streams.StreamsHeaders.Input;
import org.genhowto.runtime.streams.StreamsSettings;
import org.genhowto.runtime.streams.StreamsWorker;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.worker.GroupBacklog;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Retry;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerOutcome;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.genhowto.schemas.VideoReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to an input topic while a worker reads it: it is made anew, it grows, it loses. */
class ChangedTopicsIT {
  private static final String COUNTS = "counts";

  @TempDir static Path folder;
  private static EmbeddedPlatform kafka;
  private static Platform platform;
  private static Admin admin;

  /** A worker that copies every record once, under its key. */
  enum Kind {
    LOOP {
      @Override
      Worker worker(String name, Platform platform) {
        return ExactlyOnceLoop.of(
            name,
            platform,
            LoopProcess.topic(name + "-in"),
            input ->
                Outcome.emit(
                    new Output<>(
                        LoopProcess.topic(name + "-out"),
                        input.value().getVideoId(),
                        input.value())),
            new LoopSettings(
                new Retry(2, Duration.ofMillis(10), Duration.ofMillis(10)),
                50,
                1,
                Duration.ZERO,
                1,
                Duration.ofMinutes(5),
                Duration.ofSeconds(5)));
      }
    },
    STREAMS {
      @Override
      Worker worker(String name, Platform platform) {
        return new StreamsWorker(
            name,
            () -> counting(name),
            platform,
            new StreamsSettings(folder.resolve(name + "-state"), 1));
      }
    };

    abstract Worker worker(String name, Platform platform);
  }

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedPlatform.start(folder.resolve("kafka"), Ports.ANY);
    platform =
        new Platform(
            new KafkaConnection(kafka.bootstrap(), kafka.registryUrl(), Map.of(), Map.of()),
            AvroSerdes.at(kafka.registryUrl()),
            new FileBlobStore(folder.resolve("blobs")),
            new Telemetry(),
            Clock.systemUTC(),
            "test");
    admin = KafkaClients.of(platform, "test").admin();
  }

  @AfterAll
  static void stop() {
    admin.close();
    platform.close();
    kafka.close();
  }

  @ParameterizedTest
  @EnumSource
  void a_topic_that_is_deleted_and_made_anew_is_read_from_its_beginning(Kind kind)
      throws Exception {
    String name = "anew-" + kind.ordinal();
    create(name, 2);
    try (Worker worker = kind.worker(name, platform)) {
      worker.start();
      send(name, "a", 40);
      awaitOutputs(name, worker, 40);

      admin.deleteTopics(Set.of(name + "-in")).all().get();
      recreate(name, 2);
      send(name, "b", 100); // More than were read of the former topic.

      awaitOutputs(name, worker, 140);
      assertThat(outputs(name)).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @EnumSource
  void partitions_that_are_added_are_read_too(Kind kind) throws Exception {
    String name = "grown-" + kind.ordinal();
    create(name, 4);
    try (Worker worker = kind.worker(name, platform)) {
      worker.start();
      send(name, "a", 40);
      awaitOutputs(name, worker, 40);

      admin.createPartitions(Map.of(name + "-in", NewPartitions.increaseTo(8))).all().get();
      until("eight partitions", () -> partitions(name + "-in") == 8);
      send(name, "b", 100);

      awaitOutputs(name, worker, 140);
      assertThat(outputs(name)).doesNotHaveDuplicates();
      until("ready", worker::ready);
    }
  }

  @ParameterizedTest
  @EnumSource
  void records_that_retention_took_before_they_were_read_are_counted_and_in_the_ledger(Kind kind)
      throws Exception {
    String name = "taken-" + kind.ordinal();
    create(name, 1);
    try (Worker worker = kind.worker(name, platform)) {
      worker.start();
      send(name, "a", 10);
      awaitOutputs(name, worker, 10);
    }
    send(name, "b", 30);
    TopicPartition partition = new TopicPartition(name + "-in", 0);
    admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(25))).all().get();

    try (Worker worker = kind.worker(name, platform)) {
      worker.start();
      awaitOutputs(name, worker, 25);
      until("an entry", () -> lost(name).size() == 1);
    }

    assertThat(outputs(name)).contains("a9", "b15", "b29").doesNotContain("b0", "b14");
    LedgerEntry entry = lost(name).get(0);
    assertThat(entry.getScores()).containsEntry("offsets", 15.0);
    assertThat(entry.getPlace()).isEqualTo("0@10");
    assertThat(platform.telemetry().scrape())
        .contains("genhowto_worker_lost_total{worker=\"%s\"} 15.0".formatted(name));
  }

  /** Says whether something has come to be. */
  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void until(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within three minutes: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_is_larger_than_its_topic_takes_is_a_letter_that_fits_and_the_others_go_on(Kind kind)
      throws Exception {
    String name = "small-" + kind.ordinal();
    create(name, 1);
    limit(name + "-out", 2000);
    limit(Topics.deadLetters(name), 4000);
    send(name, "a", 1, "file:/a");
    send(name, "large-output", 1, "file:/" + noise(2500));
    try (Producer<byte[], byte[]> producer = KafkaClients.of(platform, "feed").producer()) {
      for (int i = 0; i < 2; i++) {
        byte[] garbage = noise(5000).getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(name + "-in", new byte[] {7}, garbage)).get();
      }
    }
    send(name, "b", 1, "file:/b");

    try (Worker worker = kind.worker(name, platform)) {
      worker.start();
      awaitOutputs(name, worker, 2);
      until("three letters", () -> letters(name).size() >= 3);
    }

    assertThat(outputs(name)).containsExactly("a0", "b0");
    assertThat(letters(name))
        .extracting(letter -> letter.value() == null)
        .as("letters without a value")
        .containsExactlyInAnyOrder(false, true, true);
  }

  /** Text that no compression makes small. */
  private static String noise(int length) {
    return new Random(7)
        .ints(length, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void the_backlog_of_a_group_is_what_it_has_not_done_and_marks_of_transactions_are_none()
      throws Exception {
    String name = "backlog";
    create(name, 2);
    send(name, "a", 30);
    KafkaClients clients = KafkaClients.of(platform, "look");
    try (GroupBacklog backlog =
            new GroupBacklog(clients, "genhowto-" + name, Set.of(name + "-in"));
        GroupBacklog behind = new GroupBacklog(clients, "behind", Set.of(name + "-out"));
        GroupBacklog absent = new GroupBacklog(clients, "nobody", Set.of("nowhere"))) {
      assertThat(backlog.measure().records()).isEqualTo(30);
      try (Worker worker = Kind.LOOP.worker(name, platform)) {
        worker.start();
        awaitOutputs(name, worker, 30);
        until("nothing waits", () -> backlog.measure().records() == 0);
      }
      assertThat(behind.measure().records()).isGreaterThanOrEqualTo(30);
      assertThatThrownBy(absent::measure)
          .isInstanceOf(KafkaException.class)
          .hasMessageContaining("nowhere")
          .hasMessageContaining("is absent");
    }
  }

  private static void limit(String topic, int bytes) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
                        AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  private static List<ConsumerRecord<byte[], byte[]>> letters(String name) {
    List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
    scan(Topics.deadLetters(name), letters::add);
    return letters;
  }

  private static Topology counting(String name) {
    Topology topology = new Topology();
    topology.addSource(
        AutoOffsetReset.earliest(),
        "in",
        Serdes.ByteArray().deserializer(),
        Serdes.ByteArray().deserializer(),
        name + "-in");
    topology.addProcessor("copier", () -> new Copier(name), "in");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(COUNTS), Serdes.ByteArray(), Serdes.ByteArray()),
        "copier");
    Map.of("out", name + "-out", GuardedProcessor.DEAD_LETTERS, Topics.deadLetters(name))
        .forEach(
            (sink, topic) ->
                topology.addSink(
                    sink,
                    topic,
                    Serdes.ByteArray().serializer(),
                    Serdes.ByteArray().serializer(),
                    "copier"));
    return topology;
  }

  /** Remembers what it copies, so that there is a changelog. */
  private static final class Copier extends GuardedProcessor {
    private final String out;

    Copier(String name) {
      super(name, DEAD_LETTERS, new Telemetry().worker(name));
      this.out = name + "-out";
    }

    @Override
    protected void work(byte @Nullable [] key, byte @Nullable [] value, Input input) {
      if (key == null || value == null || value[0] != 0) {
        throw new IllegalArgumentException("it is no record");
      }
      Record<Object, Object> copy = fitting(key, value, new RecordHeaders(), out);
      KeyValueStore<byte[], byte[]> store = context().getStateStore(COUNTS);
      store.put(key, storable(value));
      context().forward(copy, "out");
    }
  }

  private static void create(String name, int partitions) throws Exception {
    admin
        .createTopics(
            List.of(
                new NewTopic(name + "-in", partitions, (short) 1),
                new NewTopic(name + "-out", 1, (short) 1),
                new NewTopic(Topics.replays(name), 1, (short) 1),
                new NewTopic(Topics.deadLetters(name), 1, (short) 1)))
        .all()
        .get();
    if (!admin.listTopics().names().get().contains(Topics.LEDGER.name())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topics.LEDGER.name(), Topics.LEDGER.partitions(), (short) 1),
                  new NewTopic(Topics.DEAD_LETTER_STATES.name(), 1, (short) 1)))
          .all()
          .get();
    }
  }

  /** The name is free again only when the broker has let go of the former topic. */
  private static void recreate(String name, int partitions) throws Exception {
    until(
        "the topic is made anew",
        () -> {
          try {
            admin
                .createTopics(List.of(new NewTopic(name + "-in", partitions, (short) 1)))
                .all()
                .get();
            return true;
          } catch (ExecutionException e) {
            return false;
          }
        });
  }

  private static void send(String name, String prefix, int count) throws Exception {
    send(name, prefix, count, "file:/" + prefix);
  }

  private static void send(String name, String prefix, int count, String uri) throws Exception {
    try (Producer<byte[], byte[]> producer = KafkaClients.of(platform, "feed").producer()) {
      for (int i = 0; i < count; i++) {
        String id = prefix + i;
        VideoReference value =
            VideoReference.newBuilder().setVideoId(id).setUri(uri).setCategory("x").build();
        producer
            .send(
                new ProducerRecord<>(
                    name + "-in",
                    id.getBytes(StandardCharsets.UTF_8),
                    platform.serdes().codec(LoopProcess.topic(name + "-in")).encode(value)))
            .get();
      }
    }
  }

  private static void awaitOutputs(String name, Worker worker, int count) throws Exception {
    until(
        count + " outputs",
        () -> {
          assertThat(worker.failure()).isEmpty();
          return outputs(name).stream().distinct().count() >= count;
        });
  }

  private static List<String> outputs(String name) {
    List<String> keys = new ArrayList<>();
    scan(name + "-out", record -> keys.add(new String(record.key(), StandardCharsets.UTF_8)));
    return keys;
  }

  private static int partitions(String topic) throws Exception {
    return admin.describeTopics(Set.of(topic)).allTopicNames().get().get(topic).partitions().size();
  }

  private static List<LedgerEntry> lost(String worker) {
    List<LedgerEntry> entries = new ArrayList<>();
    scan(
        Topics.LEDGER.name(),
        record -> {
          try {
            LedgerEntry entry = platform.serdes().codec(Topics.LEDGER).decode(record.value());
            if (entry.getOutcome() == LedgerOutcome.LOST && entry.getStage().equals(worker)) {
              entries.add(entry);
            }
          } catch (UndecodableException | IOException e) {
            throw new AssertionError(e);
          }
        });
    return entries;
  }

  private static void scan(
      String topic, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (Consumer<byte[], byte[]> reader = KafkaClients.of(platform, "reader").reader()) {
      TopicContents.scan(reader, reader.partitionsFor(topic), each);
    }
  }
}
