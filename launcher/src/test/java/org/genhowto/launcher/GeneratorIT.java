package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.genhowto.evaluator.heldout.HeldOutItem;
import org.genhowto.evaluator.heldout.HeldOutSet;
import org.genhowto.evaluator.heldout.HeldOutWorker;
import org.genhowto.generator.GeneratorWorker;
import org.genhowto.launcher.cli.Genhowto;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.Health;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.EarlierImage;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generator's worker with the miniature models: releases, and answers from the store. */
class GeneratorIT {
  private static final Path MODELS = Path.of("../miniature/models");
  private static final Path STATES = MODELS.resolve("genhowto-states");
  private static final String NETWORK = GeneratorNetwork.serving(Target.FINAL_STATE).spelling();

  @TempDir Path directory;
  @TempDir Path blobs;
  @TempDir Path cache;
  private final List<Worker> workers = new ArrayList<>();
  private final List<Platform> platforms = new ArrayList<>();
  private QueueBed bed;

  @BeforeEach
  void open() throws Exception {
    bed = new QueueBed(directory, blobs);
  }

  @AfterEach
  void close() {
    workers.forEach(Worker::close);
    bed.close();
  }

  private Worker worker(String instance) {
    Map<String, String> settings = new HashMap<>();
    settings.put("generator.model", MODELS.resolve("diffusion").toString());
    settings.put("generator.states", STATES.toString());
    settings.put("generator.actions", MODELS.resolve("genhowto-actions").toString());
    settings.put("generator.clip", MODELS.resolve("clip").toString());
    settings.put("generator.releases", cache.toString());
    settings.put("generator.devices", "cpu");
    Platform platform = bed.platform(instance);
    platforms.add(platform);
    Worker worker = GeneratorWorker.worker(platform, Configuration.of(settings));
    workers.add(worker);
    worker.start();
    QueueBed.await("the worker is ready", worker::ready);
    return worker;
  }

  private void leave(Worker worker) {
    workers.remove(worker);
    worker.close();
  }

  private GenerationResult ask(String id, Consumer<GenerationRequest.Builder> change)
      throws Exception {
    byte[] png = Images.png(new RgbImage(64, 64, new byte[64 * 64 * 3]));
    bed.ask(
        id,
        "a sliced apple",
        request -> {
          request.setInlineImage(ByteBuffer.wrap(png)).setSteps(2).setSkip(1).setSeed(3L);
          change.accept(request);
        });
    return bed
        .results(all -> all.stream().anyMatch(result -> result.getRequestId().equals(id)))
        .stream()
        .filter(result -> result.getRequestId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** Asks until the answer is of a version. */
  private GenerationResult askUntil(String prefix, String version) throws Exception {
    for (int i = 0; ; i++) {
      GenerationResult result = ask(prefix + i, r -> {});
      if (result.getModelVersion().startsWith(version)) {
        return result;
      }
      assertThat(i).as("%s serves, not %s", result.getModelVersion(), version).isLessThan(500);
    }
  }

  private static List<String> hashes(GenerationResult result) {
    return result.getImages().stream()
        .map(GeneratedImage::getImage)
        .map(image -> image.getSha256())
        .toList();
  }

  private String command(int code, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--bootstrap=" + bed.kafka.bootstrap());
    all.add("--registry=" + bed.kafka.registryUrl());
    all.add("--blobs=file:" + blobs);
    StringWriter said = new StringWriter();
    int ended =
        Genhowto.commandLine()
            .setOut(new PrintWriter(said))
            .setErr(new PrintWriter(said))
            .execute(all.toArray(String[]::new));
    assertThat(ended).as(said.toString()).isEqualTo(code);
    return said.toString();
  }

  private String release(Path folder) {
    return command(
        0, "release", NETWORK, "--weights=" + folder, "--model=" + MODELS.resolve("diffusion"));
  }

  /** The same numbers under another version: what a fine-tuning would be. */
  private Path other() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("other"));
    for (String file :
        List.of(
            "GenHowTo_controlnet.safetensors",
            "GenHowTo_controlnet_config.json",
            "GenHowTo_sdunet.safetensors",
            "sampling.json")) {
      Files.copy(MODELS.resolve("genhowto-actions").resolve(file), folder.resolve(file));
    }
    return folder;
  }

