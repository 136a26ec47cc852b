package org.genhowto.launcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.genhowto.launcher.cli.Genhowto;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.station.RobotClient;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.localizer.LocalizerWorker;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.ledger.LedgerBalance;
import org.genhowto.runtime.ledger.LedgerLookup;
import org.genhowto.runtime.ledger.LedgerStanding;
import org.genhowto.runtime.ledger.LedgerStory;
import org.genhowto.runtime.ledger.Settled;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.TopicCreation;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ledger on a broker, written by pens and by a topology, read by commands. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private EmbeddedPlatform embedded;
  private Configuration configuration;
  private Platform platform;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    embedded = EmbeddedPlatform.start(folder.resolve("kafka"), EmbeddedPlatform.Ports.ANY);
    configuration =
        Configuration.of(
            Map.of(
                "kafka.bootstrap", embedded.bootstrap(),
                "registry.url", embedded.registryUrl(),
                "blobs.uri", folder.resolve("blobs").toUri().toString(),
                "triplet-selection.state-directory", folder.resolve("streams").toString()));
    platform = Platform.from(configuration);
    try (Admin admin = KafkaClients.of(platform, "test").admin()) {
      new TopicCreation((short) 1).create(admin, WorkerCatalogue.withDeadLetters());
    }
  }

  @AfterAll
  void stop() {
    platform.close();
    embedded.close();
  }

  @Test
  void what_is_sent_and_what_is_settled_balance_and_every_video_has_its_story() throws Exception {
    List<String> sent = IntStream.range(0, 20).mapToObj(i -> "apple-" + i).toList();
    try (RobotClient robot = new RobotClient(platform)) {
      for (String id : sent) {
        robot.send(Topics.VIDEO_REFERENCES, id, reference(id));
      }
    }
    assertThat(balance().compare(LedgerKind.VIDEO, sent).open()).containsAll(sent);

    settle(sent, true);
    settle(List.of("apple-0"), false);

    LedgerBalance balance = balance();
    assertThat(balance.compare(LedgerKind.VIDEO, sent).balanced())
        .as("%s", balance.compare(LedgerKind.VIDEO, sent))
        .isTrue();
    for (String id : sent) {
      LedgerStory story = new LedgerLookup(platform).story(LedgerKind.VIDEO, id).orElseThrow();
      assertThat(story.standing()).isEqualTo(LedgerStanding.SKIPPED);
      assertThat(story.entries())
          .extracting(LedgerEntry::getStage)
          .containsExactly("referenced", "tester");
    }
    assertThat(new LedgerLookup(platform).story(LedgerKind.VIDEO, "apple")).isEmpty();
    assertThat(command("videos", "show", "apple-7")).contains("skipped at tester: too-dull - Dull");
    assertThat(command("videos", "list", "--reason", "too-dull", "--category", "apple"))
        .contains("20 of 20 that fit");
    assertThat(command("videos", "summary"))
        .contains("the sums balance")
        .containsPattern("tester +skipped +too-dull +20");
    assertThat(command("requests", "summary")).contains("requests: 0 = 0");
  }

  @Test
  void a_topology_writes_into_the_partition_in_which_a_story_is_looked_for() throws Exception {
    List<String> sent = IntStream.range(0, 9).mapToObj(i -> "pear-" + i).toList();
    try (Worker selection = LocalizerWorker.selection(platform, configuration);
        RobotClient robot = new RobotClient(platform)) {
      selection.start();
      for (String id : sent) {
        robot.send(Topics.SCORED_FRAMES, id, unsure(id));
      }
      for (String id : sent) {
        LedgerStory story = awaited(id);
        assertThat(story.standing()).isEqualTo(LedgerStanding.SKIPPED);
        assertThat(story.decisive().orElseThrow().getReason()).isEqualTo("low-confidence");
        assertThat(story.decisive().orElseThrow().getScores())
            .containsKeys("confidence", "geometric-mean", "votes", "runs");
        assertThat(story.category()).isEqualTo("pear");
      }
    }
  }

  /** Entries go with the outputs of a transaction: those of an aborted one are never seen. */
  private void settle(List<String> ids, boolean commits) throws Exception {
    Ledger pen = new Ledger("tester", platform);
    try (Producer<byte[], byte[]> producer =
        KafkaClients.of(platform, "tester").transactionalProducer("tester")) {
      producer.initTransactions();
      producer.beginTransaction();
      int offset = 0;
      for (String id : ids) {
        ConsumerRecord<byte[], byte[]> input =
            new ConsumerRecord<>(
                Topics.VIDEO_REFERENCES.name(), 0, offset++, Provenance.bytes(id), new byte[0]);
        Outcome outcome =
            commits
                ? Outcome.skip("too-dull", "Dull", Map.of("wit", 0.1))
                : Outcome.reject("never seen");
        producer.send(pen.entry(Settled.of(input, reference(id), 1, outcome))).get();
      }
      if (commits) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }

  private LedgerBalance balance() {
    LedgerBalance balance = new LedgerBalance();
    new LedgerLookup(platform)
        .all(
            (entry, offset) -> {
              if (entry.getId().startsWith("apple")) { // The other test's are its own.
                balance.add(entry, offset);
              }
            });
    return balance;
  }

  private LedgerStory awaited(String id) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Optional<LedgerStory> story = new LedgerLookup(platform).story(LedgerKind.VIDEO, id);
    while (story.isEmpty()) {
      assertThat(System.nanoTime()).as("the story of %s within %s", id, PATIENCE).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(100);
      story = new LedgerLookup(platform).story(LedgerKind.VIDEO, id);
    }
    return story.get();
  }

  private String command(String... words) {
    StringWriter out = new StringWriter();
    String[] whole =
        Stream.concat(
                Arrays.stream(words),
                Stream.of(
                    "--bootstrap", embedded.bootstrap(), "--registry", embedded.registryUrl()))
            .toArray(String[]::new);
    int code = Genhowto.commandLine().setOut(new PrintWriter(out)).execute(whole);
    assertThat(code).as(out.toString()).isZero();
    return out.toString();
  }

  private static VideoReference reference(String id) {
    return VideoReference.newBuilder()
        .setVideoId(id)
        .setUri("file:/" + id + ".mp4")
        .setCategory("apple")
        .build();
  }

  /** Five frames of which none stands out. */
  private static ScoredFrames unsure(String id) {
    String sha256 = "0".repeat(64);
    BlobRef frames =
        BlobRef.newBuilder()
            .setUri("blob:" + sha256)
            .setSha256(sha256)
            .setLength(1)
            .setMediaType("application/x-tar")
            .build();
    SampledFrames source =
        SampledFrames.newBuilder()
            .setVideoId(id)
            .setCategory("pear")
            .setUri("file:/" + id + ".mp4")
            .setVideoSha256(sha256)
            .setContainer("mov")
            .setCodec("h264")
            .setDurationSeconds(5)
            .setWidth(16)
            .setHeight(9)
            .setFrames(frames)
            .setIndex(
                IntStream.range(0, 5).mapToObj(second -> new FrameEntry(second, 0L, 1)).toList())
            .build();
    List<Float> flat = Collections.nCopies(5, 0.2f);
    return ScoredFrames.newBuilder()
        .setSource(source)
        .setModelVersion("test-1")
        .setInitial(flat)
        .setAction(flat)
        .setFinal$(flat)
        .build();
  }
}
