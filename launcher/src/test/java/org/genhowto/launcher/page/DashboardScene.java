package org.genhowto.launcher.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.worker.LedgerPartitioner;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.AlertState;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.DatasetVersion;
import org.genhowto.schemas.Decision;
import org.genhowto.schemas.EarlierRelease;
import org.genhowto.schemas.EvaluationAlert;
import org.genhowto.schemas.EvaluationLabel;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.MetricState;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.ReleaseDecision;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingRequest;
import org.genhowto.schemas.TrainingShard;
import org.genhowto.schemas.TrainingState;
import org.genhowto.schemas.TrainingStatus;
import org.genhowto.schemas.Triplet;
import org.genhowto.schemas.VideoReference;

/** What a busy day leaves in the topics, made up: videos, requests, metrics of two releases. */
@SuppressWarnings("FutureReturnValueIgnored") // What is sent is awaited by flush.
final class DashboardScene implements AutoCloseable {
  static final String OLD = "states-2024-05";
  static final String NEW = "states-2024-06";
  private static final List<String> CATEGORIES = List.of("apple", "bowl", "candle");
  private static final List<Color> COLORS =
      List.of(new Color(90, 160, 60), new Color(200, 190, 170), new Color(190, 60, 50));
  private static final int SECONDS = 30;
  private static final int PIXELS = 96;

  private final Platform platform;
  private final Instant now;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Random random = new Random(7);

  DashboardScene(Platform platform, String bootstrap, Instant now) {
    this.platform = platform;
    this.now = now;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Everything at once. */
  void play() throws Exception {
    List<List<Object>> frames = new ArrayList<>();
    for (Color color : COLORS) {
      frames.add(tar(color));
    }
    for (int i = 0; i < 12; i++) {
      video(i, CATEGORIES.get(i % 3), frames.get(i % 3));
    }
    shard(List.of("video-000-5-12-22", "video-001-5-12-22", "video-002-5-12-22"));
    for (int i = 0; i < 18; i++) {
      generation(i);
    }
    metrics();
    news();
    loop();
    letter();
    producer.flush();
  }

  /** One more value of the new release's accuracy on final states. */
  void measured(double value) throws Exception {
    send(metric("accuracy", Target.FINAL_STATE, NEW, value, 0.02, 160, now));
    producer.flush();
  }

  /** A tar of frames, and its index. */
  private List<Object> tar(Color color) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FrameTar.Writer writer = new FrameTar.Writer(bytes);
    try (writer) {
      for (int second = 0; second < SECONDS; second++) {
        writer.add(new FrameTar.Frame(second, picture(color, second, "jpeg")));
      }
    }
    return List.of(platform.blobs().put(bytes.toByteArray(), FrameTar.MEDIA_TYPE), writer.index());
  }

