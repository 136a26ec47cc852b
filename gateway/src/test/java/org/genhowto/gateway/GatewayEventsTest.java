package org.genhowto.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.stream.Stream;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Topics;
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

    assertProblem(get("/v1/generations/r1/events"), 503, null, "Too many clients");
  }
}
