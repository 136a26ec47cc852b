package org.genhowto.launcher.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.frames.TestTriplets;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.TopicCreation;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that go over what the log holds. */
class ReplayIT {
  private static final Path MODELS = Path.of("../miniature/models").toAbsolutePath().normalize();

  @TempDir Path folder;
  private EmbeddedPlatform embedded;
  private Platform platform;

  @BeforeEach
  void start() throws Exception {
    embedded = EmbeddedPlatform.start(folder.resolve("kafka"), EmbeddedPlatform.Ports.ANY);
    platform =
        Platform.from(
            Configuration.of(
                Map.of(
                    "kafka.bootstrap", embedded.bootstrap(),
                    "registry.url", embedded.registryUrl(),
                    "blobs.uri", blobs())));
    try (Admin admin = KafkaClients.of(platform, "test").admin()) {
      new TopicCreation((short) 1).create(admin, WorkerCatalogue.withDeadLetters());
    }
  }

  @AfterEach
  void stop() {
    platform.close();
    embedded.close();
  }

  @Test
  void triplets_captioned_anew_are_compared_and_promoted() throws Exception {
    Triplet first = triplet(frames("a"));
    Triplet second = triplet(frames("b"));
    try (TopicSender sender = TopicSender.of("test", platform)) {
      sender.sendAndWait(Topics.TRIPLETS, List.of(first, second), Triplet::getTripletId);
      sender.sendAndWait(
          Topics.CAPTIONED_TRIPLETS, first.getTripletId(), TestTriplets.captioned(first));
    }
    Path report = folder.resolve("report.json");

    String[] replay = {
      "replay",
      "captioner",
      "--shadow=trial",
      "--out=" + report,
      "--set=captioner.model=" + MODELS.resolve("captioner"),
      "--set=captioner.clip=" + MODELS.resolve("clip")
    };
    CommandLineRun run = command(replay);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("captioner: 2 inputs; what it made is in captioned-triplets.shadow-trial");
    JsonNode told = Json.PLAIN.readTree(report.toFile());
    assertThat(told.path("counts")).hasToString("{\"added\":1,\"changed\":1}");
    assertThat(told.path("changes").get(0).path("before").asText())
        .isEqualTo("hands cut an apple / slices of an apple");
    List<CaptionedTriplet> made =
        TopicContents.read(platform, Topics.shadow(Topics.CAPTIONED_TRIPLETS, "trial"));
    assertThat(made).hasSize(2);
    assertThat(made).allMatch(one -> one.getActionAgreement().isPresent());
    assertThat(told.path("after").path("action-agreement").asDouble())
        .isEqualTo(
            made.stream()
                .mapToDouble(one -> one.getActionAgreement().orElseThrow())
                .average()
                .orElseThrow());
    assertThat(TopicContents.read(platform, Topics.CAPTIONED_TRIPLETS)).hasSize(1);

    CommandLineRun again = command(replay);
    assertThat(again.code()).isNotZero();
    assertThat(again.err()).contains("captioned-triplets.shadow-trial is there already");

    assertThat(command("replay", "captioner", "--promote=trial").out())
        .contains("2 sent to captioned-triplets");
    assertThat(TopicContents.read(platform, Topics.CAPTIONED_TRIPLETS))
        .hasSize(3)
        .containsAll(made);
  }