  private static byte[] picture(Color color, int second, String format) throws IOException {
    BufferedImage image = new BufferedImage(PIXELS, PIXELS, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setColor(new Color(150, 125, 95));
    pen.fillRect(0, 0, PIXELS, PIXELS);
    pen.setColor(color);
    int pieces = second < 8 ? 1 : second < 18 ? 2 : 4;
    for (int i = 0; i < pieces; i++) {
      int size = 60 / pieces + 8;
      pen.fillOval(10 + i * (76 / pieces), 30 + (i % 2) * 12, size, size);
    }
    pen.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  @SuppressWarnings("unchecked")
  private void video(int i, String category, List<Object> frames) throws Exception {
    String id = "video-%03d".formatted(i);
    Instant at = now.minus(Duration.ofMinutes(130 - 10L * i));
    send(
        at,
        Topics.VIDEO_REFERENCES,
        id,
        VideoReference.newBuilder()
            .setVideoId(id)
            .setUri("https://videos.example/" + id + ".mp4")
            .setCategory(category)
            .build());
    if (i == 10) {
      ledger(id, "ingest", LedgerOutcome.DEAD, "rejected", "no video stream in the file", Map.of());
      return;
    }
    SampledFrames sampled =
        SampledFrames.newBuilder()
            .setVideoId(id)
            .setCategory(category)
            .setUri("https://videos.example/" + id + ".mp4")
            .setVideoSha256("b".repeat(64))
            .setContainer("mp4")
            .setCodec("h264")
            .setDurationSeconds(SECONDS)
            .setWidth(PIXELS)
            .setHeight(PIXELS)
            .setFrames((BlobRef) frames.get(0))
            .setIndex((List<FrameEntry>) frames.get(1))
            .build();
    send(at.plusSeconds(4), Topics.SAMPLED_FRAMES, id, sampled);
    ledger(id, "ingest", LedgerOutcome.EMITTED, "", "", Map.of());
    send(at.plusSeconds(9), Topics.SCORED_FRAMES, id, scored(sampled));
    ledger(id, "localizer", LedgerOutcome.EMITTED, "", "", Map.of());
    if (i % 4 == 3) {
      ledger(
          id,
          "triplet-selection",
          LedgerOutcome.SKIPPED,
          "low-confidence",
          "the best triplet has confidence 0.021, at least 0.05 is asked for",
          Map.of("confidence", 0.021, "votes", 1.0));
      return;
    }
    Triplet triplet =
        Triplet.newBuilder()
            .setTripletId(id + "-5-12-22")
            .setSource(sampled)
            .setSplit(i % 3 == 2 ? Split.HELD_OUT : Split.TRAIN)
            .setInitialSecond(5)
            .setActionSecond(12)
            .setFinalSecond(22)
            .setConfidence(0.61 + 0.03 * i)
            .setGeometricMean(0.85)
            .setMargin(0.2)
            .setVotes(2)
            .setRuns(3)
            .setModelVersion("localizer-7")
            .build();
    send(at.plusSeconds(14), Topics.TRIPLETS, triplet.getTripletId(), triplet);
    ledger(id, "triplet-selection", LedgerOutcome.EMITTED, "", "", Map.of("confidence", 0.7));
    send(
        at.plusSeconds(20),
        Topics.CAPTIONED_TRIPLETS,
        triplet.getTripletId(),
        CaptionedTriplet.newBuilder()
            .setTriplet(triplet)
            .setActionCaption("a person cutting the " + category + " with a knife")
            .setFinalCaption("pieces of the " + category + " on a wooden table")
            .setCaptionerVersion("blip2-1")
            .setActionAgreement(.31)
            .setFinalAgreement(.27)
            .build());
    ledger(id, "captioner", LedgerOutcome.EMITTED, "", "", Map.of());
  }

  private ScoredFrames scored(SampledFrames sampled) {
    return ScoredFrames.newBuilder()
        .setSource(sampled)
        .setModelVersion("localizer-7")
        .setInitial(bump(5))
        .setAction(bump(12))
        .setFinal$(bump(22))
        .build();
  }

  private List<Float> bump(int peak) {
    List<Float> scores = new ArrayList<>();
    for (int second = 0; second < SECONDS; second++) {
      double distance = second - peak;
      scores.add((float) (0.9 * Math.exp(-distance * distance / 14) + 0.06 * random.nextDouble()));
    }
    return scores;
  }

  private void shard(List<String> keys) throws Exception {
    send(
        now.minusSeconds(600),
        Topics.TRAINING_SHARDS,
        "train-0-0",
        TrainingShard.newBuilder()
            .setShardId("train-0-0")
            .setSplit(Split.TRAIN)
            .setTar(
                BlobRef.newBuilder()
                    .setUri("file:///shards/train-0-0.tar")
                    .setSha256("c".repeat(64))
                    .setLength(734_003)
                    .setMediaType("application/x-tar")
                    .build())
            .setFile("train-0-0.tar")
            .setSampleKeys(keys)
            .build());
  }

  private void generation(int i) throws Exception {
    String release = i % 2 == 0 ? OLD : NEW;
    String id = "request-%03d".formatted(i);
    int input = i / 2;
    Color color = COLORS.get(input % 3);
    BlobRef from = platform.blobs().put(picture(color, 0, "png"), "image/png");
    BlobRef made =
        platform.blobs().put(picture(color.darker(), 18 + (i % 2) * 8 + i, "png"), "image/png");
    EvaluationLabel label =
        EvaluationLabel.newBuilder().setCategory(CATEGORIES.get(input % 3)).setSet("test").build();
    Instant at = now.minus(Duration.ofMinutes(60 - 3L * i));
    String prompt = "pieces of the %s on a table, view %d".formatted(label.getCategory(), input);
    send(
        at,
        Topics.GENERATION_REQUESTS,
        id,
        GenerationRequest.newBuilder()
            .setRequestId(id)
            .setPrompt(prompt)
            .setTarget(Target.FINAL_STATE)
            .setImage(from)
            .setEvaluation(label)
            .setModelVersion(release)
            .build());
    if (i == 17) {
      return; // It waits.
    }
    double agreement = 0.31 - 0.012 * i;
    double background = 0.62 + 0.02 * i;
    send(
        at.plusSeconds(41),
        Topics.GENERATION_RESULTS,
        id,
        GenerationResult.newBuilder()
            .setRequestId(id)
            .setStatus(GenerationStatus.SUCCEEDED)
            .setTarget(Target.FINAL_STATE)
            .setPrompt(prompt)
            .setInput(from)
            .setImages(
                List.of(
                    GeneratedImage.newBuilder()
                        .setImage(made)
                        .setSeed(11 + i)
                        .setAgreement(agreement)
                        .setBackground(background)
                        .build()))
            .setSteps(50)
            .setGuidance(9)
            .setEvaluation(label)
            .setModelVersion(release)
            .setElapsedMillis(8200 + 90L * i)
            .setSampler("ddim")
            .build());
    send(
        at.plusSeconds(43),
        Topics.EVALUATION_SAMPLES,
        id + "-0",
        EvaluationSample.newBuilder()
            .setSampleId(id + "-0")
            .setSet("test")
            .setRole(Role.GENERATED)
            .setTarget(Target.FINAL_STATE)
            .setCategory(label.getCategory())
            .setClassifierFeatures(List.of(1f))
            .setFrechetFeatures(List.of(1f))
            .setFeatureVersion("clip")
            .setModelVersion(release)
            .setMethod("genhowto")
            .setRequestId(id)
            .setPrompt(prompt)
            .setImage(made)
            .setInput(from)
            .setAgreement(agreement)
            .setBackground(background)
            .build());
  }

  private void metrics() throws Exception {
    for (int hour = 20; hour >= 0; hour -= 2) {
      Instant at = now.minus(Duration.ofHours(hour)).minusSeconds(60);
      int n = 40 + (20 - hour) * 6;
      for (Target target : Target.values()) {
        double drift = 0.004 * (20 - hour);
        send(metric("accuracy", target, OLD, 0.61 + wobble(), 0.9 / Math.sqrt(n), n, at));
        send(metric("accuracy", target, NEW, 0.68 + drift + wobble(), 0.9 / Math.sqrt(n), n, at));
        send(metric("fid", target, OLD, 151 + 40 * wobble(), 9, n, at));
        send(metric("fid", target, NEW, 131 - 4 * drift + 40 * wobble(), 9, n, at));
        send(metric("agreement", target, NEW, 0.27 + wobble() / 5, 0.01, n, at));
        send(metric("background", target, NEW, 0.74 + wobble() / 3, 0.03, n, at));
      }
    }
    for (String category : CATEGORIES) {
      send(
          EvaluationMetric.newBuilder(
                  metric("accuracy", Target.FINAL_STATE, NEW, 0.7, 0.1, 40, now))
              .setCategory(category)
              .build());
    }
    send(metric("separability", Target.FINAL_STATE, NEW, 0.58, 0.04, 160, now));
    send(
        EvaluationMetric.newBuilder(metric("kid", Target.FINAL_STATE, NEW, Double.NaN, 0, 17, now))
            .setState(MetricState.NOT_ENOUGH)
            .setReason("17 images, at least 50 of either side are asked for")
            .setLow(null)
            .setHigh(null)
            .build());
  }

  private double wobble() {
    return 0.03 * (random.nextDouble() - 0.5);
  }

  private static EvaluationMetric metric(
      String name, Target target, String release, double value, double half, int n, Instant at) {
    return EvaluationMetric.newBuilder()
        .setName(name)
        .setValue(value)
        .setSamples(n)
        .setSet("test")
        .setRelease(release)
        .setGeneration("genhowto")
        .setTarget(target)
        .setLow(value - half)
        .setHigh(value + half)
        .setInterval("bootstrap 95%")
        .setReferenceSamples(136)
        .setFeatures("clip")
        .setFormula(name)
        .setAsOf(at)
        .build();
  }

  /** Actions: a candidate beside what serves. Final states: a training that goes on. */
  private void loop() throws Exception {
    for (long number = 1; number <= 2; number++) {
      send(
          now.minusSeconds(4000 - number),
          Topics.DATASET_VERSIONS,
          Long.toString(number),
          DatasetVersion.newBuilder()
              .setVersion(number)
              .setId("e".repeat(64))
              .setSamples(48 * number)
              .setTrainSamples(40 * number)
              .setMadeAt(now.minusSeconds(4000 - number))
              .build());
    }
    send(
        training("generator-action", 1, "actions-1")
            .setState(TrainingState.SUCCEEDED)
            .setStep(300)
            .setDeletedSamples(3)
            .setCandidate("actions-1")
            .build());
    send(
        training("generator-final-state", 2, "states-running")
            .setState(TrainingState.RUNNING)
            .setStep(120)
            .setLoss(0.0512)
            .setSecondsLeft(60.0)
            .build());
    send(
        "generator-action",
        weights("generator-action", "actions-1")
            .setReleasedBy("gate")
            .setReleasedAt(now.minusSeconds(900))
            .setBefore(List.of(new EarlierRelease("actions-0", "blob:0", "f".repeat(64))))
            .build());
    send(
        "generator-action.candidate",
        weights("generator-action.candidate", "actions-2")
            .setReason("trained by somebody")
            .setReleasedAt(now.minusSeconds(100))
            .build());
    send(
        now.minusSeconds(50),
        Topics.RELEASE_DECISIONS,
        "generator-action/actions-2",
        ReleaseDecision.newBuilder()
            .setNetwork("generator-action")
            .setCandidate("actions-2")
            .setServing("actions-1")
            .setDecision(Decision.HOLD)
            .setReason("accuracy is worse than the rule 'accuracy >= -0.05' allows")
            .setSet("test")
            .setTarget(Target.ACTION)
            .setPairs(37)
            .setDecidedAt(now.minusSeconds(50))
            .build());
  }

  private TrainingStatus.Builder training(String network, long version, String id) {
    return TrainingStatus.newBuilder()
        .setRequest(
            TrainingRequest.newBuilder()
                .setTrainingId(id)
                .setNetwork(network)
                .setDatasetVersion(version)
                .setSamples(40 * version)
                .setSteps(300)
                .setBatch(8)
                .setRate(1e-4)
                .setWarmUp(20)
                .setAveraging(0.98)
                .setRequestedAt(now.minusSeconds(3000))
                .build())
        .setSamples(40 * version)
        .setAsOf(now.minusSeconds(1000));
  }

  private ModelRelease.Builder weights(String network, String version) {
    return ModelRelease.newBuilder()
        .setNetwork(network)
        .setVersion(version)
        .setUri("blob:" + version)
        .setSha256("d".repeat(64));
  }

  private void send(TrainingStatus status) throws Exception {
    send(now, Topics.TRAININGS, status.getRequest().getTrainingId(), status);
  }

  private void send(String network, ModelRelease release) throws Exception {
    send(now, Topics.MODEL_RELEASES, network, release);
  }

  private void news() throws Exception {
    for (String version : List.of(OLD, NEW)) {
      send(
          now.minusSeconds(version.equals(OLD) ? 90_000 : 300),
          Topics.MODEL_RELEASES,
          "generator-states",
          ModelRelease.newBuilder()
              .setNetwork("generator-states")
              .setVersion(version)
              .setUri("s3://models/" + version)
              .setSha256("d".repeat(64))
              .build());
    }
    send(
        now.minusSeconds(200),
        Topics.RELEASE_DECISIONS,
        "generator-states/" + NEW,
        ReleaseDecision.newBuilder()
            .setNetwork("generator-states")
            .setCandidate(NEW)
            .setServing(OLD)
            .setDecision(Decision.PROMOTE)
            .setReason("Accuracy on final states rose by 0.15 on 160 pairs.")
            .setSet("test")
            .setTarget(Target.FINAL_STATE)
            .setPairs(160)
            .setDifference(0.15)
            .setLow(0.07)
            .setHigh(0.23)
            .setPValue(0.0004)
            .setDecidedAt(now.minusSeconds(200))
            .build());
    alert(
        "background", AlertState.OPEN, "Background kept fell to 0.71, at least 0.75 is asked for.");
    alert("accuracy", AlertState.CLOSED, "Accuracy on actions lay under that of the last release.");
  }

  private void alert(String name, AlertState state, String message) throws Exception {
    EvaluationAlert.Builder alert =
        EvaluationAlert.newBuilder()
            .setAlertId("limit/" + name)
            .setRule("limit-" + name)
            .setState(state)
            .setMetric(name + "|test")
            .setName(name)
            .setSet("test")
            .setRelease(NEW)
            .setTarget(Target.FINAL_STATE)
            .setMessage(message)
            .setOpenedAt(now.minusSeconds(5400));
    if (state == AlertState.CLOSED) {
      alert.setClosedAt(now.minusSeconds(1800));
    }
    send(now.minusSeconds(1800), Topics.EVALUATION_ALERTS, "limit/" + name, alert.build());
  }

  private void letter() {
    ConsumerRecord<byte[], byte[]> original =
        new ConsumerRecord<>(
            Topics.VIDEO_REFERENCES.name(), 0, 4, "video-010".getBytes(UTF_8), new byte[] {1});
    producer.send(
        DeadLetter.of(
            original,
            "ingest",
            DeadLetter.Reason.rejected("no video stream in the file, expected one", 1),
            now.minusSeconds(1500)));
  }

  private void ledger(
      String id,
      String stage,
      LedgerOutcome outcome,
      String reason,
      String sentence,
      Map<String, Double> scores)
      throws Exception {
    LedgerEntry entry =
        LedgerEntry.newBuilder()
            .setKind(LedgerKind.VIDEO)
            .setId(id)
            .setStage(stage)
            .setOutcome(outcome)
            .setReason(reason)
            .setSentence(sentence)
            .setScores(scores)
            .setCategory(CATEGORIES.get(Integer.parseInt(id.substring(6)) % 3))
            .setTime(now.minusSeconds(240 - 5L * random.nextInt(40)).toEpochMilli())
            .setTopic(
                switch (stage) {
                  case "ingest" -> "video-references";
                  case "localizer" -> "sampled-frames";
                  case "captioner" -> "triplets";
                  default -> "scored-frames";
                })
            .build();
    byte[] key = Ledger.key(entry).getBytes(UTF_8);
    producer.send(
        new ProducerRecord<>(
            Topics.LEDGER.name(),
            LedgerPartitioner.partition(Topics.LEDGER.name(), key, Topics.LEDGER.partitions()),
            entry.getTime(),
            key,
            platform.serdes().codec(Topics.LEDGER).encode(entry)));
  }

  private void send(EvaluationMetric metric) throws Exception {
    send(metric.getAsOf(), Topics.EVALUATION_METRICS, MetricKey.of(metric), metric);
  }

  private <V extends SpecificRecord> void send(Instant at, Topic<V> topic, String key, V value)
      throws Exception {
    producer.send(
        new ProducerRecord<>(
            topic.name(),
            null,
            at.toEpochMilli(),
            key.getBytes(UTF_8),
            platform.serdes().codec(topic).encode(value)));
  }

  @Override
  public void close() {
    producer.close();
  }
}
