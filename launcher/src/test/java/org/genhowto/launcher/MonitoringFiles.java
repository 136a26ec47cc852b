package org.genhowto.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files that Prometheus and Grafana are given, and the metrics that their queries name. */
public final class MonitoringFiles {
  private static final Path ROOT = Path.of("..");

  /** What stands in an expression and is no name: texts, selectors, times, lists of labels. */
  private static final Pattern NO_NAME =
      Pattern.compile(
          "\"[^\"]*\"|\\{[^}]*}|\\[[^\\]]*]"
              + "|\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");

  private static final Pattern NAME =
      Pattern.compile("(?<![\\w.])[a-zA-Z_:][a-zA-Z0-9_:]*\\b(?!\\s*\\()");

  private static final Pattern OF_LABEL_VALUES = Pattern.compile("label_values\\((\\w+),.*\\)");

  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

  private MonitoringFiles() {}

  /** Every expression of rules and dashboards. */
  public static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    rules().forEach(rule -> expressions.add(rule.path("expr").asText()));
    for (JsonNode dashboard : dashboards()) {
      for (JsonNode panel : dashboard.path("panels")) {
        panel.path("targets").forEach(target -> expressions.add(target.path("expr").asText()));
      }
      for (JsonNode variable : dashboard.at("/templating/list")) {
        expressions.add(variable.at("/query/query").asText());
      }
    }
    return expressions;
  }

  /** Metrics that an expression names. */
  public static Set<String> metrics(String expression) {
    Matcher values = OF_LABEL_VALUES.matcher(expression);
    if (values.matches()) {
      return Set.of(values.group(1));
    }
    Set<String> names = new TreeSet<>();
    Matcher found = NAME.matcher(NO_NAME.matcher(expression).replaceAll(" "));
    while (found.find()) {
      if (!WORDS.contains(found.group())) {
        names.add(found.group());
      }
    }
    return names;
  }

  static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    yaml("deploy/alerts.yml")
        .path("groups")
        .forEach(group -> group.path("rules").forEach(rules::add));
    return rules;
  }

  static List<JsonNode> dashboards() throws IOException {
    List<JsonNode> dashboards = new ArrayList<>();
    try (Stream<Path> files = Files.list(ROOT.resolve("deploy/grafana/dashboards"))) {
      for (Path file : files.sorted().toList()) {
        dashboards.add(new ObjectMapper().readTree(Files.readString(file)));
      }
    }
    return dashboards;
  }

  static JsonNode yaml(String file) throws IOException {
    Object tree =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(ROOT.resolve(file)));
    return new ObjectMapper().valueToTree(tree);
  }
}
