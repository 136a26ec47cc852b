package org.genhowto.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.genhowto.gateway.Gateway;
import org.genhowto.gateway.http.EdgeSettings;
import org.genhowto.gateway.http.Forwarded;
import org.genhowto.gateway.http.ServerEdge;
import org.genhowto.gateway.http.TlsSettings;
import org.genhowto.schemas.RequestContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of the page can be seen without a browser: its parts fit together, and fit the gateway. */
class GeneratePageTest {
  private static final List<String> SCRIPTS =
      List.of("main.js", "api.js", "form.js", "logic.js", "stage.js", "store.js", "view.js");

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
              new GeneratePage().addTo(config);
            });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void everything_it_names_is_served_as_what_it_is() throws Exception {
    String page = get("/generate").body();
    List<String> named = new ArrayList<>(found("(?:src|href)=\"(generate/[^\"]+)\"", page));
    for (String script : SCRIPTS) {
      found("from \"[.]/([^\"]+)\"", get("/generate/" + script).body())
          .forEach(other -> named.add("generate/" + other));
    }

    assertThat(named).contains("generate/page.css", "generate/main.js", "generate/logic.js");
    for (String name : named) {
      HttpResponse<String> answer = get("/" + name);
      assertThat(answer.statusCode()).as(name).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith(
              name.endsWith(".css")
                  ? "text/css"
                  : name.endsWith(".js") ? "text/javascript" : "image/png");
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'self'");
    }
  }

  @Test
  void nothing_in_it_needs_another_host_or_a_weaker_policy() throws Exception {
    String all = get("/generate").body();
    for (String script : SCRIPTS) {
      all += get("/generate/" + script).body();
    }
    all += get("/generate/page.css").body();

    assertThat(all)
        .doesNotContainPattern("(?i)https?://")
        .doesNotContainPattern("(?i) on[a-z]+=\"")
        .doesNotContainPattern("(?i) style=")
        .doesNotContainPattern("<script(?![^>]* src=)")
        .doesNotContain("innerHTML", "eval(", "<style");
  }

  @Test
  void what_its_scripts_look_for_is_there_once() throws Exception {
    String page = get("/generate").body();
    List<String> ids = found(" id=\"([^\"]+)\"", page);
    Set<String> wanted = new TreeSet<>();
    for (String script : SCRIPTS) {
      wanted.addAll(found("[$]\\(\"([^\"]+)\"\\)", get("/generate/" + script).body()));
    }

    assertThat(ids).doesNotHaveDuplicates().containsAll(wanted);
    assertThat(ids).containsAll(found(" for=\"([^\"]+)\"", page));
    for (String described : found("aria-(?:describedby|labelledby)=\"([^\"]+)\"", page)) {
      assertThat(ids).contains(described.split(" "));
    }
  }

  @Test
  void every_field_of_it_has_a_name_that_is_read_aloud() throws Exception {
    String page = get("/generate").body();
    List<String> labels = found(" for=\"([^\"]+)\"", page);
    List<String> inLabels = found("<label[^>]*><input type=\"[a-z]+\"[^>]* id=\"([^\"]+)\"", page);

    for (String id : found("<(?:input|select|textarea)[^>]* id=\"([^\"]+)\"", page)) {
      assertThat(labels.contains(id) || inLabels.contains(id)).as(id).isTrue();
    }
    assertThat(found("(<img(?![^>]* alt=)[^>]*>)", page)).isEmpty();
    assertThat(page).contains("<html lang=\"en\">", "aria-live=\"polite\"");
  }

  @Test
  void it_asks_for_what_the_gateway_takes() throws Exception {
    Set<String> known = new TreeSet<>();
    try (var document = Gateway.class.getResourceAsStream("openapi.json")) {
      new ObjectMapper()
          .readTree(document)
          .at("/components/schemas/GenerationForm/properties")
          .fieldNames()
          .forEachRemaining(known::add);
    }
    String logic = get("/generate/logic.js").body();
    Set<String> sent = new TreeSet<>(found("fields[.]([A-Za-z]+) =", logic));
    found("for \\(const name of \\[([^]]+)]\\) \\{\\s+const text = String\\(wish\\[name]", logic)
        .forEach(names -> sent.addAll(found("\"([A-Za-z]+)\"", names)));

    assertThat(sent).contains("sweep", "earlierRequestId", "previewEvery", "negativePrompt");
    assertThat(known).containsAll(sent);
    assertThat(found("<option value=\"([^\"]+)\">[A-Z]", get("/generate").body()))
        .containsExactlyElementsOf(
            RequestContract.METHODS.subList(1, RequestContract.METHODS.size()));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The first group of every place where a pattern fits. */
  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(GeneratePageTest::group).toList();
  }

  private static String group(MatchResult match) {
    return match.group(1);
  }
}
