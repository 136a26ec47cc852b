package org.genhowto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestListTest extends GatewayFixture {
  private void ask(String id, String chain, String target) throws Exception {
    ObjectNode body = body(image("png", 8, 8)).put("chainId", chain).put("target", target);
    assertThat(postWithKey(id, body).statusCode()).isEqualTo(202);
  }

  private List<String> list(String query) throws Exception {
    return ids(JSON.readTree(get("/v1/generations" + query).body()));
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.path("generations").forEach(each -> ids.add(each.path("requestId").asText()));
    return ids;
  }

  @Test
  void requests_are_listed_newest_first_and_filtered() throws Exception {
    ask("a", "one", "action");
    ask("b", "two", "final-state");
    ask("c", "one", "final-state");
    publish(Topics.GENERATION_RESULTS, "a", result("a", GenerationStatus.SUCCEEDED));
    await(() -> status("a").equals("succeeded"));

    assertThat(list("")).containsExactly("c", "b", "a");
    assertThat(list("?status=queued")).containsExactly("c", "b");
    assertThat(list("?status=succeeded")).containsExactly("a");
    assertThat(list("?chainId=one")).containsExactly("c", "a");
    assertThat(list("?target=final-state&chainId=one")).containsExactly("c");
    assertThat(list("?client=nobody")).isEmpty();
    assertThat(list("?limit=1")).containsExactly("c");
    assertThat(list("?since=1h")).isEmpty(); // These records have no time.
  }

  @Test
  void a_cursor_goes_on_whatever_came_since() throws Exception {
    for (String id : List.of("a", "b", "c", "d", "e")) {
      ask(id, "one", "action");
    }
    JsonNode first = JSON.readTree(get("/v1/generations?limit=2").body());
    assertThat(ids(first)).containsExactly("e", "d");
    ask("f", "one", "action");
    publish(Topics.GENERATION_RESULTS, "b", result("b", GenerationStatus.SUCCEEDED));
    await(() -> status("b").equals("succeeded"));

    String next = first.path("next").asText();
    JsonNode second = JSON.readTree(get("/v1/generations?limit=2&cursor=" + next).body());
    JsonNode third =
        JSON.readTree(get("/v1/generations?limit=2&cursor=" + second.path("next").asText()).body());

    assertThat(ids(second)).containsExactly("c", "b");
    assertThat(ids(third)).containsExactly("a");
    assertThat(third.has("next")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          state=queued       | state   | There is no parameter 'state', expected any of [status,
          Limit=1            | Limit   | There is no parameter 'Limit'
          status=done        | status  | status is 'done', expected one of [queued, running
          status=            | status  | status is '', expected one of
          target=x           | target  | target is 'x', expected one of [action, final-state].
          limit=0            | limit   | limit is '0', expected a whole number from 1 to 1000.
          limit=1001         | limit   | limit is '1001', expected
          limit=ten          | limit   | limit is 'ten', expected
          limit=1&limit=2    | limit   | limit is given more than once
          since=yesterday    | since   | since is 'yesterday', expected a length such as 2h
          since=2026-01-31T8 | since   | since is '2026-01-31T8', expected
          since=             | since   | since is '', expected a length such as 2h
          since=-1h          | since   | since is '-1h', expected
          since=-P1D         | since   | since is '-P1D', expected
          since=PT-1H        | since   | since is 'PT-1H', expected
          since=99999999999999999999d | since | since is '99999999999999999999d', expected
          since=-999999999-01-01T00:00:00Z | since | since is '-999999999-01-01T00:00:00Z', expected
          since=%2B999999999-12-31T00:00:00Z | since | since is '+999999999-12-31T00:00:00Z', expected
          since=%00          | since   | expected a length such as 2h
          cursor=abc         | cursor  | cursor is 'abc', expected one that a page gave
          cursor=            | cursor  | cursor is '', expected one
          chainId=a%2Fb      | chainId | chainId is 'a/b', expected 1 to 128
          """)
  void a_bad_parameter_is_named(String query, String field, String error) throws Exception {
    HttpResponse<String> refused = get("/v1/generations?" + query);

    assertProblem(refused, 400, field, error);
  }
}
