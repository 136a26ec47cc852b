package org.genhowto.launcher.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricState;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Metrics of the topic become rows by the files of deploy/connect, and docs/sql.md asks them. */
abstract class MetricsInSqlContract {
  private static final String LATEST = "evaluation-metrics.json";
  private static final String HISTORY = "evaluation-metrics-history.json";
  private static final Instant NINE = Instant.parse("2026-05-01T09:00:00Z");
  private static final Pattern QUERY = Pattern.compile("```sql\n(.*?);\n```", Pattern.DOTALL);

  private final List<SinkTask> running = new ArrayList<>();
  private Connection connection;

  /** An empty database. */
  abstract String url() throws Exception;

  @BeforeEach
  void make_the_tables() throws Exception {
    connection = DriverManager.getConnection(url());
    String script = Files.readString(ConnectorFile.FOLDER.resolve("evaluation-metrics.sql"));
    for (String statement : script.replaceAll("(?m)^\\s*--.*$", "").split(";", -1)) {
      if (!statement.isBlank()) {
        execute(statement);
      }
    }
  }

  @AfterEach
  void stop() throws SQLException {
    running.forEach(SinkTask::stop);
    connection.close();
  }

  @Test
  void the_present_value_of_every_release_is_asked() throws Exception {
    sink(LATEST, journey().all());

    List<Map<String, @Nullable Object>> rows = rows(query(0));

    assertThat(rows).extracting(row -> row.get("release")).containsExactly("r2", "r4", "r1", "r6");
    assertThat(rows).extracting(row -> row.get("value")).containsExactly(20.0, 29.0, 30.0, 50.0);
    assertThat(rows.get(0)).containsEntry("low", 18.0).containsEntry("high", 22.0);
    assertThat(number(rows.get(0), "samples")).isEqualTo(100);
  }

  @Test
  void the_history_of_a_release_is_asked() throws Exception {
    sink(HISTORY, journey().all());

    List<Map<String, @Nullable Object>> rows = rows(query(1));

    assertThat(rows).extracting(row -> row.get("value")).containsExactly(40.0, 30.0);
    assertThat(times("SELECT as_of FROM measured_metric_history WHERE release = 'r1' ORDER BY 1"))
        .containsExactly(NINE, NINE.plusSeconds(3600));
  }

  @Test
  void releases_differ_whose_intervals_do_not_overlap() throws Exception {
    sink(LATEST, journey().all());

    assertThat(rows(query(2)))
        .extracting(row -> row.get("better") + " < " + row.get("worse"))
        .containsExactly("r1 < r6", "r2 < r1", "r2 < r4", "r2 < r6", "r4 < r6");
  }