  @Test
  void released_weights_serve_without_a_restart_and_can_be_taken_back() throws Exception {
    Path folder = other();
    String before = new ModelFolder(STATES).version();
    String after = new ModelFolder(folder).version();
    Worker first = worker("one");
    refused();
    GenerationResult old = ask("old", r -> {});
    assertThat(old.getModelVersion()).startsWith(before + "-");

    assertThat(release(folder)).contains(NETWORK + ": " + after + ", before none");
    GenerationResult young = askUntil("young", after);
    assertThat(hashes(young)).isNotEqualTo(hashes(old));
    assertThat(command(0, "release", "list")).contains(NETWORK, after, "blob:");

    GenerationResult pinned =
        ask("pinned", r -> r.setModelVersion(old.getModelVersion()).setNegativePrompt("x"));
    assertThat(pinned.getModelVersion()).isEqualTo(old.getModelVersion());
    GenerationResult unknown = ask("unknown", r -> r.setModelVersion("v0"));
    assertThat(unknown.getStatus()).isEqualTo(GenerationStatus.FAILED);
    assertThat(unknown.getError().orElse(""))
        .contains(young.getModelVersion() + "', which is in service")
        .contains(old.getModelVersion() + "', which was before");

    leave(first);
    worker("two"); // It knows of the release before it makes anything.
    assertThat(ask("restarted", r -> r.setSeed(4L)).getModelVersion()).startsWith(after);

    assertThat(release(STATES)).contains(before + ", before " + after);
    assertThat(askUntil("back", before).getModelVersion()).isEqualTo(old.getModelVersion());
  }

  @Test
  void every_sampler_and_size_can_be_asked_for_at_once_and_nonsense_fails_alone() throws Exception {
    worker("one");
    byte[] png = Images.png(new RgbImage(64, 64, new byte[64 * 64 * 3]));
    Map<String, Consumer<GenerationRequest.Builder>> asked = new LinkedHashMap<>();
    for (String sampler : RequestContract.SAMPLERS) {
      asked.put(sampler, r -> r.setSampler(sampler).setSize(asked.size() % 2 == 0 ? 72 : null));
    }
    asked.put("bad-sampler", r -> r.setSampler("heun"));
    asked.put("bad-pair", r -> r.setMethod("edit-friendly").setSampler("unipc"));
    asked.put("bad-steps", r -> r.setSampler("euler").setSteps(1));
    asked.put("bad-size", r -> r.setSize(1_000_000_000));
    asked.put("bad-self", r -> r.setInlineImage(null).setEarlier(new EarlierImage("bad-self", 0)));
    asked.put("bad-control", r -> r.setControlScale(Double.NaN));
    for (Map.Entry<String, Consumer<GenerationRequest.Builder>> one : asked.entrySet()) {
      bed.ask(
          one.getKey().replace('+', 'p'),
          "a sliced apple",
          request ->
              one.getValue()
                  .accept(
                      request
                          .setInlineImage(ByteBuffer.wrap(png))
                          .setSteps(4)
                          .setSkip(0)
                          .setSeed(3L)));
    }

    List<GenerationResult> results = bed.results(all -> all.size() == asked.size());

    Map<String, String> errors = new HashMap<>();
    for (GenerationResult result : results) {
      if (result.getStatus() == GenerationStatus.SUCCEEDED) {
        assertThat(result.getSampler().replace('+', 'p')).isEqualTo(result.getRequestId());
      } else {
        errors.put(result.getRequestId(), result.getError().orElse(""));
      }
    }
    assertThat(errors)
        .containsOnlyKeys(
            "bad-sampler", "bad-pair", "bad-steps", "bad-size", "bad-self", "bad-control");
    assertThat(errors.get("bad-self"))
        .isEqualTo("earlier.requestId is 'bad-self', the request itself, expected an earlier one");
    assertThat(errors.get("bad-sampler")).startsWith("sampler is 'heun', expected one of [ddim,");
    assertThat(errors.get("bad-pair")).contains("expected one of [ddim], as the method is");
    assertThat(errors.get("bad-steps"))
        .isEqualTo("steps is 1, expected 2 to 1000, as the sampler is euler");
    assertThat(errors.get("bad-size")).isEqualTo("size is 1000000000, expected 64 to 1024");
    assertThat(errors.get("bad-control")).isEqualTo("controlScale is NaN, expected 0.0 to 10.0");
    assertThat(ask("after", r -> {}).getStatus()).isEqualTo(GenerationStatus.SUCCEEDED);
  }

  @Test
  void a_candidate_answers_the_same_held_out_requests_as_what_serves() throws Exception {
    Path folder = other();
    String serving = new ModelFolder(STATES).version();
    String candidate = new ModelFolder(folder).version();
    Path questions = Files.createDirectory(directory.resolve("questions"));
    Files.write(
        questions.resolve("black.png"), Images.png(new RgbImage(64, 64, new byte[64 * 64 * 3])));
    HeldOutSet.write(
        questions,
        List.of(new HeldOutItem("black.png", "apple", Target.FINAL_STATE, "a sliced apple")));
    worker("one");
    Worker asking =
        HeldOutWorker.worker(
            bed.platform("held-out"),
            Configuration.of(Map.of("held-out.requests", questions.toString())));
    workers.add(asking);
    asking.start();
    assertThat(heldOut(1)).allMatch(version -> version.startsWith(serving + "-"));

    assertThat(
            command(
                0,
                "release",
                "--candidate",
                NETWORK,
                "--weights=" + folder,
                "--model=" + MODELS.resolve("diffusion")))
        .contains(NETWORK + ".candidate: " + candidate + ", before none");
    List<String> versions = heldOut(2);
    assertThat(versions).anyMatch(version -> version.startsWith(candidate + "-"));
    assertThat(ask("robot", r -> {}).getModelVersion()).startsWith(serving + "-");

    assertThat(command(0, "release", "promote", NETWORK)).contains(candidate);
    askUntil("promoted", candidate);
    assertThat(command(0, "release", "list")).doesNotContain(".candidate");
    assertThat(command(2, "release", "withdraw", NETWORK)).contains("has no candidate");
  }

