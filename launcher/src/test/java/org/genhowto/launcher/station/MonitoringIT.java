package org.genhowto.launcher.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.genhowto.launcher.MonitoringFiles;
import org.genhowto.launcher.options.Models;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.process.Shutdown;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the whole house in one process says at /metrics. */
class MonitoringIT {
  private static final String REASON = "genhowto_worker_state_reason";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String VALUE = "genhowto_evaluation_value{";

  /** Is Prometheus's own. */
  private static final String UP = "up";

  @TempDir Path folder;

  private final Shutdown shutdown = Shutdown.of(Configuration.of(Map.of()));

  /** Else the process ends with the grace that the system's end began. */
  @AfterEach
  void end() {
    shutdown.end();
  }

  @Test
  void every_metric_that_rules_and_dashboards_ask_for_is_there() throws Exception {
    try (EmbeddedSystem house = house()) {
      WorkerTelemetry any = house.platform().telemetry().worker("captioner");
      any.skipped("too-short");
      any.failed("release");
      tell(house.platform(), 21.5);
      String metrics = await(house, VALUE);

      Set<String> asked = new TreeSet<>();
      for (String expression : MonitoringFiles.expressions()) {
        asked.addAll(MonitoringFiles.metrics(expression));
      }
      asked.remove(UP);
      asked.remove(REASON); // A worker has one while it waits, and none does.
      assertThat(names(metrics)).containsAll(asked);
      assertThat(metrics)
          .contains("genhowto_worker_state{state=\"ready\",worker=\"metrics\"} 1.0")
          .contains("genhowto_worker_lag{worker=\"metrics\"} 0.0");
    }
  }

  @Test
  void a_value_that_is_deleted_from_the_topic_is_told_no_longer() throws Exception {
    try (EmbeddedSystem house = house()) {
      tell(house.platform(), 21.5);
      assertThat(await(house, VALUE)).contains("release=\"r-2\"");

      send(house.platform(), null);
      await(house, "genhowto_evaluation_metrics 0.0");
    }
  }

  private EmbeddedSystem house() throws Exception {
    Map<String, String> models = new HashMap<>(Models.settings());
    models.replaceAll((setting, path) -> Path.of("..").resolve(path).toString());
    Configuration settings = Configuration.of(models);
    return EmbeddedSystem.start(
        folder, new EmbeddedSystem.Ports("127.0.0.1", 0, 0, 0), settings, shutdown);
  }

  private static void tell(Platform platform, double value) throws Exception {
    send(
        platform,
        platform
            .serdes()
            .codec(Topics.EVALUATION_METRICS)
            .encode(metric().setValue(value).setLow(20.0).setHigh(23.0).build()));
  }

  private static EvaluationMetric.Builder metric() {
    return EvaluationMetric.newBuilder()
        .setName("fid")
        .setValue(0)
        .setSamples(512)
        .setSet("held-out")
        .setRelease("r-2")
        .setTarget(Target.ACTION)
        .setAsOf(Instant.ofEpochSecond(1_800_000_000));
  }

  private static void send(Platform platform, byte @Nullable [] value) throws Exception {
    byte[] key = MetricKey.of(metric().build()).getBytes(StandardCharsets.UTF_8);
    try (Producer<byte[], byte[]> producer = KafkaClients.of(platform, "test").producer()) {
      producer
          .send(new ProducerRecord<>(Topics.EVALUATION_METRICS.name(), key, value))
          .get(30, TimeUnit.SECONDS);
    }
  }

  /** What it says once it says something. */
  private static String await(EmbeddedSystem house, String what) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(house.frontend().address() + "metrics")).build();
    long end = System.nanoTime() + PATIENCE.toNanos();
    String metrics = "";
    while (!(metrics.contains(what) && metrics.contains("lag{worker=\"metrics\"} 0.0"))) {
      assertThat(System.nanoTime() - end).as("no '%s' in %s", what, metrics).isNegative();
      TimeUnit.MILLISECONDS.sleep(200);
      metrics = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
    return metrics;
  }

  private static Set<String> names(String metrics) {
    return metrics
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]", 2)[0])
        .collect(Collectors.toSet());
  }
}
