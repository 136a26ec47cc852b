package org.genhowto.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;
import org.genhowto.runtime.queue.QueuePlace;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GatewayEventsTest extends GatewayFixture {
  @Test
  void events_tell_progress_until_the_end() throws Exception {
    publish(Topics.GENERATION_PROGRESS, "r1", progress("r1", 1));
    await(() -> status("r1").equals("running"));

    HttpResponse<Stream<String>> response =
        http.send(
            request("/v1/generations/r1/events").GET().build(),
            HttpResponse.BodyHandlers.ofLines());
    Iterator<String> lines = response.body().iterator();

    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(event(lines)).startsWith("progress").contains("\"stepsDone\":1");
    publish(Topics.GENERATION_PROGRESS, "r1", progress("r1", 2));
    assertThat(event(lines)).startsWith("progress").contains("\"stepsDone\":2");
    publish(Topics.GENERATION_RESULTS, "r1", result("r1", GenerationStatus.SUCCEEDED));
    assertThat(event(lines)).startsWith("result").contains("\"status\":\"succeeded\"");
    assertThat(lines.hasNext()).isFalse();
  }

  @Test
  void a_client_that_comes_back_gets_only_what_it_has_not_had() throws Exception {
    publish(Topics.GENERATION_PROGRESS, "r1", progress("r1", 1));
    await(() -> status("r1").equals("running"));
    Iterator<String> before = follow("r1", null).body().iterator();
    String first = event(before);
    assertThat(first).contains(" 3000 ");
    String id = first.split(" ", -1)[1];

    Iterator<String> again = follow("r1", id).body().iterator();
    assertThat(event(again)).contains("waiting");
    publish(Topics.GENERATION_RESULTS, "r1", result("r1", GenerationStatus.SUCCEEDED));
    String end = event(again);

    assertThat(end).startsWith("result");
    assertThat(again.hasNext()).isFalse();
    assertThat(follow("r1", end.split(" ", -1)[1]).statusCode()).isEqualTo(204);
    for (String other : new String[] {id, "999", "x", "-1", "99999999999999", ""}) {
      HttpResponse<Stream<String>> late = follow("r1", other);
      assertThat(late.statusCode()).isEqualTo(200);
      assertThat(late.headers().firstValue("X-Accel-Buffering")).contains("no");
      assertThat(event(late.body().iterator())).as(other).startsWith("result");
    }
  }

  @Test
  void whoever_waits_is_told_when_the_position_changes() throws Exception {
    String id =
        JSON.readTree(post("/v1/generations", body(image("png", 9, 9))).body())
            .get("requestId")
            .asText();
    queue.places.put(id, new QueuePlace(3, 5, null));
    Iterator<String> lines = follow(id, null).body().iterator();

    assertThat(event(lines)).startsWith("progress").contains("\"position\":3");
    queue.places.put(id, new QueuePlace(3, 6, null)); // The same position is no news.
    queue.places.put(id, new QueuePlace(2, 6, Duration.ofSeconds(9)));
    assertThat(event(lines))
        .startsWith("progress")
        .contains("\"position\":2,\"waiting\":6,\"estimatedWaitMillis\":9000");
    queue.places.clear();
    publish(Topics.GENERATION_PROGRESS, id, progress(id, 1));
    String running = event(lines);
    while (running.contains("waiting")) { // It left the queue before somebody began it.
      running = event(lines);
    }
    assertThat(running).contains("\"status\":\"running\"").doesNotContain("position");
  }

  private HttpResponse<Stream<String>> follow(String requestId, @Nullable String lastId)
      throws Exception {
    HttpRequest.Builder request = request("/v1/generations/" + requestId + "/events").GET();
    if (lastId != null) {
      request.header("Last-Event-ID", lastId);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
  }

  @Test
  void events_of_an_unknown_request_are_not_found_and_closing_ends_a_stream() throws Exception {
    assertThat(get("/v1/generations/r1/events").statusCode()).isEqualTo(404);
    publish(Topics.GENERATION_PROGRESS, "r1", progress("r1", 1));
    await(() -> status("r1").equals("running"));
    HttpResponse<Stream<String>> response =
        http.send(
            request("/v1/generations/r1/events").GET().build(),
            HttpResponse.BodyHandlers.ofLines());
    Iterator<String> lines = response.body().iterator();
    assertThat(event(lines)).startsWith("progress");

    gateway.close();

    assertThatCode(
            () -> {
              try {
                assertThat(lines.hasNext()).isFalse();
              } catch (UncheckedIOException e) {
                assertThat(e).hasMessageContaining("closed");
              }
            })
        .doesNotThrowAnyException();
  }

  @Test
  void only_so_many_clients_follow_events() throws Exception {
    publish(Topics.GENERATION_PROGRESS, "r1", progress("r1", 1));
    await(() -> status("r1").equals("running"));
    for (int i = 0; i < 2; i++) {
      HttpResponse<Stream<String>> response =
          http.send(
              request("/v1/generations/r1/events").GET().build(),
              HttpResponse.BodyHandlers.ofLines());
      assertThat(event(response.body().iterator())).startsWith("progress");
    }

    HttpResponse<String> refused = get("/v1/generations/r1/events");
    assertProblem(refused, 503, null, "Too many clients");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
  }
}
