package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.genhowto.gateway.http.EdgeSettings;
import org.genhowto.gateway.http.Forwarded;
import org.genhowto.gateway.http.TlsSettings;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients, caches, browsers and proxies rely on. */
class HttpMannersTest extends GatewayFixture {
  private byte[] png = {};
  private String path = "";

  private void storeImage() throws Exception {
    png = Images.png(new RgbImage(300, 200, noise(180_000)));
    path = "/v1/images/" + platform.blobs().put(png, "image/png").getSha256();
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(1).nextBytes(noise);
    return noise;
  }

  @Test
  void head_is_get_without_the_body() throws Exception {
    storeImage();
    publish(Topics.GENERATION_RESULTS, "r1", result("r1", GenerationStatus.SUCCEEDED));
    await(() -> status("r1").equals("succeeded"));
    for (String address :
        List.of(path, "/v1/generations/r1", "/openapi.json", "/healthz", "/v1/nothing", "/extra")) {
      HttpResponse<String> get = get(address);
      HttpResponse<String> head = head(address);

      assertThat(head.statusCode()).as(address).isEqualTo(get.statusCode());
      assertThat(head.body()).isEmpty();
      for (String name : List.of("Content-Type", "Content-Length", "ETag", "Cache-Control")) {
        assertThat(head.headers().firstValue(name))
            .as(address + " " + name)
            .isEqualTo(get.headers().firstValue(name));
      }
    }
    assertThat(head(path).headers().firstValue("Content-Length")).contains("" + png.length);
    HttpResponse<String> events = head("/v1/generations/r1/events");
    assertThat(events.statusCode()).isEqualTo(200);
    assertThat(events.headers().firstValue("Content-Type").orElseThrow()).contains("event-stream");
    assertThat(head("/v1/generations/no/events").statusCode()).isEqualTo(404);
  }

  @Test
  void other_methods_are_told_those_that_there_are() throws Exception {
    HttpResponse<String> put =
        send(request("/v1/generations/r1").PUT(HttpRequest.BodyPublishers.noBody()));
    assertThat(put.statusCode()).isEqualTo(405);
    assertThat(put.headers().firstValue("Allow")).contains("DELETE, GET, HEAD, OPTIONS");
    assertThat(JSON.readTree(put.body()).get("error").asText()).contains("PUT is not for this");
    HttpResponse<String> options = options("/v1/generations");
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS, POST");
    assertThat(get("/sign-out").headers().firstValue("Allow")).contains("OPTIONS, POST");
    assertThat(options("/v1/nothing").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9,206,0,9",
    "bytes=5-,206,5,-1",
    "bytes=-7,206,-7,-1",
    "bytes=-99999999,206,0,-1",
    "bytes=3-99999999,206,3,-1",
    "bytes=99999999-,416,0,0",
    "bytes=-0,416,0,0",
    "bytes=9-3,200,0,-1",
    "bytes=-,200,0,-1",
    "'bytes=0-1,4-5',200,0,-1",
    "lines=0-1,200,0,-1"
  })
  void parts_of_an_image_can_be_asked_for(String range, int status, int first, int last)
      throws Exception {
    storeImage();

    HttpResponse<byte[]> response = bytes(request(path).header("Range", range));

    assertThat(response.statusCode()).isEqualTo(status);
    if (status == 416) {
      assertThat(response.headers().firstValue("Content-Range")).contains("bytes */" + png.length);
      return;
    }
    int from = first < 0 ? png.length + first : first;
    int to = last < 0 ? png.length + last : last;
    assertThat(response.body()).isEqualTo(Arrays.copyOfRange(png, from, to + 1));
    if (status == 206) {
      assertThat(response.headers().firstValue("Content-Range"))
          .contains("bytes %d-%d/%d".formatted(from, to, png.length));
    }
  }

  @Test
  void an_image_is_sent_once_to_whoever_keeps_it() throws Exception {
    storeImage();
    String tag = get(path).headers().firstValue("ETag").orElseThrow();
    assertThat(tag).startsWith("\"");
    for (String known :
        List.of(tag, "W/" + tag, "*", "\"a\", " + tag, "\"a\",W/" + tag + ",\"b\"")) {
      HttpResponse<byte[]> response = bytes(request(path).header("If-None-Match", known));
      assertThat(response.statusCode()).as(known).isEqualTo(304);
      assertThat(response.headers().firstValue("ETag")).contains(tag);
      assertThat(response.headers().firstValue("Cache-Control").orElseThrow())
          .contains("immutable");
    }
    assertThat(bytes(request(path).header("If-None-Match", "\"a\"")).body()).isEqualTo(png);
    HttpRequest.Builder part = request(path).header("Range", "bytes=0-1");
    assertThat(bytes(part.copy().header("If-Range", tag)).statusCode()).isEqualTo(206);
    assertThat(bytes(part.copy().header("If-Range", "W/" + tag)).statusCode()).isEqualTo(200);
    assertThat(bytes(part.copy().header("If-Range", "\"a\"")).statusCode()).isEqualTo(200);
  }

