package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.genhowto.gateway.requests.RequestTerms;
import org.genhowto.schemas.EarlierImage;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.Priority;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On the fixture's clock it is ten o'clock in UTC. */
class RequestTermsTest extends GatewayFixture {
  @Test
  void what_is_asked_for_goes_to_kafka_and_is_shown() throws Exception {
    ObjectNode body = earlierBody().put("earlierIndex", 3).put("negativePrompt", " a knife ");
    body.put("priority", "High").put("deadline", "2024-06-17T12:30:00+02:00");
    body.put("supersedeKey", "arm-1").put("modelVersion", "abc-def");

    HttpResponse<String> response = post("/v1/generations", body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    GenerationRequest sent = sent(0, Topics.GENERATION_REQUESTS);
    assertThat(sent.getNegativePrompt()).isEqualTo("a knife");
    assertThat(sent.getPriority()).isEqualTo(Priority.HIGH);
    assertThat(sent.getDeadline()).contains(Instant.parse("2024-06-17T10:30:00Z").toEpochMilli());
    assertThat(sent.getSupersedeKey()).contains("arm-1");
    assertThat(sent.getEarlier()).contains(new EarlierImage("order-0", 3));
    assertThat(sent.getImage()).isEmpty();
    assertThat(sent.getModelVersion()).contains("abc-def");
    JsonNode answer = JSON.readTree(response.body());
    assertThat(answer.get("negativePrompt").asText()).isEqualTo("a knife");
    assertThat(answer.get("priority").asText()).isEqualTo("high");
    assertThat(answer.get("deadline").asText()).isEqualTo("2024-06-17T10:30:00Z");
    assertThat(answer.get("supersedeKey").asText()).isEqualTo("arm-1");
    assertThat(answer.get("earlierRequestId").asText()).isEqualTo("order-0");
    assertThat(answer.get("earlierIndex").asInt()).isEqualTo(3);
    assertThat(answer.get("modelVersion").asText()).isEqualTo("abc-def");
    String shown = get("/v1/generations/" + answer.get("requestId").asText()).body();
    assertThat(JSON.readTree(shown)).isEqualTo(answer);
  }

  @Test
  void what_is_left_out_is_as_it_always_was() throws Exception {
    JsonNode answer = JSON.readTree(post("/v1/generations", body(image("png", 9, 9))).body());

    GenerationRequest sent = sent(0, Topics.GENERATION_REQUESTS);
    assertThat(sent.getNegativePrompt()).isEmpty();
    assertThat(sent.getPriority()).isEqualTo(Priority.NORMAL);
    assertThat(sent.getDeadline()).isEmpty();
    assertThat(sent.getEarlier()).isEmpty();
    assertThat(answer.get("priority").asText()).isEqualTo("normal");
    assertThat(answer.has("deadline")).isFalse();
  }

  @Test
  void a_multipart_form_takes_the_same() throws Exception {
    StringBuilder body = new StringBuilder();
    Map.of(
            "prompt", "a sliced apple",
            "target", "action",
            "earlierRequestId", "order-0",
            "withinSeconds", "90.5",
            "priority", "low")
        .forEach(
            (name, value) ->
                body.append("--b\r\nContent-Disposition: form-data; name=\"")
                    .append(name)
                    .append("\"\r\n\r\n")
                    .append(value)
                    .append("\r\n"));

    HttpResponse<String> response =
        postText("multipart/form-data; boundary=b", body.append("--b--\r\n").toString());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    GenerationRequest sent = sent(0, Topics.GENERATION_REQUESTS);
    assertThat(sent.getEarlier()).contains(new EarlierImage("order-0", 0));
    assertThat(sent.getPriority()).isEqualTo(Priority.LOW);
    assertThat(sent.getDeadline())
        .contains(Instant.parse("2024-06-17T10:01:30.500Z").toEpochMilli());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | priority         | urgent | priority is 'urgent', expected one of [low, normal, high].
          400 | priority         | ''     | priority is '', expected one of
          400 | deadline         | ''     | deadline is '', expected a moment with its offset
          400 | deadline         | 2024-06-17T12:00:00  | expected a moment with its offset
          400 | deadline         | 2024-06-17           | expected a moment with its offset
          400 | deadline         | 2024-06-31T12:00:00Z | expected a moment with its offset
          400 | deadline         | 1718625600000        | expected a moment with its offset
          400 | deadline         | +999999999-12-31T23:59:59Z | expected a moment with its offset
          422 | deadline         | 2024-06-17T10:00:00Z | expected a moment after now
          422 | deadline         | 2024-06-17T11:59:59+02:00 | expected a moment after now
          400 | withinSeconds    | 0      | withinSeconds is '0', expected a number from 0.001
          400 | withinSeconds    | -1     | withinSeconds is '-1', expected a number from 0.001
          400 | withinSeconds    | NaN    | withinSeconds is 'NaN', expected a number
          400 | withinSeconds    | 1e9    | withinSeconds is '1e9', expected a number
          400 | withinSeconds    | PT5M   | withinSeconds is 'PT5M', expected a number
          400 | supersedeKey     | ''     | supersedeKey is '', expected 1 to 128 letters
          400 | supersedeKey     | a b    | supersedeKey is 'a b', expected 1 to 128 letters
          400 | modelVersion     | ..     | modelVersion is '..', expected 1 to 128 letters
          400 | earlierRequestId | a/b    | earlierRequestId is 'a/b', expected 1 to 128 letters
          422 | earlierRequestId | me     | the request itself, expected an earlier one
          400 | earlierIndex     | 16     | earlierIndex is '16', expected a whole number from 0 to 15.
          400 | earlierIndex     | -1     | earlierIndex is '-1', expected a whole number
          """)
  void a_bad_field_is_named(int status, String field, String value, String error) throws Exception {
    ObjectNode body = earlierBody().put(field, value);

    assertProblem(postWithKey("me", body), status, field, error);
    assertThat(producer.history()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "negativePrompt",
        "priority",
        "deadline",
        "supersedeKey",
        "earlierRequestId",
        "modelVersion"
      })
  void a_number_is_no_text(String field) throws Exception {
    assertProblem(
        post("/v1/generations", earlierBody().put(field, 5)), 400, field, "expected text");
  }

  @Test
  void what_excludes_each_other_is_refused() throws Exception {
    ObjectNode both = earlierBody().put("deadline", "2024-06-17T12:00:00Z").put("withinSeconds", 5);
    assertProblem(post("/v1/generations", both), 400, "withinSeconds", "both given");
    ObjectNode images = body(image("png", 9, 9)).put("earlierRequestId", "order-0");
    assertProblem(post("/v1/generations", images), 400, "earlierRequestId", "both given");
    ObjectNode index = body(image("png", 9, 9)).put("earlierIndex", 0);
    assertProblem(post("/v1/generations", index), 400, "earlierIndex", "without earlierRequestId");
    ObjectNode negative = earlierBody().put("negativePrompt", "x".repeat(1001));
    assertProblem(post("/v1/generations", negative), 400, "negativePrompt", "at most 1000");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void the_same_wish_within_some_time_is_the_same_request_later() throws Exception {
    ObjectNode body = earlierBody().put("withinSeconds", 60);
    RequestTerms asked = terms(1);

    assertThat(postWithKey("order-1", body).statusCode()).isEqualTo(202);
    assertThat(postWithKey("order-1", body.put("withinSeconds", 90)).statusCode()).isEqualTo(202);
    assertProblem(
        postWithKey("order-1", earlierBody().put("deadline", "2024-06-17T12:00:00Z")),
        409,
        "Idempotency-Key",
        "other content");
    assertThat(producer.history()).hasSize(1);
    assertThat(terms(2).repeats(asked)).isFalse();
    assertThat(RequestTerms.unreadable("a".getBytes(UTF_8)).repeats(asked)).isFalse();
  }

  private static RequestTerms terms(long deadline) {
    return RequestTerms.of(
        GenerationRequest.newBuilder()
            .setRequestId("r")
            .setPrompt("a sliced apple")
            .setTarget(org.genhowto.schemas.Target.ACTION)
            .setDeadline(deadline)
            .build(),
        RequestTerms.Deadline.FIXED);
  }

  private static ObjectNode earlierBody() {
    return JSON.createObjectNode()
        .put("earlierRequestId", "order-0")
        .put("prompt", "a sliced apple")
        .put("target", "final-state");
  }
}
