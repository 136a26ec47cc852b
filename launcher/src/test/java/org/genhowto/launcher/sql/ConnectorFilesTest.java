package org.genhowto.launcher.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files for Kafka Connect name what there is in the topic, and in the tables. */
class ConnectorFilesTest {
  private static final Pattern TABLE =
      Pattern.compile("CREATE TABLE (\\w+) \\((.*?)\n\\);", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(strings = {"evaluation-metrics.json", "evaluation-metrics-history.json"})
  void every_field_it_names_is_one_of_the_record(String file) throws Exception {
    ConnectorFile connector = ConnectorFile.read(file);

    assertThat(fields()).containsAll(connector.renamed().keySet());
    assertThat(connector.value("topics")).isEqualTo(Topics.EVALUATION_METRICS.name());
    assertThat(Files.readString(ConnectorFile.FOLDER.resolve("../../docs/sql.md"))).contains(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluation-metrics.json", "evaluation-metrics-history.json"})
  void its_table_has_a_column_for_every_field_and_key(String file) throws Exception {
    ConnectorFile connector = ConnectorFile.read(file);
    List<String> expected = new ArrayList<>(List.of(connector.value("pk.fields").split(",", -1)));
    fields().stream()
        .map(field -> connector.renamed().getOrDefault(field, field))
        .forEach(expected::add);

    assertThat(columns(connector.value("table.name.format")).keySet())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluation-metrics.json", "evaluation-metrics-history.json"})
  void a_column_has_the_type_and_the_default_of_its_field(String file) throws Exception {
    ConnectorFile connector = ConnectorFile.read(file);
    Map<String, String> columns = columns(connector.value("table.name.format"));

    for (Schema.Field field : EvaluationMetric.getClassSchema().getFields()) {
      String column = connector.renamed().getOrDefault(field.name(), field.name());
      assertThat(columns.get(column)).as(column).isEqualTo(declared(field));
    }
  }

  /** What a table says of a field. */
  private static String declared(Schema.Field field) {
    Schema schema = field.schema();
    boolean nullable = schema.isUnion();
    Schema plain = nullable ? schema.getTypes().get(1) : schema;
    if (plain.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
      return "timestamp with time zone";
    }
    String type =
        switch (plain.getType()) {
          case STRING, ENUM -> "text";
          case DOUBLE -> "double precision";
          case LONG -> "bigint";
          default -> throw new AssertionError("A field that is not flat: " + field);
        };
    if (nullable || field.name().equals("value")) {
      return type;
    }
    if (!field.hasDefaultValue()) {
      return type + " NOT NULL";
    }
    Object value = field.defaultVal();
    return type + " NOT NULL DEFAULT " + (value instanceof Number ? value : "'" + value + "'");
  }

  private static List<String> fields() {
    return EvaluationMetric.getClassSchema().getFields().stream().map(Schema.Field::name).toList();
  }

  /** Columns of a table, each with what is said of it. */
  private static Map<String, String> columns(String table) throws Exception {
    String script = Files.readString(ConnectorFile.FOLDER.resolve("evaluation-metrics.sql"));
    Matcher tables = TABLE.matcher(script);
    Stream<String> lines =
        tables
            .results()
            .filter(found -> found.group(1).equals(table))
            .flatMap(found -> Arrays.stream(found.group(2).split(",?\n", -1)));
    return lines
        .map(String::strip)
        .filter(line -> line.matches("[a-z].*"))
        .map(line -> line.split(" ", 2))
        .collect(
            java.util.stream.Collectors.toMap(
                parts -> parts[0], parts -> parts[1].replace(" PRIMARY KEY", "")));
  }
}
