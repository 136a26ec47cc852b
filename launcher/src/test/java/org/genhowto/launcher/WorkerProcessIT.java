package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.genhowto.launcher.cli.Genhowto;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.schemas.TopicCreation;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Processes as users start them, what they do when asked to end, and what ends them. */
@Timeout(300)
class WorkerProcessIT {
  private static final String SELECTION = WorkerCatalogue.TRIPLET_SELECTION.spelling();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void a_topology_leaves_its_group_at_sigterm_and_waits_for_a_topic_that_is_away()
      throws Exception {
    try (EmbeddedPlatform kafka = EmbeddedPlatform.start(folder.resolve("kafka"), Ports.ANY);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      new TopicCreation((short) 1).create(admin, WorkerCatalogue.withDeadLetters());
      int port = freePort();
      Process first = selection(kafka, "one", port);
      until("ready", () -> ready(port));
      assertThat(members(admin)).isOne();

      admin.deleteTopics(Set.of(Topics.SCORED_FRAMES.name())).all().get();
      until("not ready", () -> !ready(port));
      assertThat(first.isAlive()).isTrue();
      until(
          "the topic is there again",
          () -> {
            new TopicCreation((short) 1).create(admin, WorkerCatalogue.withDeadLetters());
            return admin.listTopics().names().get().contains(Topics.SCORED_FRAMES.name());
          });
      until("ready again", () -> ready(port));

      first.destroy();
      assertThat(first.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
      assertThat(members(admin)).as("members of the group at the end of the process").isZero();
      assertThat(Files.readString(folder.resolve("one.log"))).doesNotContain("\tat ");
    }
  }

  @Test
  void a_second_ctrl_c_ends_a_process_whose_handler_does_not_let_go() throws Exception {
    Path blobs = Files.createDirectories(folder.resolve("blobs"));
    Path log = folder.resolve("stubborn.log");
    try (LoopBed bed = new LoopBed(folder.resolve("kafka"), LoopProcess.EXACTLY_ONCE)) {
      bed.submit("v", 1, LoopProcess.STUBBORN);
      Process process =
          LoopProcess.builder(
                  LoopProcess.EXACTLY_ONCE, bed.platform, blobs, "one", Integer.MAX_VALUE)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      until("in hand", () -> Files.exists(blobs.resolve(LoopProcess.STUBBORN)));

      until(
          "ended",
          () -> {
            interrupt(process);
            return process.waitFor(700, TimeUnit.MILLISECONDS);
          });

      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(Files.readString(log)).contains("asked again").doesNotContain("\tat ");
    }
  }

  @Test
  void a_process_that_only_people_can_mend_ends_at_once_with_a_sentence() throws Exception {
    try (EmbeddedPlatform kafka = EmbeddedPlatform.start(folder.resolve("kafka"), Ports.ANY);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      new TopicCreation((short) 1).create(admin, WorkerCatalogue.withDeadLetters());
      Process process =
          start(
              kafka,
              "localizer",
              "one",
              Map.of("localizer.model", folder.resolve("nowhere").toString()));

      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ended").isTrue();
      assertThat(process.exitValue()).isNotZero();
      assertThat(Files.readString(folder.resolve("one.log")))
          .contains("There is no model folder at", "nowhere")
          .doesNotContain("\tat ");
    }
  }

  private Process selection(EmbeddedPlatform kafka, String instance, int port) throws IOException {
    return start(
        kafka,
        SELECTION,
        instance,
        Map.of(
            "worker.health-port",
            Integer.toString(port),
            SELECTION + ".state-directory",
            folder.resolve(instance).toString()));
  }

  private Process start(
      EmbeddedPlatform kafka, String worker, String instance, Map<String, String> more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                Genhowto.class.getName(),
                "worker",
                worker));
    Map<String, String> all =
        new TreeMap<>(
            Map.of(
                "kafka.bootstrap",
                kafka.bootstrap(),
                "registry.url",
                kafka.registryUrl(),
                "blobs.uri",
                "file:" + folder.resolve("blobs"),
                "worker.instance",
                instance));
    all.putAll(more);
    all.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(instance + ".log").toFile())
        .start();
  }

  private static int members(Admin admin) throws Exception {
    return admin
        .describeConsumerGroups(Set.of(SELECTION))
        .all()
        .get()
        .get(SELECTION)
        .members()
        .size();
  }

  private static boolean ready(int port) throws InterruptedException {
    HttpRequest asked =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/readyz".formatted(port)))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return HttpClient.newHttpClient()
              .send(asked, HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false; // It does not answer yet.
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static void interrupt(Process process) throws Exception {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  /** Says whether something has come to be. */
  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void until(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within two minutes: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
