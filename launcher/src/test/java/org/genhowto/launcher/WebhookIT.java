package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.genhowto.gateway.webhook.WebhookWorker;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.TopicCreation;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Results on a real broker, posted to a real server. */
@Timeout(120)
class WebhookIT {
  private static final String WORKER = "webhooks";

  @TempDir Path folder;
  private final List<String> called = new CopyOnWriteArrayList<>();

  @Test
  void every_result_is_told_or_becomes_a_dead_letter_and_no_receiver_holds_up_another()
      throws Exception {
    HttpServer receiver = receiver();
    try (EmbeddedPlatform kafka = EmbeddedPlatform.start(folder.resolve("kafka"), Ports.ANY);
        Platform platform = platform(kafka)) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
        new TopicCreation((short) 1).create(admin, Set.of(WORKER));
      }
      try (TopicSender sender = TopicSender.of("test", platform)) {
        for (String path : List.of("gone", "broken", "recovers", "well")) {
          String address =
              "http://127.0.0.1:%d/%s".formatted(receiver.getAddress().getPort(), path);
          sender.sendAndWait(Topics.GENERATION_RESULTS, path, result(path, address));
        }
      }
      try (Worker worker = worker(platform)) {
        worker.start();
        List<ConsumerRecord<String, byte[]>> letters = letters(kafka, 2);

        assertThat(letters)
            .extracting(ConsumerRecord::key)
            .containsExactlyInAnyOrder("gone", "broken");
      }
    } finally {
      receiver.stop(0);
    }
    assertThat(called).containsOnlyOnce("gone", "well");
    assertThat(called.stream().filter("broken"::equals)).hasSize(3);
    assertThat(called.stream().filter("recovers"::equals)).hasSize(2);
  }

  private HttpServer receiver() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          String path = exchange.getRequestURI().getPath().substring(1);
          boolean before = called.contains(path);
          called.add(path);
          int status =
              switch (path) {
                case "gone" -> 410;
                case "broken" -> 503;
                case "recovers" -> before ? 204 : 500;
                default -> 204;
              };
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private Platform platform(EmbeddedPlatform kafka) {
    return new Platform(
        new KafkaConnection(kafka.bootstrap(), kafka.registryUrl(), Map.of(), Map.of()),
        AvroSerdes.at(kafka.registryUrl()),
        BlobStores.open("file:" + folder.resolve("blobs")),
        new Telemetry(),
        Clock.systemUTC(),
        "one");
  }

  private static Worker worker(Platform platform) {
    return WebhookWorker.worker(
        platform,
        Configuration.of(
            Map.of(
                "webhooks.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "webhooks.private", "true",
                "webhooks.attempts", "3",
                "webhooks.retry-pause", "20ms",
                "webhooks.retry-pause-limit", "20ms")));
  }

  /** Waits for so many letters; "recovers" and "well" have ended by then, or are in hand. */
  private List<ConsumerRecord<String, byte[]>> letters(EmbeddedPlatform kafka, int wanted) {
    List<ConsumerRecord<String, byte[]>> letters = new CopyOnWriteArrayList<>();
    try (KafkaConsumer<String, byte[]> reader =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", kafka.bootstrap(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      reader.assign(
          reader.partitionsFor(Topics.deadLetters(WORKER)).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList());
      while (letters.size() < wanted || called.size() < 7) {
        reader.poll(Duration.ofMillis(100)).forEach(letters::add);
      }
    }
    return letters;
  }

  private static GenerationResult result(String id, String address) {
    return GenerationResult.newBuilder()
        .setRequestId(id)
        .setStatus(GenerationStatus.FAILED)
        .setError("The prompt is blank")
        .setTarget(Target.FINAL_STATE)
        .setWebhook(address)
        .build();
  }
}
