package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.Control;
import org.genhowto.schemas.GenerationControl;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What producers and consumers need of a Schema Registry, whichever it is. */
abstract class RegistryContract {
  private static final AvroSchema NAME = schema("name");
  private static final AvroSchema NAME_AND_SIZE = schema("name", "size");
  private static final AvroSchema SIZE_OR_NOT =
      new AvroSchema(
          """
          {"type":"record","name":"Thing","fields":[
            {"name":"name","type":"string"},
            {"name":"size","type":["null","string"],"default":null}]}
          """);

  private final String subject = "contract-" + UUID.randomUUID() + "-value";
  private AvroSerdes serdes;

  abstract String url();

  @BeforeEach
  void connect() {
    serdes = AvroSerdes.at(url());
  }

  @AfterEach
  void disconnect() {
    serdes.close();
  }

  @Test
  void the_same_schema_has_the_same_id_everywhere() throws Exception {
    int id = register(subject, NAME);

    assertThat(register(subject, NAME)).isEqualTo(id);
    assertThat(register("other-" + subject, NAME)).isEqualTo(id);
    assertThat(serdes.registry().getAllVersions(subject)).containsExactly(1);
    assertThat(serdes.registry().getAllSubjects()).contains(subject, "other-" + subject);
    assertThat(serdes.registry().getAllSubjectsById(id)).contains(subject, "other-" + subject);
  }

  @Test
  void a_compatible_schema_becomes_the_next_version() throws Exception {
    int first = register(subject, NAME);
    int second = register(subject, SIZE_OR_NOT);

    assertThat(second).isNotEqualTo(first);
    assertThat(serdes.registry().getAllVersions(subject)).containsExactly(1, 2);
    assertThat(serdes.registry().getLatestSchemaMetadata(subject).getId()).isEqualTo(second);
    assertThat(serdes.registry().getSchemaMetadata(subject, 1).getSchema())
        .isEqualTo(NAME.canonicalString());
    assertThat(serdes.registry().getVersion(subject, SIZE_OR_NOT)).isEqualTo(2);
    assertThat(serdes.registry().getId(subject, NAME)).isEqualTo(first);
    assertThat(serdes.registry().getSchemaById(second)).isEqualTo(SIZE_OR_NOT);
  }

  @Test
  void a_schema_that_cannot_read_the_latest_is_refused() throws Exception {
    register(subject, NAME);

    assertThat(serdes.registry().testCompatibility(subject, NAME_AND_SIZE)).isFalse();
    assertThat(serdes.registry().testCompatibilityVerbose(subject, NAME_AND_SIZE)).isNotEmpty();
    assertThat(serdes.registry().testCompatibility(subject, SIZE_OR_NOT)).isTrue();
    assertRefused(() -> register(subject, NAME_AND_SIZE), 409, 409);
    assertThat(serdes.registry().getAllVersions(subject)).containsExactly(1);
  }

  @Test
  void backward_looks_at_the_latest_and_backward_transitive_at_all() throws Exception {
    AvroSchema mandatory = NAME_AND_SIZE;
    register(subject, NAME);
    register(subject, SIZE_OR_NOT);

    assertThat(serdes.registry().testCompatibility(subject, mandatory)).isFalse();
    put("/config/" + subject, "{\"compatibility\": \"NONE\"}");
    register(subject, mandatory);
    put("/config/" + subject, "{\"compatibility\": \"BACKWARD\"}");
    AvroSchema renamedSize = schema("size");
    assertThat(serdes.registry().testCompatibility(subject, renamedSize)).isTrue();
    put("/config/" + subject, "{\"compatibility\": \"BACKWARD_TRANSITIVE\"}");
    assertRefused(() -> register(subject, renamedSize), 409, 409);
    assertThat(serdes.registry().getCompatibility(subject)).isEqualTo("BACKWARD_TRANSITIVE");
  }

