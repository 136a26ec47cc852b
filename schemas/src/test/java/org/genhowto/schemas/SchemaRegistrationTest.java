package org.genhowto.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.SimpleParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class SchemaRegistrationTest {
  private final AvroSerdes serdes = AvroSerdes.at("mock://" + UUID.randomUUID());

  @Test
  void every_topic_has_its_schema_and_a_record_adds_no_other_version() throws Exception {
    assertThat(new SchemaRegistration(serdes).register()).isEmpty();
    assertThat(new SchemaRegistration(serdes).register()).isEmpty();

    for (Topic<?> topic : Topics.all()) {
      String subject = SchemaRegistration.subject(topic);
      assertThat(serdes.registry().getAllVersions(subject)).hasSize(1);
      assertThat(serdes.registry().getCompatibility(subject)).isEqualTo(SchemaRegistration.LEVEL);
    }
    serdes
        .codec(Topics.VIDEO_REFERENCES)
        .encode(
            VideoReference.newBuilder().setVideoId("v").setUri("file:/v").setCategory("c").build());
    assertThat(serdes.registry().getAllVersions("video-references-value")).containsExactly(1);
  }

  @Test
  void one_that_may_not_register_tells_what_is_missing() throws Exception {
    try (AvroSerdes readOnly =
        AvroSerdes.of(
            Map.of(
                "schema.registry.url",
                "mock://" + UUID.randomUUID(),
                "auto.register.schemas",
                false))) {
      List<String> problems = new SchemaRegistration(readOnly).register();

      assertThat(problems).hasSize(Topics.all().size());
      assertThat(problems.get(0))
          .startsWith("Subject video-references-value of the Schema Registry at mock://")
          .contains("holds no such version, expected the schema of topic video-references");
    }
  }

  @Test
  void a_foreign_schema_that_was_first_is_told_and_a_record_waits_for_the_registry()
      throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean latest = exchange.getRequestURI().getPath().endsWith("/latest");
          byte[] answer =
              (latest
                      ? "{\"subject\":\"s\",\"version\":3,\"id\":9,\"schema\":\"\\\"string\\\"\"}"
                      : "{\"error_code\":409,\"message\":\"incompatible\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(latest ? 200 : 409, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try (AvroSerdes foreign = AvroSerdes.at(url)) {
      assertThat(new SchemaRegistration(foreign).register().get(0))
          .contains("at " + url + " holds version 3, \"string\"")
          .contains("expected the schema of topic video-references or one that it can follow")
          .contains("incompatible");
      VideoReference reference =
          VideoReference.newBuilder().setVideoId("v").setUri("file:/v").setCategory("c").build();
      assertThatThrownBy(() -> foreign.codec(Topics.VIDEO_REFERENCES).encode(reference))
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining("holds another schema (status 409")
          .hasMessageContaining("did not take the schema of video-references");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_refused_login_is_told_once() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] answer =
              "{\"error_code\":40301,\"message\":\"not you\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(403, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try (AvroSerdes refused = AvroSerdes.at(url)) {
      assertThat(new SchemaRegistration(refused).register())
          .singleElement()
          .asString()
          .contains("at " + url + " refuses this login for subject video-references-value")
          .contains("status 403", "not you", "registry.basic.auth.user.info");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void no_level_is_a_level_that_someone_has_set_but_for_apicurio() throws Exception {
    Queue<String> set = new ConcurrentLinkedQueue<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean level = exchange.getRequestURI().getPath().contains("/config/");
          if (level && exchange.getRequestMethod().equals("PUT")) {
            set.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          }
          byte[] answer =
              (level ? "{\"compatibilityLevel\":\"NONE\"}" : "{\"id\":1}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try (AvroSerdes confluent = AvroSerdes.at(url);
        AvroSerdes apicurio = AvroSerdes.at(url + "/apis/ccompat/v7")) {
      assertThat(new SchemaRegistration(confluent).register()).isEmpty();
      assertThat(set).isEmpty();

      assertThat(new SchemaRegistration(apicurio).register()).isEmpty();
      assertThat(set)
          .hasSameSizeAs(Topics.all())
          .allMatch(body -> body.equals("{\"compatibility\":\"FULL_TRANSITIVE\"}"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void an_absent_registry_is_told_apart() {
    try (AvroSerdes away =
        AvroSerdes.of(Map.of("schema.registry.url", "http://127.0.0.1:1", "max.retries", 0))) {
      assertThatThrownBy(() -> new SchemaRegistration(away).register())
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining("http://127.0.0.1:1 is out of reach: Connection refused");
    }
  }

  @Test
  void what_is_no_record_cannot_follow_ours() throws Exception {
    Schema foreign = SchemaBuilder.record("other.Thing").fields().requiredString("x").endRecord();
    AvroSchema ours = new AvroSchema(Topics.VIDEO_REFERENCES.schema());

    assertThat(
            new AvroSchema(foreign)
                .isCompatible(
                    CompatibilityLevel.FULL_TRANSITIVE,
                    List.of(new SimpleParsedSchemaHolder(ours))))
        .isNotEmpty();
  }
}
