package org.genhowto.gateway.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReferencePagesTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private Javalin server;

  @BeforeEach
  void start() {
    server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              new ReferencePages().addTo(config);
            });
    server.start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void what_the_page_names_is_served_and_nothing_comes_from_elsewhere() throws Exception {
    String page = get("/docs").body();
    List<String> assets =
        Pattern.compile("\"(assets/[^\"]+)\"")
            .matcher(page)
            .results()
            .map((MatchResult each) -> each.group(1))
            .toList();

    assertThat(assets).hasSize(4);
    for (String asset : assets) {
      assertThat(get("/" + asset).statusCode()).as(asset).isEqualTo(200);
    }
    assertThat(page).doesNotContain("http://", "https://", "//cdn");
  }

  @Test
  void every_topic_is_there_with_its_key_its_partitions_and_its_schema() throws Exception {
    JsonNode document = Json.PLAIN.readTree(get("/asyncapi.json").body());

    assertThat(document.path("asyncapi").asText()).isEqualTo("3.0.0");
    List<String> names = new ArrayList<>();
    document.path("channels").fieldNames().forEachRemaining(names::add);
    assertThat(names).containsExactlyElementsOf(Topics.all().stream().map(Topic::name).toList());
    for (Topic<?> topic : Topics.all()) {
      JsonNode channel = document.path("channels").path(topic.name());
      JsonNode message = channel.path("messages").path(topic.type().getSimpleName());
      assertThat(new Schema.Parser().parse(message.path("payload").path("schema").toString()))
          .isEqualTo(topic.schema());
      assertThat(channel.path("bindings").path("kafka").path("partitions").asInt())
          .isEqualTo(topic.partitions());
      assertThat(message.path("bindings").path("kafka").path("key").path("description").asText())
          .isEqualTo(topic.key());
      assertThat(channel.path("description").asText()).as(topic.name()).isNotBlank();
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
