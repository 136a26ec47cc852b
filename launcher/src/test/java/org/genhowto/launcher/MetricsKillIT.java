package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.genhowto.launcher.children.Child;
import org.genhowto.launcher.cli.Genhowto;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Floats;
import org.genhowto.schemas.MetricState;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.TopicCreation;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The worker metrics as a process that is killed while it takes samples in. */
@Timeout(300)
class MetricsKillIT {
  private static final int EACH_ROLE = 500;
  private static final int FEATURES = 16;
  private static final int KILLS = 2;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void values_after_kills_are_those_of_an_undisturbed_run() throws Exception {
    try (EmbeddedPlatform kafka = EmbeddedPlatform.start(folder.resolve("kafka"), Ports.ANY);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      new TopicCreation((short) 1).create(admin, WorkerCatalogue.withDeadLetters());
      Child worker = worker(kafka);
      try (Platform platform = platform(kafka);
          TopicSender sender = TopicSender.of("samples", platform)) {
        worker.start();
        List<EvaluationSample> disturbed = samples("disturbed");
        int part = disturbed.size() / (KILLS + 1);
        for (int kill = 0; kill < KILLS; kill++) {
          int seen = written(platform, "disturbed");
          send(sender, disturbed.subList(kill * part, (kill + 1) * part));
          until("something is measured", () -> written(platform, "disturbed") > seen);
          worker.signal("KILL");
          until("it is dead", () -> !worker.alive());
          worker.start();
        }
        send(sender, disturbed.subList(KILLS * part, disturbed.size()));
        Map<String, Double> values = values(platform, "disturbed");
        send(sender, samples("calm"));

        assertThat(values).hasSizeGreaterThan(5).isEqualTo(values(platform, "calm"));
      } finally {
        worker.end(Duration.ofSeconds(60));
      }
    }
  }

  private Child worker(EmbeddedPlatform kafka) {
    List<String> arguments =
        new ArrayList<>(List.of(Genhowto.class.getName(), "worker", "metrics"));
    settings(kafka).forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return new Child("metrics", folder, arguments);
  }

  private Map<String, String> settings(EmbeddedPlatform kafka) {
    return Map.of(
        "kafka.bootstrap",
        kafka.bootstrap(),
        "registry.url",
        kafka.registryUrl(),
        "blobs.uri",
        "file:" + folder.resolve("blobs"),
        "metrics.state-directory",
        folder.resolve("state").toString(),
        "metrics.interval",
        "500ms",
        "metrics.c-grid",
        "0.01");
  }

  private Platform platform(EmbeddedPlatform kafka) {
    Map<String, String> own = new TreeMap<>(settings(kafka));
    own.keySet().removeIf(key -> key.startsWith("metrics."));
    return Platform.from(Configuration.of(own));
  }

  /** The same ids and features in every set: 2,000 samples. */
  private static List<EvaluationSample> samples(String set) {
    Random random = new Random(5);
    List<EvaluationSample> samples = new ArrayList<>();
    for (int i = 0; i < EACH_ROLE; i++) {
      for (Role role : Role.values()) {
        float[] features = new float[FEATURES];
        for (int k = 0; k < FEATURES; k++) {
          features[k] = (float) random.nextGaussian();
        }
        features[i % 2] += role == Role.GENERATED || role == Role.TEST_TARGET ? 2 : 0;
        samples.add(
            EvaluationSample.newBuilder()
                .setSampleId(role + "/" + i)
                .setSet(set)
                .setRole(role)
                .setTarget(Target.ACTION)
                .setCategory("c" + i % 2)
                .setFeatureVersion("clip-1")
                .setClassifierFeatures(Floats.list(features))
                .setFrechetFeatures(Floats.list(features))
                .setModelVersion(role == Role.GENERATED ? "r" : "")
                .setMethod(role == Role.GENERATED ? "genhowto" : "")
                .build());
      }
    }
    return samples;
  }

  private static void send(TopicSender sender, List<EvaluationSample> samples) throws Exception {
    sender.sendAndWait(
        Topics.EVALUATION_SAMPLES, samples, sample -> sample.getSet() + "/" + sample.getSampleId());
  }

  /** How often the metrics of a set were written. */
  private static int written(Platform platform, String set) {
    return (int)
        TopicContents.read(platform, Topics.EVALUATION_METRICS).stream()
            .filter(metric -> metric.getSet().equals(set))
            .count();
  }

  /** Values over all images, once each rests on all of them. */
  private static Map<String, Double> values(Platform platform, String set) throws Exception {
    Map<String, Double> values = new TreeMap<>();
    until(
        "all samples of %s are measured".formatted(set),
        () -> {
          values.clear();
          List<EvaluationMetric> metrics =
              TopicContents.table(platform, Topics.EVALUATION_METRICS).values().stream()
                  .filter(metric -> metric.getSet().equals(set))
                  .filter(metric -> metric.getState() == MetricState.MEASURED)
                  .filter(metric -> metric.getWindow().equals("all"))
                  .filter(metric -> !metric.getFormula().endsWith("by moments")) // a first value
                  .toList();
          metrics.forEach(
              metric ->
                  values.put(
                      metric.getName() + " " + metric.getCategory() + " " + metric.getReference(),
                      metric.getValue()));
          return metrics.stream()
                  .filter(metric -> metric.getCategory().isEmpty())
                  .filter(metric -> metric.getSamples() == EACH_ROLE)
                  .filter(metric -> metric.getReferenceSamples() >= EACH_ROLE)
                  .map(EvaluationMetric::getName)
                  .distinct()
                  .count()
              == 5;
        });
    return values;
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
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }
}
