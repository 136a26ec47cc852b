package org.genhowto.launcher;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.genhowto.launcher.embedded.DirectoryLock;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.launcher.embedded.StartException;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.worker.KafkaClients;
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
  void half_sent_requests_hold_up_nobody() throws Exception {
    List<Socket> half = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(url()).getPort());
        socket.getOutputStream().write("GET /subjects HT".getBytes(US_ASCII));
        half.add(socket);
      }
      assertThat(register("free-value", new AvroSchema("\"int\""))).isPositive();
    } finally {
      for (Socket socket : half) {
        socket.close();
      }
    }
  }

  @Test
  void junk_in_its_topic_and_the_loss_of_it_are_survived() throws Exception {
    int id = register("survivor-value", new AvroSchema("\"bytes\""));
    KafkaClients clients = KafkaClients.at(platform.bootstrap(), "test");
    try (Producer<byte[], byte[]> producer = clients.producer()) {
      for (String junk :
          List.of(
              "",
              "junk",
              "null",
              "[[",
              "{\"keytype\":\"SCHEMA\"}",
              "{\"keytype\":\"CONFIG\"}",
              "{\"keytype\":7}")) {
        producer.send(new ProducerRecord<>("_schemas", junk.getBytes(US_ASCII), null)).get();
        producer
            .send(
                new ProducerRecord<>("_schemas", junk.getBytes(US_ASCII), junk.getBytes(US_ASCII)))
            .get();
      }
      producer.send(new ProducerRecord<>("_schemas", null, new byte[] {1})).get();
    } catch (ExecutionException e) {
      // A compacted topic takes no record without a key, which is as well.
    }
    platform.close();
    platform = EmbeddedPlatform.start(directory, Ports.ANY);
    assertThat(register("survivor-value", new AvroSchema("\"bytes\""))).isEqualTo(id);
    // When
    try (Admin admin = KafkaClients.at(platform.bootstrap(), "test").admin()) {
      admin.deleteTopics(Set.of("_schemas")).all().get();
    }
    int other = register("after-value", new AvroSchema("\"boolean\""));
    platform.close();
    platform = EmbeddedPlatform.start(directory, Ports.ANY);
    // Then
    assertThat(register("survivor-value", new AvroSchema("\"bytes\""))).isEqualTo(id);
    assertThat(register("after-value", new AvroSchema("\"boolean\""))).isEqualTo(other);
  }

  @Test
  void schemas_that_are_none_are_refused() throws Exception {
    String deep = "{\"type\":\"array\",\"items\":".repeat(20_000) + "\"int\"" + "}".repeat(20_000);
    for (String schema : List.of("", "junk", "null", "{\"type\":7}", "\"Nowhere\"", deep)) {
      String body = Json.PLAIN.writeValueAsString(Map.of("schema", schema));
      assertThat(post("/subjects/bad-value/versions", body)).isEqualTo(422);
    }
    assertThat(post("/subjects/bad-value/versions", "[".repeat(5000))).isEqualTo(400);
    String huge = "x".repeat(2 << 20);
    for (int i = 0; i < 50; i++) { // An answer that races with a reset is lost now and then.
      assertThat(post("/subjects/bad-value/versions", huge)).isEqualTo(413);
    }
  }

  private int post(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void the_registry_names_a_taken_port_and_the_broker_stops_again(@TempDir Path other)
      throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var ports = new Ports("127.0.0.1", 0, taken.getLocalPort());
      assertThatThrownBy(() -> EmbeddedPlatform.start(other, ports))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(
              "The Schema Registry cannot listen on port " + taken.getLocalPort());
    }
    DirectoryLock.on(other).close();
  }
}
