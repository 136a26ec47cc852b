package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What the files for Prometheus and Grafana have to have, whatever metrics there are. */
class MonitoringTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void every_alert_has_a_time_a_weight_a_sentence_and_a_runbook_that_names_it() throws IOException {
    List<String> page = Files.readAllLines(ROOT.resolve("docs/operations.md"));
    Set<String> anchors =
        page.stream()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
            .map(title -> title.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
            .collect(Collectors.toSet());
    Set<String> names = new HashSet<>();

    for (JsonNode rule : MonitoringFiles.rules()) {
      String name = rule.path("alert").asText();
      assertThat(names.add(name)).as("%s stands once", name).isTrue();
      assertThat(rule.path("for").asText()).as(name).matches("\\d+[mh]");
      assertThat(rule.at("/labels/severity").asText()).as(name).isIn("warning", "critical");
      assertThat(rule.at("/annotations/summary").asText()).as(name).isNotBlank();
      assertThat(rule.at("/annotations/description").asText()).as(name).isNotBlank();
      String[] runbook = rule.at("/annotations/runbook").asText().split("#", 2);
      assertThat(runbook[0]).as(name).isEqualTo("docs/operations.md");
      assertThat(anchors).as(name).contains(runbook[1]);
      assertThat(page).as(name).anyMatch(line -> line.startsWith("**" + name + "**."));
    }
    assertThat(names).isNotEmpty();
  }

  @Test
  void every_alert_is_tried() throws IOException {
    Set<String> tried = new HashSet<>();
    for (JsonNode test : MonitoringFiles.yaml("deploy/alerts.test.yml").path("tests")) {
      test.path("alert_rule_test")
          .forEach(
              one -> {
                if (!one.path("exp_alerts").isEmpty()) {
                  tried.add(one.path("alertname").asText());
                }
              });
    }

    assertThat(tried)
        .isEqualTo(
            MonitoringFiles.rules().stream()
                .map(rule -> rule.path("alert").asText())
                .collect(Collectors.toSet()));
  }

  @Test
  void a_dashboard_asks_the_source_that_is_provisioned_and_each_panel_has_a_title_and_a_query()
      throws IOException {
    JsonNode source =
        MonitoringFiles.yaml("deploy/grafana/provisioning/datasources/prometheus.yml")
            .at("/datasources/0");
    assertThat(source.path("url").asText()).isEqualTo("http://prometheus:9090");
    Set<String> uids = new HashSet<>();

    for (JsonNode dashboard : MonitoringFiles.dashboards()) {
      assertThat(uids.add(dashboard.path("uid").asText())).isTrue();
      Set<Integer> ids = new HashSet<>();
      for (JsonNode panel : dashboard.path("panels")) {
        String title = panel.path("title").asText();
        assertThat(title).isNotBlank();
        assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
        if (!panel.path("type").asText().equals("row")) {
          assertThat(panel.path("targets")).as(title).isNotEmpty();
          panel
              .path("targets")
              .forEach(
                  target -> assertThat(target.at("/datasource/uid")).isEqualTo(source.path("uid")));
        }
      }
    }
    assertThat(uids)
        .containsExactlyInAnyOrder(
            "genhowto-pipeline", "genhowto-generation", "genhowto-evaluation");
  }

  @Test
  void compose_gives_prometheus_its_rules_and_grafana_its_folders() throws IOException {
    JsonNode services = MonitoringFiles.yaml("docker-compose.yml").path("services");
    JsonNode rules = MonitoringFiles.yaml("deploy/prometheus.yml").path("rule_files");
    String folder =
        MonitoringFiles.yaml("deploy/grafana/provisioning/dashboards/genhowto.yml")
            .at("/providers/0/options/path")
            .asText();

    assertThat(rules).hasSize(1);
    assertThat(texts(services.at("/prometheus/volumes")))
        .contains("./deploy/alerts.yml:/etc/prometheus/%s:ro".formatted(rules.path(0).asText()));
    assertThat(texts(services.at("/grafana/volumes")))
        .contains(
            "./deploy/grafana/dashboards:%s:ro".formatted(folder),
            "./deploy/grafana/provisioning:/etc/grafana/provisioning:ro");
    for (String service : List.of("prometheus", "grafana")) {
      assertThat(services.path(service).has("healthcheck")).as(service).isTrue();
    }
  }

  @Test
  void names_of_metrics_are_told_from_all_else_in_a_query() {
    assertThat(
            MonitoringFiles.metrics(
                "sum by (worker, le) (rate(a_total{b=\"c\", d=~\"e|f\"}[$__rate_interval])) * 0"
                    + " unless on (worker) g:h > 1e3 and deriv(max(i) [30m:1m]) or j"))
        .containsExactly("a_total", "g:h", "i", "j");
    assertThat(MonitoringFiles.metrics("label_values(k_value, set)")).containsExactly("k_value");
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}
