package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.schemas.EarlierImage;
import org.genhowto.schemas.GenerationControl;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainTest extends GatewayFixture {
  private static ObjectNode chain(String... prompts) throws Exception {
    ObjectNode body = JSON.createObjectNode();
    body.put("image", Base64.getEncoder().encodeToString(image("png", 8, 8)));
    ArrayNode goals = body.putArray("goals");
    for (String prompt : prompts) {
      goals.addObject().put("prompt", prompt).put("target", "action");
    }
    return body;
  }

  private HttpResponse<String> begin(String key, JsonNode body) throws Exception {
    return send(
        request("/v1/chains")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  @Test
  void each_goal_is_a_request_that_starts_from_the_one_before() throws Exception {
    ObjectNode body = chain("peel", "slice", "fry").put("steps", 20).put("priority", "high");
    ((ObjectNode) body.at("/goals/1")).put("steps", 30);

    HttpResponse<String> response = begin("k", body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(response.headers().firstValue("Location")).contains("/v1/chains/k");
    JsonNode view = JSON.readTree(response.body());
    assertThat(view.path("status").asText()).isEqualTo("queued");
    assertThat(view.at("/links/2").asText()).isEqualTo("/v1/generations/k.2");
    for (int i = 0; i < 3; i++) {
      GenerationRequest sent = sent(i, Topics.GENERATION_REQUESTS);
      assertThat(sent.getRequestId()).isEqualTo("k." + i);
      assertThat(sent.getChainId()).contains("k");
      assertThat(sent.getStep()).isEqualTo(i);
      assertThat(sent.getSteps()).contains(i == 1 ? 30 : 20);
      assertThat(sent.getImage().isPresent()).isEqualTo(i == 0);
      assertThat(sent.getEarlier().map(EarlierImage::getRequestId).orElse(""))
          .isEqualTo(i == 0 ? "" : "k." + (i - 1));
    }
    assertThat(begin("k", body).statusCode()).isEqualTo(202);
    assertThat(producer.history()).hasSize(3);
    assertThat(begin("k", chain("peel", "cut")).statusCode()).isEqualTo(409);
  }

  @ParameterizedTest
  @CsvSource({
    "k.0, 'earlierRequestId is ''k.0'', the request itself, expected an earlier one.'",
    "k.2, 'earlierRequestId is ''k.2'', which is a later goal of the chain, expected an earlier'"
  })
  void a_chain_that_starts_from_itself_is_refused(String earlier, String error) throws Exception {
    ObjectNode body = chain("peel", "slice", "fry").put("earlierRequestId", earlier);
    body.remove("image");

    assertProblem(begin("k", body), 422, "goals[0].earlierRequestId", error);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void a_goal_may_start_from_the_input_or_any_earlier_goal() throws Exception {
    ObjectNode body = chain("peel", "slice", "fry", "dice");
    ((ObjectNode) body.at("/goals/2")).put("from", 0).put("fromIndex", 1);
    ((ObjectNode) body.at("/goals/3")).put("from", -1);

    assertThat(begin("k", body).statusCode()).isEqualTo(202);

    assertThat(sent(2, Topics.GENERATION_REQUESTS).getEarlier())
        .contains(new EarlierImage("k.0", 1));
    assertThat(sent(3, Topics.GENERATION_REQUESTS).getImage())
        .isEqualTo(sent(0, Topics.GENERATION_REQUESTS).getImage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"prompt":"p","target":"action","from":1}  | goals[1].from   | from is '1', expected a whole
          {"prompt":"p","target":"action","from":-2} | goals[1].from   | from is '-2', expected
          {"prompt":"","target":"action"}            | goals[1].prompt | The field 'prompt' is missing
          {"prompt":"p"}                             | goals[1].target | The field 'target' is missing
          {"prompt":"p","target":"action","image":"x"} | goals[1].image | There is no field 'goals[1].image'
          {"prompt":"p","target":"action","skip":20} | goals[1].skip   | skip is '20', expected
          7                                          | goals[1]        | goals[1] is no object
          """)
  void a_bad_goal_is_named_and_nothing_is_sent(String goal, String field, String error)
      throws Exception {
    ObjectNode body = chain("peel").put("steps", 20);
    body.withArray("goals").add(JSON.readTree(goal));

    assertProblem(begin("k", body), 400, field, error);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void a_chain_has_goals_and_an_input() throws Exception {
    assertProblem(begin("k", chain()), 400, "goals", "expected a list of 1 to 32 goals");
    ObjectNode without = chain("peel");
    without.remove("image");
    assertProblem(begin("k", without), 400, "image", "The field 'image' is missing");
    assertProblem(begin("k", chain("p").put("step", 1)), 400, "step", "There is no field 'step'");
    ObjectNode none = chain("peel");
    none.remove("goals");
    assertProblem(begin("k", none), 400, "goals", "goals is missing");
    assertThat(begin("k".repeat(127), chain("peel")).statusCode()).isEqualTo(400);
    assertThat(get("/v1/chains/no").statusCode()).isEqualTo(404);
  }

  @Test
  void a_chain_is_shown_and_what_is_open_is_cancelled() throws Exception {
    begin("k", chain("peel", "slice"));
    publish(Topics.GENERATION_RESULTS, "k.0", result("k.0", GenerationStatus.SUCCEEDED));
    await(() -> status("k.0").equals("succeeded"));

    JsonNode view = JSON.readTree(get("/v1/chains/k").body());
    assertThat(view.path("status").asText()).isEqualTo("running");
    assertThat(view.at("/goals/0/status").asText()).isEqualTo("succeeded");
    assertThat(view.at("/goals/1/status").asText()).isEqualTo("queued");
    assertThat(delete("/v1/chains/k").statusCode()).isEqualTo(202);
    GenerationControl control = sent(2, Topics.GENERATION_CONTROL);
    assertThat(control.getRequestId()).isEqualTo("k.1");
    assertThat(producer.history()).hasSize(3);
    publish(Topics.GENERATION_RESULTS, "k.1", result("k.1", GenerationStatus.CANCELLED));
    await(() -> status("k.1").equals("cancelled"));
    HttpResponse<String> again = delete("/v1/chains/k");
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(again.body()).path("status").asText()).isEqualTo("cancelled");
  }

  @Test
  void results_of_a_chain_are_told_as_they_come_and_to_whoever_comes_back() throws Exception {
    begin("k", chain("peel", "slice"));
    Iterator<String> lines = follow(null).body().iterator();
    assertThat(event(lines)).contains("waiting");
    publish(Topics.GENERATION_PROGRESS, "k.0", progress("k.0", 1));
    publish(Topics.GENERATION_RESULTS, "k.0", result("k.0", GenerationStatus.SUCCEEDED));
    String first = event(lines);
    assertThat(first).startsWith("result").contains("\"requestId\":\"k.0\"");
    publish(Topics.GENERATION_RESULTS, "k.1", result("k.1", GenerationStatus.FAILED));
    String second = event(lines);
    assertThat(second).startsWith("result").contains("\"requestId\":\"k.1\"");
    assertThat(lines.hasNext()).isFalse();

    Iterator<String> again = follow(first.split(" ", -1)[1]).body().iterator();
    assertThat(event(again)).contains("waiting");
    assertThat(event(again)).contains("\"requestId\":\"k.1\"");
    assertThat(again.hasNext()).isFalse();
    assertThat(follow(second.split(" ", -1)[1]).statusCode()).isEqualTo(204);
  }

  private HttpResponse<Stream<String>> follow(@Nullable String lastId) throws Exception {
    HttpRequest.Builder call = request("/v1/chains/k/events").GET();
    if (lastId != null) {
      call.header("Last-Event-ID", lastId);
    }
    return http.send(call.build(), HttpResponse.BodyHandlers.ofLines());
  }

  @Test
  void ids_of_requests_are_told_by_their_records() throws Exception {
    begin("k", chain("peel", "slice"));

    assertThat(producer.history())
        .extracting(record -> new String(record.key(), UTF_8))
        .isEqualTo(List.of("k.0", "k.1"));
  }
}
