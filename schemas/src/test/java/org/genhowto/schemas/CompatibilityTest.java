package org.genhowto.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.SimpleParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Today's schemas read what the previous version wrote. The previous version stands in {@code
 * src/test/resources/previous}; after a release, {@code mvn -pl schemas test
 * -Dtest=CompatibilityTest -Dschemas.released=true} makes today's the previous ones.
 */
class CompatibilityTest {
  private static final Path PREVIOUS = Path.of("src/test/resources/previous");

  static Stream<Topic<?>> everyTopic() {
    return Topics.all().stream();
  }

  @ParameterizedTest
  @MethodSource("everyTopic")
  void reads_what_the_previous_version_wrote(Topic<?> topic) throws IOException {
    Schema previous = previous(topic);

    assertThat(backward(topic.schema(), previous)).isEmpty();
    assertThat(
            SchemaCompatibility.checkReaderWriterCompatibility(topic.schema(), previous).getType())
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  /** The registry holds a subject to this, see {@link SchemaRegistration}. */
  @ParameterizedTest
  @MethodSource("everyTopic")
  void the_registry_takes_it_after_the_previous_version(Topic<?> topic) throws IOException {
    assertThat(
            new AvroSchema(topic.schema())
                .isCompatible(
                    CompatibilityLevel.forName(SchemaRegistration.LEVEL),
                    List.of(new SimpleParsedSchemaHolder(new AvroSchema(previous(topic))))))
        .isEmpty();
  }

  @Test
  void a_new_field_without_a_default_is_found() throws IOException {
    Schema previous = previous(Topics.GENERATION_CONTROL);
    Schema evolved =
        SchemaBuilder.record(previous.getFullName())
            .fields()
            .requiredString("requestId")
            .name("control")
            .type(previous.getField("control").schema())
            .noDefault()
            .requiredString("reason")
            .endRecord();

    assertThat(backward(evolved, previous))
        .anySatisfy(error -> assertThat(error).contains("READER_FIELD_MISSING_DEFAULT_VALUE"));
  }

  @Test
  void a_new_field_with_a_default_is_fine() throws IOException {
    Schema previous = previous(Topics.GENERATION_CONTROL);
    Schema evolved =
        SchemaBuilder.record(previous.getFullName())
            .fields()
            .requiredString("requestId")
            .name("control")
            .type(previous.getField("control").schema())
            .noDefault()
            .optionalString("reason")
            .endRecord();

    assertThat(backward(evolved, previous)).isEmpty();
  }

  @Test
  @EnabledIfSystemProperty(named = "schemas.released", matches = "true")
  void takes_todays_schemas_as_the_previous_version() throws IOException {
    Files.createDirectories(PREVIOUS);
    for (Topic<?> topic : Topics.all()) {
      Files.writeString(file(topic), topic.schema().toString(true) + "\n");
    }
  }

  private static List<String> backward(Schema today, Schema previous) {
    return new AvroSchema(today)
        .isCompatible(
            CompatibilityLevel.BACKWARD,
            List.of(new SimpleParsedSchemaHolder(new AvroSchema(previous))));
  }

  private static Schema previous(Topic<?> topic) throws IOException {
    return new Schema.Parser().parse(file(topic).toFile());
  }

  private static Path file(Topic<?> topic) {
    return PREVIOUS.resolve(topic.name() + ".avsc");
  }
}
