package org.genhowto.launcher.sql;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.jspecify.annotations.Nullable;

/** A file of deploy/connect, done as a worker of Kafka Connect does it. */
final class ConnectorFile {
  static final Path FOLDER = Path.of("../deploy/connect");

  /**
   * A folder with the jars of Aiven's or Confluent's JDBC sink, which are in no Maven repository
   * that the build may count on. Where it is not set, {@link TableSink} stands for them.
   */
  private static final @Nullable String PLUGIN = System.getenv("GENHOWTO_JDBC_SINK");

  private final Map<String, String> config;
  private final List<Stage> stages = new ArrayList<>();

  private ConnectorFile(Map<String, String> config) throws ReflectiveOperationException {
    this.config = config;
    for (String name : names("transforms")) {
      Transformation<SinkRecord> transformation = configured("transforms." + name + ".");
      String predicate = config.get("transforms." + name + ".predicate");
      stages.add(
          new Stage(
              transformation,
              predicate == null ? null : configured("predicates." + predicate + ".")));
    }
  }

  static ConnectorFile read(String name) throws IOException, ReflectiveOperationException {
    return new ConnectorFile(
        new ObjectMapper()
            .readValue(Files.readString(FOLDER.resolve(name)), new TypeReference<>() {}));
  }

  String value(String key) {
    return config.getOrDefault(key, "");
  }

  Map<String, String> config() {
    return config;
  }

  /** The names of fields that columns are called otherwise. */
  Map<String, String> renamed() {
    return Stream.of(value("transforms.columns.renames").split(",", -1))
        .map(pair -> pair.split(":", -1))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  /** What the transformations leave of records, in their order. */
  List<SinkRecord> transformed(List<SinkRecord> records) {
    List<SinkRecord> left = new ArrayList<>();
    for (SinkRecord record : records) {
      @Nullable SinkRecord now = record;
      for (Stage stage : stages) {
        now = now == null ? null : stage.apply(now);
      }
      if (now != null) {
        left.add(now);
      }
    }
    return left;
  }

  /** The sink, not started. */
  SinkTask task() throws IOException, ReflectiveOperationException {
    if (PLUGIN == null) {
      return new TableSink();
    }
    try (Stream<Path> files = Files.list(Path.of(PLUGIN))) {
      List<URL> jars = new ArrayList<>();
      for (Path file : files.toList()) {
        jars.add(file.toUri().toURL());
      }
      ClassLoader loader =
          new URLClassLoader(jars.toArray(URL[]::new), ConnectorFile.class.getClassLoader());
      Thread.currentThread().setContextClassLoader(loader);
      SinkConnector connector = ServiceLoader.load(SinkConnector.class, loader).iterator().next();
      return (SinkTask) made(connector.taskClass());
    }
  }

  private List<String> names(String key) {
    return Stream.of(value(key).split(",", -1)).filter(name -> !name.isEmpty()).toList();
  }

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // The file says what stands under which key.
  private <T extends org.apache.kafka.common.Configurable> T configured(String prefix)
      throws ReflectiveOperationException {
    Map<String, String> own = new HashMap<>();
    config.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            own.put(key.substring(prefix.length()), value);
          }
        });
    T made = (T) made(Class.forName(value(prefix + "type")));
    made.configure(own);
    return made;
  }

  private static Object made(Class<?> type) throws ReflectiveOperationException {
    return type.getDeclaredConstructor().newInstance();
  }

  /** A transformation, and which records it is for. */
  private record Stage(
      Transformation<SinkRecord> transformation, @Nullable Predicate<SinkRecord> predicate) {
    @Nullable SinkRecord apply(SinkRecord record) {
      return predicate == null || predicate.test(record) ? transformation.apply(record) : record;
    }
  }
}