  @Test
  void what_is_not_there_is_told_by_confluents_codes() throws Exception {
    assertRefused(() -> serdes.registry().getSchemaById(987_654), 404, 40403);
    assertRefused(() -> serdes.registry().getAllVersions(subject), 404, 40401);
    assertRefused(() -> serdes.registry().getLatestSchemaMetadata(subject), 404, 40401);
    assertRefused(() -> serdes.registry().getVersion(subject, NAME), 404, 40401);
    register(subject, NAME);
    assertRefused(() -> serdes.registry().getSchemaMetadata(subject, 7), 404, 40402);
    assertRefused(() -> serdes.registry().getVersion(subject, SIZE_OR_NOT), 404, 40403);
    assertThat(get("/config/" + subject).body()).contains("40408");
    assertThat(get("/subjects/" + subject + "/versions/zero").body()).contains("42202");
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(post("/subjects/" + subject + "/versions", "{\"schema\": \"{nonsense\"}").body())
        .contains("42201");
    assertThat(put("/config/" + subject, "{\"compatibility\": \"SOMEWHAT\"}").body())
        .contains("42203");
  }

  @Test
  void its_compatibility_is_backward_unless_set() throws Exception {
    assertThat(get("/config").body()).contains("\"compatibilityLevel\":\"BACKWARD\"");
    assertThat(get("/config/" + subject + "?defaultToGlobal=true").body()).contains("BACKWARD");
    assertThat(get("/mode").body()).contains("READWRITE");
    assertThat(get("/schemas/types").body()).contains("AVRO");
  }

  @Test
  void a_deleted_subject_is_gone_and_its_ids_still_read() throws Exception {
    int id = register(subject, NAME);

    assertThat(serdes.registry().deleteSubject(subject)).containsExactly(1);

    assertThat(serdes.registry().getAllSubjects()).doesNotContain(subject);
    assertRefused(() -> serdes.registry().getAllVersions(subject), 404, 40401);
    try (AvroSerdes fresh = AvroSerdes.at(url())) {
      assertThat(fresh.registry().getSchemaById(id)).isEqualTo(NAME);
    }
  }

  @Test
  void our_records_pass_and_a_plain_deserializer_reads_them_too() throws Exception {
    Codec<GenerationControl> codec = serdes.codec(Topics.GENERATION_CONTROL);
    GenerationControl cancel =
        GenerationControl.newBuilder().setRequestId("r1").setControl(Control.CANCEL).build();

    byte[] bytes = codec.encode(cancel);

    assertThat(codec.decode(bytes)).isEqualTo(cancel);
    try (var plain = new KafkaAvroDeserializer()) {
      plain.configure(Map.of("schema.registry.url", url()), false);
      var record = (GenericRecord) plain.deserialize("generation-control", bytes);
      assertThat(record.get("requestId")).hasToString("r1");
    }
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 127, 0, 0, 1}))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("which the Schema Registry does not know");
  }

  @Test
  void every_schema_of_the_catalogue_is_taken_and_given_back() throws Exception {
    for (Topic<?> topic : Topics.all()) {
      AvroSchema schema = new AvroSchema(topic.schema());
      int id = register(topic.name() + "-" + subject, schema);
      try (AvroSerdes fresh = AvroSerdes.at(url())) {
        assertThat(fresh.registry().getSchemaById(id)).isEqualTo(schema);
      }
    }
  }

  int register(String subject, AvroSchema schema) throws Exception {
    try (AvroSerdes fresh = AvroSerdes.at(url())) { // nothing remembered by the client
      return fresh.registry().register(subject, schema);
    }
  }

  private static void assertRefused(ThrowingCallable call, int status, int code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RestClientException.class,
            e -> {
              assertThat(e.getStatus()).isEqualTo(status);
              assertThat(e.getErrorCode()).isEqualTo(code);
            });
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(url() + path)).GET());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(url() + path)).POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> put(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(url() + path)).PUT(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            request.header("Content-Type", "application/vnd.schemaregistry.v1+json").build(),
            BodyHandlers.ofString());
  }

  private static AvroSchema schema(String... strings) {
    List<String> fields = new ArrayList<>();
    for (String field : strings) {
      fields.add("{\"name\":\"%s\",\"type\":\"string\"}".formatted(field));
    }
    return new AvroSchema(
        "{\"type\":\"record\",\"name\":\"Thing\",\"fields\":[%s]}"
            .formatted(String.join(",", fields)));
  }
}
