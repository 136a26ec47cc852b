package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoContract;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a body holds, the answer is JSON, and an error of the caller's is told as one. */
class HostileBodiesTest extends GatewayFixture {
  private static final String[] VALUES = {
    "null",
    "true",
    "0",
    "-1",
    "1e400",
    "1.0",
    "123456789012345678901234567890",
    "\"\"",
    "\" \"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"apple\"",
    "\"http://127.1/x\"",
    "\"http://h/x.mp4\"",
    "[]",
    "{}",
    "\"NaN\"",
    "NaN",
    "\"held-out\"",
    "\"..\"",
    "\"\\uff11\"",
    "[[[[1]]]]",
    "0.5",
    "\"file:x\""
  };
  private static final String[] NAMES = {
    "uri",
    "category",
    "videoId",
    "split",
    "relevance",
    "licence",
    "image",
    "prompt",
    "target",
    "steps",
    "skip",
    "guidance",
    "count",
    "seed",
    "chainId",
    "step",
    "",
    "\\u0000",
    "\\ud800",
    "__proto__"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.1/x.mp4",
        "http://0x7f.0.0.1/",
        "http:/h",
        "http:///x",
        "http://\uff11\uff12\uff17.0.0.1/",
        "http://[::1",
        "http://a..b/",
        "http://host:99999/",
        "http://host:-1/",
        "http://h/a b",
        "http://h/%00",
        "http:opaque",
        "http://m\u00fcnchen.de/",
        "http://h/x#y",
        "HTTP:"
      })
  void an_address_that_no_worker_can_follow_is_refused(String uri) throws Exception {
    ObjectNode body = JSON.createObjectNode().put("uri", uri).put("category", "apple");

    assertProblem(post("/v1/videos", body), 400, "uri", "uri ");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void random_bodies_are_taken_or_refused_and_never_break_it() throws Exception {
    Random random = new Random(11);
    for (int i = 0; i < 1500; i++) {
      String path = random.nextBoolean() ? "/v1/videos" : "/v1/generations";
      HttpResponse<String> response = postBytes(path, body(random).getBytes(UTF_8));
      assertAnswer(response);
    }
    int sent = producer.history().size();
    for (int i = 0; i < sent; i++) {
      if (producer.history().get(i).topic().equals(Topics.VIDEO_REFERENCES.name())) {
        VideoReference video = sent(i, Topics.VIDEO_REFERENCES);
        VideoContract.require(video);
      }
    }
  }

  @Test
  void what_is_no_json_of_one_meaning_is_refused() throws Exception {
    String video = "{\"uri\":\"http://h/x\",\"category\":\"apple\"}";
    assertRefused(
        "{\"uri\":\"http://h/x\",\"uri\":\"http://h/y\",\"category\":\"a\"}", "Duplicate");
    assertRefused(video + video, "no JSON");
    assertRefused(video + "]", "no JSON");
    assertRefused("{\"uri\":" + "[".repeat(100_000), "no JSON");
    assertRefused("{\"uri\":NaN}", "no JSON");
    assertRefused("", "");
    assertRefused("null", "no object");
    byte[] broken = video.getBytes(UTF_8);
    broken[10] = (byte) 0xff;
    assertThat(postBytes("/v1/videos", broken).statusCode()).isEqualTo(400);
    assertThat(postBytes("/v1/videos", new byte[] {0, 0, 0, '{', 0x7f, 1, 2, 3}).statusCode())
        .isEqualTo(400);
    assertThat(postBytes("/v1/videos", ("\ufeff" + video).getBytes(UTF_8)).statusCode())
        .isEqualTo(202);
    assertThat(postBytes("/v1/videos", video.getBytes(UTF_16)).statusCode()).isEqualTo(202);
  }

  @Test
  void what_is_no_form_is_refused() throws Exception {
    for (String type :
        List.of(
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=b",
            "MULTIPART/form-data; boundary=b; charset=nonsense")) {
      // Each on a connection of its own: the server ends one with an unread rest.
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  request("/v1/generations")
                      .header("Content-Type", type)
                      .POST(HttpRequest.BodyPublishers.ofString("--b\r\nContent-Disposition: x"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(type).isIn(400, 415);
      assertAnswer(response);
    }
    assertThat(postText("application/jsonp", "{}").statusCode()).isEqualTo(415);
    assertThat(postText("Application/JSON; charset=utf-8", "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void pages_and_methods_that_are_not_there_are_json_too() throws Exception {
    assertAnswer(get("/v1/nothing"));
    assertAnswer(delete("/v1/videos"));
    assertAnswer(get("/v1/generations/%00%ff"));
    assertAnswer(get("/v1/images/..%2f..%2fetc%2fpasswd"));
    assertAnswer(send(request("/v1/videos").header("X-Long", "x".repeat(20_000)).GET()));
    assertAnswer(send(request("/v1/videos").method("TRACE", HttpRequest.BodyPublishers.noBody())));
  }

  @Test
  void half_sent_requests_hold_up_nobody() throws Exception {
    List<Socket> half = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        socket.getOutputStream().write("POST /v1/videos HT".getBytes(StandardCharsets.US_ASCII));
        half.add(socket);
      }
      long before = System.nanoTime();
      assertThat(get("/healthz").statusCode()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    } finally {
      for (Socket socket : half) {
        socket.close();
      }
    }
  }

  private static String body(Random random) {
    StringBuilder body = new StringBuilder("{");
    int fields = random.nextInt(6);
    if (random.nextBoolean()) {
      body.append("\"uri\":\"http://h/x.mp4\",\"category\":\"apple\"")
          .append(fields > 0 ? "," : "");
    }
    for (int i = 0; i < fields; i++) {
      body.append(i > 0 ? "," : "")
          .append('"')
          .append(NAMES[random.nextInt(NAMES.length)])
          .append("\":")
          .append(VALUES[random.nextInt(VALUES.length)]);
    }
    return body.append(random.nextInt(20) == 0 ? "" : "}").toString();
  }

  private void assertRefused(String body, String error) throws Exception {
    HttpResponse<String> response = postBytes("/v1/videos", body.getBytes(UTF_8));
    assertThat(response.statusCode()).as(body).isEqualTo(400);
    assertThat(JSON.readTree(response.body()).get("error").asText()).contains(error);
  }

  private static void assertAnswer(HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 499);
    JsonNode answer = JSON.readTree(response.body());
    if (response.statusCode() >= 400) {
      assertThat(answer.get("error").asText()).isNotBlank();
      if (response.statusCode() == 400 && answer.has("field")) {
        assertThat(answer.get("field").isTextual()).isTrue();
      }
    }
  }

  private HttpResponse<String> postBytes(String path, byte[] body) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }
}
