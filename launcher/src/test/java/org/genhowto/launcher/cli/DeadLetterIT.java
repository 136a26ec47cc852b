package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.loop.ExactlyOnceLoop;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Retry;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.TopicCreation;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of dead letters on a broker: a worker sets them aside, a person deals with them. */
class DeadLetterIT {
  private static final String WORKER = "ingest";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;

  /** Why the worker refuses records; none once it is mended. */
  /** Why the worker refuses its records; none where it takes them. */
  private volatile String fault = "no such codec";

  private EmbeddedPlatform kafka;
  private Platform platform;

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedPlatform.start(directory.resolve("kafka"), Ports.ANY);
    platform =
        new Platform(
            new KafkaConnection(kafka.bootstrap(), kafka.registryUrl(), Map.of(), Map.of()),
            AvroSerdes.at(kafka.registryUrl()),
            BlobStores.open("file:" + directory.resolve("blobs")),
            new Telemetry(),
            Clock.systemUTC(),
            "test");
    try (Admin admin = KafkaClients.of(platform, "test").admin()) {
      new TopicCreation((short) 1).create(admin, List.of(WORKER));
    }
  }

  @AfterEach
  void stop() {
    platform.close();
    kafka.close();
  }

  @Test
  void a_letter_is_replayed_once_fails_again_as_the_same_entry_and_is_resolved_once_mended()
      throws Exception {
    try (ExactlyOnceLoop<VideoReference> worker = worker()) {
      worker.start();
      submit("video-1");
      submit("video-2");
      await("two letters", lines -> lines.size() == 2);

      assertThat(dlq("replay", WORKER, "0").out()).contains("1 replayed, 0 left alone");
      await("failed again", lines -> states(lines).equals("open failed-again"));
      assertThat(dlq("list", WORKER).out()).contains("2 dead letters: 1 open, 1 failed-again");

      fault = "";
      assertThat(dlq("replay", WORKER).code()).isZero();
      await("both resolved", lines -> states(lines).equals("resolved resolved"));
      String position = listed().get(1).get("position").asText();
      CommandLineRun again = dlq("replay", WORKER, position);
      assertThat(again.code()).isEqualTo(1);
      assertThat(again.out()).contains(position + " left alone: its replay ended well");
    }
    assertThat(read(Topics.EVALUATION_METRICS.name())).hasSize(2);
    assertThat(read(Topics.VIDEO_REFERENCES.name())).hasSize(2);
    List<JsonNode> lines = listed();
    assertThat(lines.get(1).get("failures").asInt()).isEqualTo(2);
    assertThat(lines.get(1).get("attempts").asInt()).isEqualTo(2);
  }

  @Test
  void of_several_replays_at_the_same_time_one_sends_the_letter() throws Exception {
    try (ExactlyOnceLoop<VideoReference> worker = worker()) {
      worker.start();
      submit("video-1");
      await("a letter", lines -> lines.size() == 1);
    }
    ExecutorService people = Executors.newFixedThreadPool(4);
    List<Future<CommandLineRun>> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      runs.add(people.submit(() -> dlq("replay", WORKER, "--all")));
    }
    for (Future<CommandLineRun> run : runs) {
      assertThat(run.get().err()).doesNotContain("\tat ");
    }
    people.shutdown();
    // Whoever came last was shut out by nobody.
    assertThat(read(Topics.replays(WORKER))).hasSize(1);
  }

  @Test
  void junk_and_discarded_letters_are_shown_and_never_replayed() throws Exception {
    try (Producer<byte[], byte[]> producer = KafkaClients.of(platform, "junk").producer()) {
      String letters = Topics.deadLetters(WORKER);
      producer.send(new ProducerRecord<>(letters, null, null)).get();
      producer.send(new ProducerRecord<>(letters, new byte[] {-1, 27}, new byte[70])).get();
    }
    CommandLineRun list = dlq("list");
    assertThat(list.code()).isZero();
    assertThat(list.out()).contains("2 dead letters: 2 open").contains("unreadable");
    assertThat(list.out()).doesNotContain("\u001b");
    assertThat(dlq("show", WORKER, "1").out()).contains("value, 70 bytes");
    assertThat(dlq("show", WORKER, "0").out()).contains("value is null");
    assertThat(dlq("show", WORKER, "7").err())
        .isEqualToIgnoringNewLines("genhowto: there is no letter 7 of ingest");
    assertThat(dlq("replay", WORKER, "--force").out()).contains("0 replayed, 2 left alone");

    assertThat(dlq("discard", WORKER, "0", "--reason", "noise").code()).isZero();
    assertThat(dlq("discard", WORKER, "0", "--reason", "noise").code()).isEqualTo(1);
    assertThat(listed().get(0).get("state").asText()).isEqualTo("discarded");
    assertThat(listed().get(0).get("reason").asText()).isEqualTo("noise");
    assertThat(read(Topics.replays(WORKER))).isEmpty();
    CommandLineRun absent = dlq("list", "localizer");
    assertThat(absent.code()).isEqualTo(1);
    assertThat(absent.err())
        .isEqualToIgnoringNewLines(
            "genhowto: there is no topic localizer.dead-letters on this cluster; `genhowto topics"
                + " create` makes what is missing");
    assertThat(dlq("list", "nobody").code()).isEqualTo(2);
  }

  private ExactlyOnceLoop<VideoReference> worker() {
    return ExactlyOnceLoop.of(
        WORKER,
        platform,
        Topics.VIDEO_REFERENCES,
        this::handle,
        new LoopSettings(
            new Retry(1, Duration.ofMillis(1), Duration.ofMillis(1)),
            50,
            1,
            Duration.ZERO,
            1,
            Duration.ofMinutes(5),
            Duration.ofSeconds(5)));
  }

  private Outcome handle(Incoming<VideoReference> input) {
    String id = input.value().getVideoId();
    return fault.isEmpty()
        ? Outcome.emit(
            new Output<>(
                Topics.EVALUATION_METRICS,
                id,
                EvaluationMetric.newBuilder()
                    .setName(id)
                    .setValue(1)
                    .setSamples(1)
                    .setSet("s")
                    .build()))
        : Outcome.reject(fault);
  }

  private void submit(String id) throws Exception {
    VideoReference video =
        VideoReference.newBuilder().setVideoId(id).setUri("file:/v").setCategory("apple").build();
    try (Producer<byte[], byte[]> producer = KafkaClients.of(platform, "submit").producer()) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.VIDEO_REFERENCES.name(),
                  id.getBytes(StandardCharsets.UTF_8),
                  platform.serdes().codec(Topics.VIDEO_REFERENCES).encode(video)))
          .get();
    }
  }

  private CommandLineRun dlq(String... arguments) {
    List<String> all = new ArrayList<>(List.of("dlq"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--bootstrap", kafka.bootstrap(), "--registry", kafka.registryUrl()));
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  private List<JsonNode> listed() throws Exception {
    CommandLineRun run = dlq("list", WORKER, "--json");
    assertThat(run.code()).as(run.err()).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : run.out().lines().toList()) {
      lines.add(Json.PLAIN.readTree(line));
    }
    return lines;
  }

  private static String states(List<JsonNode> lines) {
    return String.join(" ", lines.stream().map(line -> line.get("state").asText()).toList());
  }

  private void await(String what, Predicate<List<JsonNode>> condition) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    List<JsonNode> lines = listed();
    while (!condition.test(lines)) {
      assertThat(Instant.now()).as(what + ", got " + lines).isBefore(end);
      lines = listed();
    }
  }

  /** Every committed record of a topic. */
  private List<String> read(String topic) {
    List<String> keys = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = KafkaClients.of(platform, "test").reader()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(record -> keys.add(new String(record.key(), StandardCharsets.UTF_8)));
      }
    }
    return keys;
  }
}
