package org.genhowto.launcher.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/**
 * What the JDBC sinks of Aiven and Confluent document, for the settings of our files: upsert by the
 * record's key or its place in the topic, deletion by key, one type of SQL for each type of
 * Connect. It makes no tables.
 */
final class TableSink extends SinkTask {
  private @Nullable Connection connection;
  private Map<String, String> config = Map.of();

  @Override
  public String version() {
    return "test";
  }

  @Override
  public void start(Map<String, String> properties) {
    config = properties;
    try {
      connection =
          DriverManager.getConnection(
              value("connection.url"), value("connection.user"), value("connection.password"));
    } catch (SQLException e) {
      throw new ConnectException(e);
    }
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    try {
      for (SinkRecord record : records) {
        if (record.value() == null) {
          delete(record);
        } else {
          upsert(record);
        }
      }
    } catch (SQLException e) {
      throw new ConnectException(e);
    }
  }

  @Override
  public void stop() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new ConnectException(e);
    }
  }

  private void delete(SinkRecord record) throws SQLException {
    if (!value("delete.enabled").equals("true") || !value("pk.mode").equals("record_key")) {
      throw new ConnectException("A tombstone, and delete.enabled is not set for record_key");
    }
    execute(
        "DELETE FROM %s WHERE %s = ?".formatted(table(), quoted(value("pk.fields"))),
        Collections.singletonList(record.key()));
  }

  private void upsert(SinkRecord record) throws SQLException {
    Map<String, @Nullable Object> row = new LinkedHashMap<>(key(record));
    List<String> keys = List.copyOf(row.keySet());
    Struct value = (Struct) record.value();
    for (Field field : record.valueSchema().fields()) {
      row.put(field.name(), column(field.schema(), value.get(field)));
    }
    execute(
        "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (%s) DO UPDATE SET %s"
            .formatted(
                table(),
                row.keySet().stream().map(TableSink::quoted).collect(Collectors.joining(", ")),
                String.join(", ", Collections.nCopies(row.size(), "?")),
                keys.stream().map(TableSink::quoted).collect(Collectors.joining(", ")),
                row.keySet().stream()
                    .filter(name -> !keys.contains(name))
                    .map(name -> "%1$s = EXCLUDED.%1$s".formatted(quoted(name)))
                    .collect(Collectors.joining(", "))),
        new ArrayList<>(row.values()));
  }

  private Map<String, Object> key(SinkRecord record) {
    String[] names = value("pk.fields").split(",", -1);
    Map<String, Object> key = new LinkedHashMap<>();
    if (value("pk.mode").equals("kafka")) {
      key.put(names[0], record.topic());
      key.put(names[1], record.kafkaPartition());
      key.put(names[2], record.kafkaOffset());
    } else {
      key.put(names[0], record.key());
    }
    return key;
  }

  private static @Nullable Object column(Schema schema, @Nullable Object value) {
    if (!schema.type().isPrimitive()) {
      throw new ConnectException("A column cannot hold a value of type " + schema.type());
    }
    return toSql(value);
  }

  @SuppressWarnings("JavaUtilDate") // Connect's form of a moment.
  private static @Nullable Object toSql(@Nullable Object value) {
    return value instanceof Date date ? new Timestamp(date.getTime()) : value;
  }

  private void execute(String sql, List<@Nullable Object> values) throws SQLException {
    Connection open = connection;
    if (open == null) {
      throw new ConnectException("Not started");
    }
    try (PreparedStatement statement = open.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        if (values.get(i) instanceof Timestamp time) {
          Calendar utc = Calendar.getInstance(TimeZone.getTimeZone("UTC"), Locale.ROOT);
          statement.setTimestamp(i + 1, time, utc);
        } else {
          statement.setObject(i + 1, values.get(i));
        }
      }
      statement.executeUpdate();
    }
  }

  private String table() {
    return quoted(value("table.name.format"));
  }

  private String value(String key) {
    return config.getOrDefault(key, "");
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }
}