  /** Versions that made the images of held-out requests, once there are so many. */
  private List<String> heldOut(int count) throws Exception {
    return bed
        .results(all -> all.stream().filter(GeneratorIT::isHeldOutImage).count() >= count)
        .stream()
        .filter(GeneratorIT::isHeldOutImage)
        .map(GenerationResult::getModelVersion)
        .toList();
  }

  private static boolean isHeldOutImage(GenerationResult result) {
    return result.getRequestId().startsWith("held-out-")
        && result.getStatus() == GenerationStatus.SUCCEEDED;
  }

  @Test
  void a_release_that_cannot_be_read_leaves_what_serves() throws Exception {
    Worker one = worker("one");
    Platform platform = bed.platform("publisher");
    try (TopicSender sender = TopicSender.of("publisher", platform)) {
      for (ModelRelease bad :
          List.of(
              released(directory.resolve("nowhere"), "0".repeat(64)),
              released(STATES, "0".repeat(64)),
              released(MODELS.resolve("clip"), new ModelFolder(MODELS.resolve("clip")).sha256()),
              released(STATES, "no hash"))) {
        sender.sendAndWait(Topics.MODEL_RELEASES, NETWORK, bad);
        QueueBed.await(
            "the problem with " + bad.getUri() + " is told",
            () -> one.notice().filter(text -> text.contains(bad.getVersion())).isPresent());
      }
      Health health = new Health(List.of(one));
      assertThat(health.ready()).isTrue();
      assertThat(health.states().get("generator")).startsWith("ready, but release v");
      assertThat(platforms.get(0).telemetry().scrape())
          .contains("genhowto_worker_failures_total{what=\"release\",worker=\"generator\"} 4.0")
          .contains("genhowto_generator_serving{network=\"" + NETWORK + "\",version=");
      assertThat(ask("goes-on", r -> {}).getStatus()).isEqualTo(GenerationStatus.SUCCEEDED);

      ModelRelease good = released(STATES, new ModelFolder(STATES).sha256());
      sender.sendAndWait(Topics.MODEL_RELEASES, NETWORK, good);
      askUntil("named", good.getVersion());
      QueueBed.await("the problem is over", () -> one.notice().equals(Optional.empty()));
    }
  }

  private int versions;

  private ModelRelease released(Path folder, String sha256) {
    versions++;
    return ModelRelease.newBuilder()
        .setNetwork(NETWORK)
        .setVersion("v" + versions)
        .setUri("file:" + folder.toAbsolutePath().normalize())
        .setSha256(sha256)
        .build();
  }

  private void refused() {
    assertThat(
            command(
                2,
                "release",
                NETWORK,
                "--weights=" + MODELS.resolve("clip"),
                "--model=" + MODELS.resolve("diffusion")))
        .contains("GenHowTo");
    assertThat(command(2, "release", "generator", "--weights=" + STATES))
        .contains("NETWORK is 'generator', expected one of");
    assertThat(command(0, "release", "list")).contains("nothing is released");
  }

  @Test
  void what_one_worker_made_another_gives_again() throws Exception {
    Worker one = worker("one");
    GenerationResult made = ask("made", r -> r.setCount(2));
    leave(one);
    worker("two");

    GenerationResult known = ask("known", r -> r.setCount(2));
    assertThat(known.getSameAs()).contains("made");
    assertThat(hashes(known)).isEqualTo(hashes(made)).hasSize(2);
    assertThat(known.getAnswerKey()).isEqualTo(made.getAnswerKey());
    assertThat(ask("third", r -> r.setCount(2)).getSameAs()).contains("made");
    assertThat(ask("other", r -> r.setCount(1)).getSameAs()).isEmpty();

    Path image = blobs.resolve(hashes(made).get(1).substring(0, 2)).resolve(hashes(made).get(1));
    Files.delete(image);
    GenerationResult again = ask("again", r -> r.setCount(2));
    assertThat(again.getSameAs()).isEmpty();
    assertThat(hashes(again)).isEqualTo(hashes(made));
    assertThat(image).exists();
  }
}