  @Test
  void frames_are_scored_and_chosen_anew() throws Exception {
    SampledFrames video = frames("a");
    SampledFrames unknown =
        SampledFrames.newBuilder(frames("b")).setCategory("no-such-thing").build();
    try (TopicSender sender = TopicSender.of("test", platform)) {
      sender.sendAndWait(
          Topics.SAMPLED_FRAMES, List.of(video, video, unknown), SampledFrames::getVideoId);
    }

    CommandLineRun run =
        command(
            "replay",
            "localizer",
            "--shadow=all",
            "--set=localizer.model=" + MODELS.resolve("localizer"),
            "--set=localizer.clip=" + MODELS.resolve("clip"),
            "--set=triplet-selection.min-confidence=0");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("localizer: 2 inputs", "added    1", "failed   1")
        .contains("failed b: nothing -> Category of video b is no-such-thing");
    List<Triplet> made = TopicContents.read(platform, Topics.shadow(Topics.TRIPLETS, "all"));
    assertThat(made)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.getSource()).isEqualTo(video);
              assertThat(one.getInitialSecond()).isLessThan(one.getActionSecond());
              assertThat(one.getModelVersion()).isNotEmpty();
            });
  }

  @Test
  void choices_by_another_setting_are_compared_with_those_that_stand() throws Exception {
    SampledFrames sure = frames("sure");
    SampledFrames unsure = frames("unsure");
    try (TopicSender sender = TopicSender.of("test", platform)) {
      sender.sendAndWait(
          Topics.SCORED_FRAMES,
          List.of(scored(sure, .9f), scored(unsure, .4f)),
          one -> one.getSource().getVideoId());
      sender.sendAndWait(Topics.TRIPLETS, List.of(triplet(sure)), Triplet::getTripletId);
    }

    CommandLineRun strict = command("replay", "triplet-selection", "--shadow=strict");
    CommandLineRun lenient =
        command(
            "replay",
            "triplet-selection",
            "--shadow=lenient",
            "--since=1d",
            "--set=triplet-selection.min-confidence=0.3");

    assertThat(strict.code()).as(strict.err()).isZero();
    assertThat(strict.out())
        .contains("same     1", "neither  1", "nothing came of: {low-confidence=1}");
    assertThat(lenient.out())
        .contains("same     1", "added    1", "added unsure: nothing -> 0-1-3");
    assertThat(TopicContents.read(platform, Topics.shadow(Topics.TRIPLETS, "lenient"))).hasSize(2);
    assertThat(command("replay", "localizer", "--promote=lenient").err())
        .contains("--promote is for captioner");
    assertThat(command("replay", "generator").err()).contains("stage is 'generator'");
  }

  @Test
  void a_deletion_takes_back_what_was_measured_of_its_frames() throws Exception {
    assertThat(command("bench", "dataset", "--samples=5", "--folder=" + folder).code()).isZero();
    SampledFrames deleted = frames("bench-0000003");
    SampledFrames other = frames("other");
    BlobRef output = blob("output");
    try (TopicSender sender = TopicSender.of("test", platform)) {
      sender.sendAndWait(Topics.SAMPLED_FRAMES, List.of(deleted, other), SampledFrames::getVideoId);
      sender.sendAndWait(
          Topics.EVALUATION_SAMPLES,
          List.of(
              sample("of-the-video", frame(deleted, 2), null),
              sample("of-another", frame(other, 2), null),
              sample("generated", output, frame(deleted, 0)),
              sample("generated-from-that", blob("later"), output),
              sample("unknown", null, null)),
          EvaluationSample::getSampleId);
    }
    String[] delete = {
      "dataset",
      "delete",
      "--dataset=" + folder.resolve("dataset-5"),
      "--video=bench-0000003",
      "--evaluation"
    };

    assertThat(command(with(delete, "--dry-run")).out())
        .contains("3 evaluation samples to be taken back");
    CommandLineRun run = command(delete);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("3 evaluation samples taken back", "version 2: 4 samples");
    List<EvaluationSample> retracted =
        TopicContents.read(platform, Topics.EVALUATION_SAMPLES).stream()
            .filter(EvaluationSample::getRetracted)
            .toList();
    assertThat(retracted)
        .extracting(EvaluationSample::getSampleId)
        .containsExactlyInAnyOrder("of-the-video", "generated", "generated-from-that");
    assertThat(retracted).allMatch(one -> one.getClassifierFeatures().isEmpty());
    assertThat(retracted).allMatch(one -> one.getFeatureVersion().equals("f1"));
    assertThat(command(delete).out()).contains("0 evaluation samples taken back");
  }

  private static String[] with(String[] some, String more) {
    List<String> all = new ArrayList<>(Arrays.asList(some));
    all.add(more);
    return all.toArray(String[]::new);
  }

  private SampledFrames frames(String video) throws IOException {
    List<byte[]> jpegs = new ArrayList<>();
    for (int second = 0; second < 4; second++) {
      byte[] rgb = new byte[3 * 64 * 64];
      Arrays.fill(rgb, (byte) (40 * second + video.length()));
      jpegs.add(Images.jpeg(new RgbImage(64, 64, rgb), .9));
    }
    return TestTriplets.frames(platform.blobs(), video, jpegs);
  }

  private static Triplet triplet(SampledFrames source) {
    return TestTriplets.triplet(source, Split.TRAIN, 0, 1, 3);
  }

  /** The first, second and fourth second have a score. */
  private static ScoredFrames scored(SampledFrames source, float score) {
    return ScoredFrames.newBuilder()
        .setSource(source)
        .setModelVersion("localizer-1")
        .setInitial(List.of(score, 0f, 0f, 0f))
        .setAction(List.of(0f, score, 0f, 0f))
        .setFinal$(List.of(0f, 0f, 0f, score))
        .build();
  }

  private BlobRef frame(SampledFrames video, int second) throws IOException {
    return platform.blobs().put(FrameTar.frame(platform.blobs(), video, second), "image/jpeg");
  }

  private BlobRef blob(String text) throws IOException {
    return platform.blobs().put(Sha256.of(text).getBytes(UTF_8), "image/png");
  }

  private static EvaluationSample sample(
      String id, @Nullable BlobRef image, @Nullable BlobRef input) {
    return EvaluationSample.newBuilder()
        .setSampleId(id)
        .setSet("test")
        .setRole(Role.GENERATED)
        .setTarget(Target.ACTION)
        .setCategory("apple")
        .setClassifierFeatures(Collections.nCopies(4, 1f))
        .setFrechetFeatures(Collections.nCopies(4, 1f))
        .setFeatureVersion("f1")
        .setImage(image)
        .setInput(input)
        .build();
  }

  private String blobs() {
    return folder.resolve("blobs").toUri().toString();
  }

  private CommandLineRun command(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    if (!all.contains("bench")) {
      all.add("--bootstrap=" + embedded.bootstrap());
      all.add("--registry=" + embedded.registryUrl());
      all.add("--blobs=" + blobs());
    }
    return CommandLineRun.of(all.toArray(String[]::new));
  }
}