  @Test
  void what_was_not_measured_says_why_and_is_no_number() throws Exception {
    sink(LATEST, journey().all());

    List<Map<String, @Nullable Object>> rows = rows(query(3));

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0))
        .containsEntry("release", "r3")
        .containsEntry("state", "NOT_ENOUGH")
        .containsEntry("reason", "3 images, expected 10");
    assertThat(rows("SELECT value FROM evaluation_metric WHERE release = 'r3'").get(0).get("value"))
        .isIn(null, Double.NaN);
    assertThat(number(rows("SELECT max(value) AS most FROM measured_metric").get(0), "most"))
        .isEqualTo(50);
  }

  @Test
  void what_is_withdrawn_goes_and_may_come_back() throws Exception {
    MetricRecords records =
        new MetricRecords()
            .withdraw(fid("nobody", 1).build())
            .put(fid("gone", 1).build())
            .put(fid("back", 1).build())
            .withdraw(fid("gone", 1).build())
            .withdraw(fid("back", 1).build())
            .put(fid("back", 2).build());

    sink(LATEST, records.all());
    sink(HISTORY, records.all());

    assertThat(rows("SELECT release, value FROM evaluation_metric"))
        .containsExactly(Map.of("release", "back", "value", 2.0));
    assertThat(rows("SELECT value FROM evaluation_metric_history ORDER BY kafka_offset"))
        .extracting(row -> row.get("value"))
        .containsExactly(1.0, 1.0, 2.0);
  }

  @Test
  void records_delivered_twice_change_nothing() throws Exception {
    List<SinkRecord> records = journey().all();
    sink(LATEST, records);
    sink(HISTORY, records);
    String all = rows("SELECT * FROM evaluation_metric ORDER BY metric_key").toString();
    String history =
        rows("SELECT * FROM evaluation_metric_history ORDER BY kafka_offset").toString();

    sink(LATEST, records);
    sink(HISTORY, records);

    assertThat(rows("SELECT * FROM evaluation_metric ORDER BY metric_key")).hasToString(all);
    assertThat(rows("SELECT * FROM evaluation_metric_history ORDER BY kafka_offset"))
        .hasToString(history);
  }

  @Test
  void a_record_of_before_most_fields_gets_their_defaults() throws Exception {
    Schema old =
        SchemaBuilder.record(EvaluationMetric.getClassSchema().getFullName())
            .fields()
            .requiredString("name")
            .requiredDouble("value")
            .requiredLong("samples")
            .requiredString("set")
            .name("method")
            .type()
            .stringType()
            .stringDefault("")
            .endRecord();
    MetricRecords records =
        new MetricRecords()
            .put(fid("r1", 30).build())
            .put(
                "accuracy.action",
                new GenericRecordBuilder(old)
                    .set("name", "accuracy.action")
                    .set("value", .75)
                    .set("samples", 8L)
                    .set("set", "test")
                    .build())
            .put(fid("r2", 20).build());

    sink(LATEST, records.all());

    assertThat(rows("SELECT * FROM evaluation_metric")).hasSize(3);
    Map<String, @Nullable Object> row =
        rows("SELECT * FROM measured_metric WHERE name = 'accuracy.action'").get(0);
    assertThat(row)
        .containsEntry("metric_key", "accuracy.action")
        .containsEntry("value", .75)
        .containsEntry("release", "")
        .containsEntry("images", "all")
        .containsEntry("target", null)
        .containsEntry("low", null)
        .containsEntry("as_of", null);
  }

  @Test
  void numbers_and_texts_arrive_as_they_were() throws Exception {
    double precise = 0.1 + 0.2;
    String text = "Wörter; '\"DROP TABLE\"'\n{\"a\": [1]}";
    EvaluationMetric metric =
        fid("r|1", precise)
            .setDetails(text)
            .setElapsedMillis(Long.MAX_VALUE)
            .setPrevious(-0.5)
            .setTarget(null)
            .build();

    sink(LATEST, new MetricRecords().put(metric).all());

    Map<String, @Nullable Object> row = rows("SELECT * FROM evaluation_metric").get(0);
    assertThat(row)
        .containsEntry("value", precise)
        .containsEntry("details", text)
        .containsEntry("elapsed_millis", Long.MAX_VALUE)
        .containsEntry("previous", -0.5)
        .containsEntry("target", null)
        .containsEntry("metric_key", "fid|test|r%7C1|genhowto|||all|inception");
    assertThat((double) row.get("value")).isEqualTo(precise, within(0.0));
  }

  private static MetricRecords journey() {
    return new MetricRecords()
        .put(fid("r1", 40).setAsOf(NINE).build())
        .put(fid("r1", 30).setPrevious(40.0).setAsOf(NINE.plusSeconds(3600)).build())
        .put(fid("r2", 20).build())
        .put(
            fid("r3", Double.NaN)
                .setLow(null)
                .setHigh(null)
                .setState(MetricState.NOT_ENOUGH)
                .setReason("3 images, expected 10")
                .build())
        .put(fid("r4", 29).build())
        .put(fid("r5", 60).build())
        .withdraw(fid("r5", 60).build())
        .put(fid("r6", 50).build());
  }

  private static EvaluationMetric.Builder fid(String release, double value) {
    return EvaluationMetric.newBuilder()
        .setName("fid")
        .setValue(value)
        .setLow(value - 2)
        .setHigh(value + 2)
        .setInterval("jackknife 95%")
        .setSamples(100)
        .setReferenceSamples(136)
        .setSet("test")
        .setRelease(release)
        .setGeneration("genhowto")
        .setTarget(Target.FINAL_STATE)
        .setFeatures("inception")
        .setAsOf(NINE);
  }

  /** Runs a new task over records, as a restarted worker does. */
  private void sink(String file, List<SinkRecord> records) throws Exception {
    ConnectorFile connector = ConnectorFile.read(file);
    Map<String, String> config = new HashMap<>(connector.config());
    config.put("connection.url", url());
    config.remove("connection.user");
    config.remove("connection.password");
    SinkTask task = connector.task();
    running.add(task);
    task.initialize(nobody());
    task.start(config);
    task.put(connector.transformed(records));
  }

  /** A worker that has no offsets and reports nothing. */
  private static SinkTaskContext nobody() {
    return (SinkTaskContext)
        Proxy.newProxyInstance(
            MetricsInSqlContract.class.getClassLoader(),
            new Class<?>[] {SinkTaskContext.class},
            (proxy, method, arguments) -> null);
  }

  /** A query of the page, as it stands there. */
  private static String query(int number) throws IOException {
    return QUERY
        .matcher(Files.readString(Path.of("../docs/sql.md")))
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList()
        .get(number);
  }

  private static double number(Map<String, @Nullable Object> row, String column) {
    return ((Number) row.get(column)).doubleValue();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<Instant> times(String sql) throws SQLException {
    List<Instant> times = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        times.add(found.getTimestamp(1).toInstant());
      }
    }
    return times;
  }

  private List<Map<String, @Nullable Object>> rows(String sql) throws SQLException {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        Map<String, @Nullable Object> row = new HashMap<>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          row.put(found.getMetaData().getColumnLabel(i), found.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
