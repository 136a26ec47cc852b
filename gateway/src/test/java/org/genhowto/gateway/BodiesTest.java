package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.genhowto.networks.image.ImageFormat;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images as bodies, in and out; bodies that nobody wants. */
class BodiesTest extends GatewayFixture {
  private HttpResponse<String> raw(String type, byte[] body, String query) throws Exception {
    return send(
        request("/v1/generations" + query)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg"})
  void an_image_alone_is_a_body_with_its_wishes_in_the_address(String format) throws Exception {
    byte[] image = image(format, 12, 10);

    HttpResponse<String> response =
        raw("image/" + format, image, "?prompt=a%20sliced%20apple&target=action&sweep=0,3&steps=9");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    GenerationRequest sent = sent(0, Topics.GENERATION_REQUESTS);
    assertThat(sent.getPrompt()).isEqualTo("a sliced apple");
    assertThat(sent.getTarget()).isEqualTo(Target.ACTION);
    assertThat(sent.getSweep()).containsExactly(0, 3);
    assertThat(platform.blobs().read(sent.getImage().orElseThrow())).isEqualTo(image);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ?target=action                         | prompt | The field 'prompt' is missing
          ?prompt=a&target=action&prompt=b       | prompt | prompt is given 2 times
          ?prompt=a&target=action&colour=red     | colour | There is no field 'colour'
          ?prompt=a&target=action&image=x        | image  | expected one of them
          ?prompt=a&target=action&earlierRequestId=r | earlierRequestId | both given
          """)
  void a_bad_address_of_an_image_is_named(String query, String field, String error)
      throws Exception {
    assertProblem(raw("image/png", image("png", 8, 8), query), 400, field, error);
  }

  @Test
  void a_body_that_is_no_image_is_refused() throws Exception {
    String query = "?prompt=a&target=action";
    assertProblem(raw("image/png", "text".getBytes(UTF_8), query), 415, "image", "none of PNG");
    assertThat(raw("image/gif", image("png", 8, 8), query).statusCode()).isEqualTo(415);
  }

  private void finish(byte[] png, GenerationStatus status) throws Exception {
    BlobRef blob = platform.blobs().put(png, "image/png");
    publish(
        Topics.GENERATION_RESULTS,
        "r1",
        GenerationResult.newBuilder(result("r1", status))
            .setImages(
                status == GenerationStatus.SUCCEEDED
                    ? List.of(GeneratedImage.newBuilder().setImage(blob).setSeed(5).build())
                    : List.of())
            .setError(status == GenerationStatus.SUCCEEDED ? null : "It did not work.")
            .build());
  }

  private HttpResponse<byte[]> image(String query, String accept) throws Exception {
    return http.send(
        request("/v1/generations/r1/image" + query).header("Accept", accept).GET().build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void an_image_is_waited_for_and_comes_as_it_is_wanted() throws Exception {
    byte[] png = image("png", 12, 10);
    publish(Topics.GENERATION_PROGRESS, "r1", progress("r1", 1));
    await(() -> status("r1").equals("running"));
    assertThat(image("?wait=0.05", "image/png").statusCode()).isEqualTo(504);
    HttpResponse<byte[]> early = image("", "*/*");
    assertThat(early.statusCode()).isEqualTo(504);
    assertThat(early.headers().firstValue("Retry-After")).isPresent();
    CompletableFuture<HttpResponse<byte[]>> waiting =
        http.sendAsync(
            request("/v1/generations/r1/image?index=0&wait=20").GET().build(),
            HttpResponse.BodyHandlers.ofByteArray());
    publish(Topics.GENERATION_PROGRESS, "r1", progress("r1", 2));
    finish(png, GenerationStatus.SUCCEEDED);

    assertThat(waiting.get().statusCode()).isEqualTo(200);
    assertThat(waiting.get().body()).isEqualTo(png);
    assertThat(image("", "image/png").body()).isEqualTo(png);
    assertThat(image("", "text/html, image/*;q=0.5").body()).isEqualTo(png);
    HttpResponse<byte[]> jpeg = image("", "image/png;q=0.5, image/jpeg");
    assertThat(jpeg.headers().firstValue("Content-Type")).contains("image/jpeg");
    assertThat(ImageFormat.of(jpeg.body()).orElseThrow().mediaType()).isEqualTo("image/jpeg");
    JsonNode view = JSON.readTree(image("", "application/json").body());
    assertThat(Base64.getDecoder().decode(view.path("image").asText())).isEqualTo(png);
    assertThat(view.path("seed").asLong()).isEqualTo(5);
    assertThat(image("", "text/html").statusCode()).isEqualTo(406);
    assertThat(image("?index=1", "*/*").statusCode()).isEqualTo(404);
    for (String bad : List.of("?index=-1", "?index=16", "?index=x", "?wait=-1", "?wait=26")) {
      assertThat(image(bad, "*/*").statusCode()).as(bad).isEqualTo(400);
    }
  }

  @Test
  void what_ended_without_images_says_why() throws Exception {
    assertThat(image("?wait=5", "*/*").statusCode()).isEqualTo(404);
    finish(image("png", 8, 8), GenerationStatus.FAILED);
    await(() -> status("r1").equals("failed"));

    HttpResponse<byte[]> refused = image("?wait=5", "image/png");

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(new String(refused.body(), UTF_8)).contains("It did not work.");
  }

  /** Whoever writes a large body before it reads gets the answer all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"application/json", "multipart/form-data; boundary=b", "text/plain"})
  void the_answer_to_a_body_that_nobody_reads_arrives(String type) throws Exception {
    byte[] megabyte = new byte[1 << 20];
    for (int i = 0; i < times(); i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        OutputStream out = socket.getOutputStream();
        out.write(
            """
            POST /v1/generations HTTP/1.1\r
            Host: localhost\r
            Connection: close\r
            Content-Type: %s\r
            Content-Length: %d\r
            \r
            """
                .formatted(type, 40L * megabyte.length)
                .getBytes(UTF_8));
        for (int sent = 0; sent < 40; sent++) {
          out.write(megabyte);
        }
        out.flush();
        String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
        assertThat(answer).startsWith("HTTP/1.1 413");
        assertThat(answer).contains("{\"error\":\"");
      }
    }
  }

  private static int times() {
    return Integer.getInteger("genhowto.times", 5);
  }
}
