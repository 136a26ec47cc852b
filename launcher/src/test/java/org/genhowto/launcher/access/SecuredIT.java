package org.genhowto.launcher.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.genhowto.launcher.chaos.ChaosWorld;
import org.genhowto.launcher.children.LocalPorts;
import org.genhowto.launcher.cli.Genhowto;
import org.genhowto.launcher.options.Models;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.start.StartChecks;
import org.genhowto.runtime.start.Supervision;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main job where everybody may do what the table of rules says, and no more. */
@Tag("slow")
@Timeout(600)
class SecuredIT {
  private static final Duration PATIENCE = Duration.ofSeconds(200);

  private static final Path MODELS = Path.of("../miniature/models");
  private static final Path APPLE =
      Path.of("../gateway/src/main/resources/org/genhowto/gateway/page/examples/apple.png");
  private static final Set<AclOperation> IMPLY_DESCRIBE =
      Set.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE);

  @TempDir Path folder;

  @Test
  void the_whole_journey_runs_by_rules_of_which_none_is_too_many() throws Exception {
    int http = LocalPorts.free();
    List<String> users = Stream.of(Role.values()).map(Role::spelling).toList();
    try (SecuredKafka kafka = SecuredKafka.start(folder, users);
        Platform all = Platform.from(all(kafka))) {
      assertThat(run(Map.of("kafka.bootstrap", kafka.unsecured()), "topics", "acls", "--apply"))
          .contains("rules of %d roles are there".formatted(users.size()));
      assertThat(command(kafka, Role.ADMINISTRATOR, "topics", "create")).contains("created");
      assertThat(command(kafka, Role.ADMINISTRATOR, "topics", "check"))
          .contains("all topics are as they have to be");
      List<Worker> workers = new ArrayList<>();
      List<Platform> platforms = new ArrayList<>();
      try {
        for (WorkerCatalogue entry : WorkerCatalogue.values()) {
          Configuration own = configuration(kafka, entry, http);
          Platform platform = Platform.from(own);
          platforms.add(platform);
          workers.addAll(
              WorkerCatalogue.supervised(
                  List.of(entry), platform, own, new StartChecks(platform), Supervision.ofHouse()));
        }
        workers.forEach(Worker::start);
        await(() -> workers.stream().allMatch(Worker::ready));
        traffic(kafka, all, http);
        workers.get(WorkerCatalogue.GENERATOR.ordinal()).close();
        endedByTheGateway("http://127.0.0.1:" + http);
        assertThat(tellers(http)).isEmpty();
      } finally {
        workers.forEach(Worker::close);
        platforms.forEach(Platform::close);
      }
    }
    assertThat(unneeded()).isEmpty();
  }

  /** Rules of daily work without which everything that was let do would have been let do too. */
  private static List<String> unneeded() {
    List<String> unneeded = new ArrayList<>();
    for (Role role : Role.values()) {
      for (AccessRule rule : role.rules()) {
        if (rule.when().isEmpty()
            && SeenAccess.seen().stream()
                .filter(seen -> seen.allowed() && seen.principal().equals(role.spelling()))
                .filter(seen -> grants(rule, seen))
                .allMatch(
                    seen ->
                        role.rules().stream()
                            .anyMatch(other -> !other.equals(rule) && grants(other, seen)))) {
          unneeded.add(role.spelling() + ": " + rule);
        }
      }
    }
    return unneeded;
  }

  /** As Kafka's authorizer has it: who may read, write or delete may describe. */
  private static boolean grants(AccessRule rule, SeenAccess.Seen seen) {
    boolean named =
        rule.resource().patternType() == PatternType.PREFIXED
            ? seen.name().startsWith(rule.resource().name())
            : List.of(seen.name(), AccessRule.ANY).contains(rule.resource().name());
    return named
        && rule.resource().resourceType() == seen.type()
        && (rule.operation() == seen.operation()
            || (seen.operation() == AclOperation.DESCRIBE
                && IMPLY_DESCRIBE.contains(rule.operation())));
  }

  private void traffic(SecuredKafka kafka, Platform all, int http) throws Exception {
    String gateway = "http://127.0.0.1:" + http;
    videos(kafka, gateway);
    assertThat(release(kafka, "genhowto-states")).contains("-> 0");
    assertThat(release(kafka, "genhowto-actions", "--candidate")).contains("-> 0");
    requests(kafka, gateway);
    await(() -> !TopicContents.read(all, Topics.TRAINING_SHARDS).isEmpty());
    await(() -> !TopicContents.read(all, Topics.EVALUATION_ALERTS).isEmpty());
    await(() -> !TopicContents.read(all, Topics.RELEASE_DECISIONS).isEmpty());
    byHand(kafka, gateway);
    training(kafka, all);
    ratings(gateway);
    letters(kafka, gateway);
    for (String kind : List.of("videos", "requests")) {
      assertThat(command(kafka, Role.OPERATOR, kind, "summary")).contains("the sums balance");
    }
    assertThat(command(kafka, Role.OPERATOR, "release", "list")).contains("generator-final-state");
  }

  /** A person puts the candidate in service over HTTP, another takes that back by command. */
  private void byHand(SecuredKafka kafka, String gateway) throws Exception {
    String network = "generator-final-state";
    assertThat(post(gateway + "/v1/releases/" + network + "/promote", "{\"reason\": \"seen\"}"))
        .contains("version");
    String[] back = {"release", "rollback", network, "--reason", "seen again"};
    assertThat(command(kafka, Role.OPERATOR, back)).contains(" again", "-> 0");
  }

  private void training(SecuredKafka kafka, Platform all) throws Exception {
    String[] request = {"train", "request", "generator-action", "--steps", "1"};
    await(() -> command(kafka, Role.OPERATOR, request).contains("-> 0"));
    await(
        () ->
            TopicContents.read(all, Topics.TRAININGS).stream()
                .anyMatch(training -> training.getState() == TrainingState.SUCCEEDED));
    assertThat(command(kafka, Role.OPERATOR, "train", "list")).contains("succeeded step 1 of 1");
  }

  private void videos(SecuredKafka kafka, String gateway) throws Exception {
    List<String> words = new ArrayList<>(List.of("submit", "--category", "apple"));
    ChaosWorld.render(folder.resolve("videos"), 3)
        .videos()
        .forEach(video -> words.add(video.file().toString()));
    assertThat(command(kafka, Role.SUBMITTER, words.toArray(String[]::new)))
        .contains("3 submitted");
    String reference = "{\"uri\": \"http://videos.invalid/a.mp4\", \"category\": \"apple\"}";
    assertThat(post(gateway + "/v1/videos", reference)).contains("videoId");
  }

  private String release(SecuredKafka kafka, String weights, String... more) {
    List<String> words = new ArrayList<>(List.of("release", "generator-final-state"));
    words.addAll(List.of("--model", MODELS.resolve("diffusion").toString()));
    words.addAll(List.of("--weights", MODELS.resolve(weights).toString()));
    words.addAll(List.of(more));
    return command(kafka, Role.OPERATOR, words.toArray(String[]::new));
  }

  private void requests(SecuredKafka kafka, String gateway) throws Exception {
    String[] over = {"--bootstrap", kafka.settingsOf("robot").getOrDefault("kafka.bootstrap", "")};
    String[] request = {
      "generate",
      "--image",
      APPLE.toString(),
      "--prompt",
      "a peeled apple",
      "--target",
      "final-state",
      "--steps",
      "4",
      "--out",
      folder.resolve("out.png").toString()
    };
    assertThat(
            command(
                kafka,
                Role.ROBOT,
                Stream.of(request, over).flatMap(Stream::of).toArray(String[]::new)))
        .contains("-> 0");
    for (int i = 0; i < 3; i++) {
      send(
          HttpRequest.newBuilder(URI.create(gateway + "/v1/generations/" + ask(gateway))).DELETE());
    }
  }

  /** Asks over HTTP, for something that takes a while. */
  private static String ask(String gateway) throws Exception {
    String body =
        "{\"image\": \"%s\", \"prompt\": \"a peeled apple\", \"target\": \"final-state\", \"steps\": 100}"
            .formatted(Base64.getEncoder().encodeToString(Files.readAllBytes(APPLE)));
    return new ObjectMapper()
        .readTree(post(gateway + "/v1/generations", body))
        .at("/requestId")
        .asText();
  }

  /** Nobody generates any more: what is called off comes to its end all the same. */
  private static void endedByTheGateway(String gateway) throws Exception {
    String address = gateway + "/v1/generations/" + ask(gateway);
    send(HttpRequest.newBuilder(URI.create(address)).DELETE());
    await(() -> send(HttpRequest.newBuilder(URI.create(address))).contains("cancelled"));
  }

  /** Files and pages in which a password stands. */
  private List<String> tellers(int http) throws Exception {
    List<String> tellers = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // Each byte as a letter: what stands in it is found as in a text.
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(SecuredKafka.PASSWORD)) {
          tellers.add(file.toString());
        }
      }
    }
    for (String page : List.of("/metrics", "/readyz", "/v1/dashboard", "/v1/dead-letters")) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + page));
      if (send(request).contains(SecuredKafka.PASSWORD)) {
        tellers.add(page);
      }
    }
    return tellers;
  }

  private static void ratings(String gateway) throws Exception {
    HttpRequest.Builder next = HttpRequest.newBuilder(URI.create(gateway + "/v1/ratings/next"));
    await(() -> !send(next).isEmpty());
    JsonNode pair = new ObjectMapper().readTree(send(next));
    String rating =
        "{\"ratingId\": \"first\", \"leftRequest\": %s, \"rightRequest\": %s, \"choice\": \"tie\"}"
            .formatted(pair.at("/left/request"), pair.at("/right/request"));
    assertThat(post(gateway + "/v1/ratings", rating)).contains("first");
  }

  /** Poison for everybody, sent back and given up, by command and over HTTP. */
  private void letters(SecuredKafka kafka, String gateway) throws Exception {
    for (String worker : WorkerCatalogue.withDeadLetters()) {
      poison(kafka, WorkerCatalogue.named(worker));
    }
    for (String worker : WorkerCatalogue.withDeadLetters()) {
      await(() -> letters(gateway, worker, "open").isPresent());
      assertThat(command(kafka, Role.OPERATOR, "dlq", "replay", worker)).contains(" replayed");
    }
    for (String worker : WorkerCatalogue.withDeadLetters()) {
      await(() -> letters(gateway, worker, "failed-again").isPresent());
      int again = letters(gateway, worker, "failed-again").orElseThrow();
      String letter = gateway + "/v1/dead-letters/" + worker + "/" + again;
      assertThat(post(letter + "/replay", "{}")).contains("replayed");
    }
  }

  private static void poison(SecuredKafka kafka, WorkerCatalogue worker) throws Exception {
    byte[] junk = "junk".getBytes(StandardCharsets.UTF_8);
    String topic = worker.input().orElseThrow().name();
    try (Producer<byte[], byte[]> producer =
        KafkaClients.at(kafka.unsecured(), "poison").producer()) {
      producer.send(new ProducerRecord<>(topic, 0, junk, junk)).get();
    }
  }

  private static OptionalInt letters(String gateway, String worker, String state) throws Exception {
    String query = "/v1/dead-letters?worker=%s&state=%s".formatted(worker, state);
    JsonNode letters =
        new ObjectMapper().readTree(send(HttpRequest.newBuilder(URI.create(gateway + query))));
    return letters.at("/letters").isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(letters.at("/letters/0/position").asInt());
  }

  private static String post(String address, String json) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private static String send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return answer.body();
  }

  private Configuration all(SecuredKafka kafka) {
    return Configuration.of(
        Map.of(
            "kafka.bootstrap",
            kafka.unsecured(),
            "registry.url",
            kafka.settingsOf("x").getOrDefault("registry.url", ""),
            "blobs.uri",
            folder.resolve("blobs").toUri().toString()));
  }

  private Configuration configuration(SecuredKafka kafka, WorkerCatalogue entry, int http) {
    Map<String, String> settings = new HashMap<>(Models.settings());
    settings.replaceAll((setting, path) -> Path.of("..").resolve(path).toString());
    settings.putAll(kafka.settingsOf(entry.spelling()));
    settings.put("blobs.uri", folder.resolve("blobs").toUri().toString());
    settings.put("worker.instance", "one");
    settings.put("generator.releases", folder.resolve("releases").toString());
    settings.put("gateway.port", Integer.toString(http));
    settings.put("ingest.file-roots", folder.toString());
    settings.put("ingest.short-side", "96");
    settings.put("shard-writer.directory", folder.resolve("shards").toString());
    settings.put("shard-writer.max-linger-seconds", "2");
    settings.put("triplet-selection.min-confidence", "0");
    settings.put("triplet-selection.state-directory", folder.resolve("streams").toString());
    settings.put("metrics.state-directory", folder.resolve("streams").toString());
    settings.put("held-out.requests", heldOut().toString());
    settings.put("compactor.idle", "1s");
    settings.put("trainer.directory", folder.resolve("trainings").toString());
    settings.put("trainer.releases", folder.resolve("releases").toString());
    settings.put("metrics.minimum-images", "2");
    settings.put("metrics.gate-pairs", "2");
    settings.put("metrics.interval", "1s");
    settings.put("metrics.alerts", "agreement < 2");
    settings.put("webhooks.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    return Configuration.of(settings);
  }

  private String command(SecuredKafka kafka, Role role, String... words) {
    Map<String, String> settings = new HashMap<>(kafka.settingsOf(role.spelling()));
    settings.put("blobs.uri", folder.resolve("blobs").toUri().toString());
    return run(settings, words);
  }

  private static String run(Map<String, String> settings, String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    settings.forEach(
        (key, value) -> {
          arguments.add("--set");
          arguments.add(key + "=" + value);
        });
    StringWriter out = new StringWriter();
    int code =
        Genhowto.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(arguments.toArray(String[]::new));
    return String.join(" ", words) + " -> " + code + "\n" + out;
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("patience").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(300);
    }
  }

  private Path heldOut() {
    try {
      Path set = Files.createDirectories(folder.resolve("held-out"));
      Files.copy(APPLE, set.resolve("apple.png"), StandardCopyOption.REPLACE_EXISTING);
      String item =
          "{\"file\": \"apple.png\", \"category\": \"apple\", \"target\": \"FINAL_STATE\","
              + " \"prompt\": \"a %s apple\"}";
      Files.writeString(
          set.resolve("requests.json"),
          "[" + item.formatted("peeled") + "," + item.formatted("sliced") + "]");
      return set;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
