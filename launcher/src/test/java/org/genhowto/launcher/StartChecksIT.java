package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.start.StartChecks;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Waits;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.TopicCreation;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartChecksIT {
  private static final Waits WAITS = new Waits();

  @TempDir Path folder;

  /** Is only looked at for its name. */
  private record Named(String name) implements Worker {
    @Override
    public void start() {}

    @Override
    public boolean ready() {
      return false;
    }

    @Override
    public Optional<Throwable> failure() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  @Test
  void a_newcomer_under_the_name_of_a_living_member_gives_way() throws Exception {
    try (EmbeddedPlatform embedded = EmbeddedPlatform.start(folder.resolve("kafka"), Ports.ANY);
        Platform platform = platform(embedded);
        Consumer<byte[], byte[]> member = member(platform)) {
      Worker ingest = new Named("ingest");
      StartChecks checks = new StartChecks(platform, Duration.ofMillis(1));
      checks.beforeMaking(WAITS);

      // Once it has started, no other member under its name is a former one of this host.
      assertThatThrownBy(() -> checks.beforeStarting(ingest, 1, WAITS))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("worker.instance is 'left'")
          .hasMessageContaining("expected a name of its own");
      assertThat(member.poll(Duration.ofMillis(100))).isEmpty(); // It was not pushed out.
      // At its first start, one of this host is one that died: the lock on the name says so.
      checks.beforeStarting(ingest, 0, WAITS);
      // Another worker, and one without a group, have nothing to do with it.
      checks.beforeStarting(new Named("captioner"), 1, WAITS);
    }
  }

  private Platform platform(EmbeddedPlatform embedded) throws Exception {
    KafkaConnection kafka =
        new KafkaConnection(embedded.bootstrap(), embedded.registryUrl(), Map.of(), Map.of());
    return new Platform(
        kafka,
        AvroSerdes.of(kafka.registrySettings()),
        BlobStores.open("file:" + folder.resolve("blobs")),
        new Telemetry(),
        Clock.systemUTC(),
        "left");
  }

  /** A member of the group of ingest, as its loop is one. */
  private static Consumer<byte[], byte[]> member(Platform platform) throws Exception {
    KafkaClients clients = KafkaClients.of(platform, "ingest");
    try (var admin = clients.admin()) {
      new TopicCreation((short) 1).create(admin, List.of());
    }
    Consumer<byte[], byte[]> consumer =
        clients.consumer(Map.of("group.id", "genhowto-ingest", "group.instance.id", "ingest-left"));
    consumer.subscribe(List.of(Topics.VIDEO_REFERENCES.name()));
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (consumer.assignment().isEmpty() && System.nanoTime() - end < 0) {
      consumer.poll(Duration.ofMillis(200));
    }
    assertThat(consumer.assignment()).isNotEmpty();
    return consumer;
  }
}
