package org.genhowto.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.genhowto.gateway.dashboard.model.MetricQuery;
import org.genhowto.gateway.http.EdgeSettings;
import org.genhowto.gateway.http.Forwarded;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.http.ServerEdge;
import org.genhowto.gateway.http.TlsSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of the page can be seen without a browser, and the questions it asks. */
class DashboardPageTest {
  private static final long LARGEST = 300_000;
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-06-17T10:00:00Z"), ZoneOffset.UTC);

  private final HttpClient http = HttpClient.newHttpClient();
  private Javalin server;

  @BeforeEach
  void start() {
    server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              ServerEdge.addTo(
                  config,
                  new EdgeSettings(Set.of(), Set.of(), Forwarded.IGNORE, "", 100),
                  TlsSettings.NONE,
                  "127.0.0.1",
                  0);
              new DashboardPage().addTo(config);
            });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void everything_it_names_is_served_from_here_and_all_of_it_is_small() throws Exception {
    long size = get("/").body().length();
    for (String name : named()) {
      HttpResponse<String> answer = get("/" + name);
      assertThat(answer.statusCode()).as(name).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith(name.endsWith(".css") ? "text/css" : "text/javascript");
      size += answer.body().length();
    }

    assertThat(named()).contains("assets/main.js", "assets/feed.js", "assets/uplot.js");
    assertThat(size).isLessThan(LARGEST);
  }

  @Test
  void nothing_in_it_needs_another_host_or_a_weaker_policy() throws Exception {
    StringBuilder all = new StringBuilder(get("/").body());
    for (String name : named()) {
      if (!name.contains("uplot")) {
        all.append(get("/" + name).body());
      }
    }

    assertThat(all.toString().replace("http://www.w3.org/2000/svg", ""))
        .doesNotContainPattern("(?i)https?://")
        .doesNotContainPattern("(?i) on[a-z]+=\"")
        .doesNotContainPattern("(?i) style=")
        .doesNotContainPattern("<script(?![^>]* src=)")
        .doesNotContain("innerHTML", "eval(", "<style");
  }

  @Test
  void what_its_scripts_look_for_is_there_once() throws Exception {
    String page = get("/").body();
    List<String> ids = found(" id=\"([^\"]+)\"", page);
    Set<String> wanted = new TreeSet<>();
    for (String name : named()) {
      wanted.addAll(found("[$]\\(\"([^\"]+)\"\\)", get("/" + name).body()));
    }
    wanted.removeAll(Set.of("videostory", "worst")); // Made by the scripts.

    assertThat(ids).doesNotHaveDuplicates().containsAll(wanted);
    assertThat(found("href=\"#([^\"]+)\"", page)).isSubsetOf(ids);
    assertThat(found("aria-labelledby=\"([^\"]+)\"", page)).isSubsetOf(ids);
    assertThat(found("(<table(?![^>]*><caption)[^>]*>\\s*<t)", page)).isEmpty();
  }

  @Test
  void a_question_for_metrics_names_fields_and_a_time() {
    MetricQuery query =
        query(Map.of("release", List.of("v1"), "category", List.of(""), "from", List.of("2h")));

    assertThat(query.wanted()).containsOnly(Map.entry("release", "v1"), Map.entry("category", ""));
    assertThat(query.from()).isEqualTo(CLOCK.millis() - 7_200_000);
    assertThat(query.to()).isEqualTo(Long.MAX_VALUE);
    assertThat(query(Map.of("to", List.of("2024-06-17T12:00:00+02:00"))).to())
        .isEqualTo(CLOCK.millis());
  }

  @Test
  void a_question_that_cannot_be_meant_is_refused_with_its_field() {
    assertThatThrownBy(() -> query(Map.of("colour", List.of("red"))))
        .isInstanceOf(GatewayProblem.class)
        .hasMessageContaining("There is no parameter 'colour'");
    assertThatThrownBy(() -> query(Map.of("set", List.of("a", "b"))))
        .hasMessageContaining("set is given more than once");
    for (String wrong : List.of("yesterday", "2024-06-17", "-5m", "2024-06-17T10:00:00", "1e9d")) {
      assertThatThrownBy(() -> query(Map.of("from", List.of(wrong))))
          .as(wrong)
          .isInstanceOf(GatewayProblem.class)
          .hasMessageContaining("from is '" + wrong + "'");
    }
    assertThatThrownBy(() -> query(Map.of("from", List.of("1h"), "to", List.of("2h"))))
        .hasMessageContaining("from is after to");
  }

  private static MetricQuery query(Map<String, List<String>> given) {
    return DashboardRoutes.query(given, CLOCK);
  }

  private Set<String> named() throws IOException, InterruptedException {
    Set<String> named = new TreeSet<>(found("(?:src|href)=\"(assets/[^\"]+)\"", get("/").body()));
    for (String name : List.copyOf(named)) {
      found("from \"[.]/([^\"]+)\"", get("/" + name).body())
          .forEach(other -> named.add("assets/" + other));
    }
    return named;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The first group of every place where a pattern fits. */
  private static List<String> found(String pattern, String text) {
    return new ArrayList<>(
        Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList());
  }
}