  @Test
  void every_answer_protects_its_reader_and_tells_no_versions() throws Exception {
    storeImage();
    for (String address : List.of("/healthz", path, "/v1/nothing", "/openapi.json")) {
      HttpResponse<String> response = get(address);
      assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
      assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
      assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'self'");
      assertThat(response.headers().firstValue("Server")).isEmpty();
    }
    assertThat(raw("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .doesNotContainIgnoringCase("jetty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "[::2]"})
  void a_foreign_name_for_this_machine_is_refused(String host) throws Exception {
    assertThat(raw(get("/healthz", host))).startsWith("HTTP/1.1 421");
    assertThat(raw(get("/healthz", host + ":80"))).startsWith("HTTP/1.1 421");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1", "127.1.2.3:5", "[::1]:8080"})
  void this_machines_own_names_are_known(String host) throws Exception {
    assertThat(raw(get("/healthz", host))).startsWith("HTTP/1.1 200");
  }

  @Test
  void pages_of_other_origins_change_nothing() throws Exception {
    HttpRequest.Builder post =
        request("/v1/videos")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    String own = "http://127.0.0.1:" + gateway.port();
    assertThat(send(post.copy().header("Origin", own)).statusCode()).isEqualTo(400);
    for (String origin :
        List.of("http://evil.example", "null", "http://127.0.0.1:1", "", own + "0")) {
      assertThat(send(post.copy().header("Origin", origin)).statusCode()).as(origin).isEqualTo(403);
    }
    HttpResponse<String> read = send(request("/healthz").header("Origin", "http://evil.example"));
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(preflight("http://evil.example").statusCode()).isEqualTo(403);
  }

  @Test
  void named_origins_hosts_and_proxies_are_served() throws Exception {
    restart(
        new EdgeSettings(
            Set.of("robots.example"), Set.of("https://ui.example"), Forwarded.TRUST, "", 1000));
    assertThat(raw(get("/healthz", "robots.example:8080"))).startsWith("HTTP/1.1 200");
    assertThat(raw(get("/healthz", "evil.example"))).startsWith("HTTP/1.1 421");
    HttpResponse<String> allowed = preflight("https://ui.example");
    assertThat(allowed.statusCode()).isEqualTo(204);
    assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://ui.example");
    assertThat(allowed.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
        .contains("Idempotency-Key");
    assertThat(location("/genhowto/")).isEqualTo("/genhowto/v1/generations/k");
    assertThat(location("/a/b")).isEqualTo("/a/b/v1/generations/k");
    assertThat(location("//evil.example")).isEqualTo("/v1/generations/k");
    assertThat(location("/../x")).isEqualTo("/v1/generations/k");
    assertThat(raw(get("/healthz", "127.0.0.1\r\nX-Forwarded-Host: evil.example")))
        .startsWith("HTTP/1.1 421");
    assertThat(raw(get("/healthz", "127.0.0.1\r\nForwarded: host=robots.example;proto=https")))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void a_base_url_begins_every_link_and_headers_are_believed_only_where_it_is_said()
      throws Exception {
    assertThat(location("/prefix")).isEqualTo("/v1/generations/k");
    restart(
        new EdgeSettings(Set.of(), Set.of(), Forwarded.IGNORE, "https://robots.example/g/", 1000));
    assertThat(location("/prefix")).isEqualTo("https://robots.example/g/v1/generations/k");
    publish(Topics.GENERATION_RESULTS, "r1", result("r1", GenerationStatus.SUCCEEDED));
    await(() -> status("r1").equals("succeeded"));
    assertThat(get("/v1/generations/r1").body())
        .contains("\"https://robots.example/g/v1/images/aaa");
    assertThat(raw(get("/healthz", "robots.example"))).startsWith("HTTP/1.1 200");
  }

  @Test
  void events_are_refused_where_they_are_not_accepted() throws Exception {
    publish(Topics.GENERATION_RESULTS, "r1", result("r1", GenerationStatus.SUCCEEDED));
    await(() -> status("r1").equals("succeeded"));

    HttpRequest.Builder events = request("/v1/generations/r1/events");
    assertProblem(send(events.copy().header("Accept", "application/json")), 406, null, "Accept");
    assertThat(send(events.copy().header("Accept", "text/*;q=0.5")).statusCode()).isEqualTo(200);
  }

  private void restart(EdgeSettings edge) throws Exception {
    gateway.close();
    gateway =
        new Gateway(
            settings(Duration.ofSeconds(10), edge, TlsSettings.NONE, OPEN),
            platform,
            new GatewayClients(restarted(), new ReadAgainProducer(), queue),
            more());
    gateway.start();
    await(gateway::ready);
  }

  private String location(String prefix) throws Exception {
    HttpResponse<String> response =
        send(
            request("/v1/generations")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "k")
                .header("X-Forwarded-Prefix", prefix)
                .POST(HttpRequest.BodyPublishers.ofString(body(image("png", 9, 9)).toString())));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return response.headers().firstValue("Location").orElseThrow();
  }

  private HttpResponse<String> preflight(String origin) throws Exception {
    return send(
        request("/v1/generations")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
  }

  private HttpResponse<String> options(String address) throws Exception {
    return send(request(address).method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
  }

  private HttpResponse<String> head(String address) throws Exception {
    return send(request(address).method("HEAD", HttpRequest.BodyPublishers.noBody()));
  }

  private HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String get(String address, String host) {
    return "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(address, host);
  }

  private String raw(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
