package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.genhowto.launcher.EmbeddedPlatform.Ports;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRegistryIT extends RegistryContract {
  @TempDir static Path directory;
  private static EmbeddedPlatform platform;

  @BeforeAll
  static void start() throws Exception {
    platform = EmbeddedPlatform.start(directory, Ports.ANY);
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @Override
  String url() {
    return platform.registryUrl();
  }

  @Test
  void schemas_and_ids_and_levels_are_there_after_a_restart() throws Exception {
    String subject = "kept-value";
    int other = register("first-value", new AvroSchema("\"long\""));
    int id = register(subject, new AvroSchema("\"int\""));
    platform.close();

    platform = EmbeddedPlatform.start(directory, Ports.ANY);

    assertThat(register(subject, new AvroSchema("\"int\""))).isEqualTo(id);
    assertThat(register("first-value", new AvroSchema("\"long\""))).isEqualTo(other);
    assertThat(register("third-value", new AvroSchema("\"double\""))).isGreaterThan(id);
  }

  @Test
  void the_registry_names_a_taken_port_and_the_broker_stops_again(@TempDir Path other)
      throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var ports = new Ports("127.0.0.1", 0, taken.getLocalPort());
      assertThatThrownBy(() -> EmbeddedPlatform.start(other, ports))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(
              "The Schema Registry cannot listen on port " + taken.getLocalPort());
    }
    EmbeddedPlatform.start(other, Ports.ANY).close();
  }

  @Test
  void records_written_before_a_restart_are_read_after_it(@TempDir Path other) throws Exception {
    VideoReference apple =
        VideoReference.newBuilder()
            .setVideoId("v")
            .setUri("file:/v.mp4")
            .setCategory("apple")
            .build();
    byte[] bytes;
    try (EmbeddedPlatform first = EmbeddedPlatform.start(other, Ports.ANY);
        AvroSerdes serdes = AvroSerdes.at(first.registryUrl())) {
      bytes = serdes.codec(Topics.VIDEO_REFERENCES).encode(apple);
    }
    try (EmbeddedPlatform second = EmbeddedPlatform.start(other, Ports.ANY);
        AvroSerdes serdes = AvroSerdes.at(second.registryUrl())) {
      Codec<VideoReference> codec = serdes.codec(Topics.VIDEO_REFERENCES);
      assertThat(codec.decode(bytes)).isEqualTo(apple);
    }
  }
}
