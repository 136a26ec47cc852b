package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoIds;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayRequestsTest extends GatewayFixture {
  @Test
  void a_request_in_json_goes_to_kafka_with_its_image_in_the_blob_store() throws Exception {
    byte[] png = image("png", 64, 48);
    ObjectNode body = body(png).put("steps", 20).put("skip", 2).put("guidance", 7.5);
    body.put("count", 3).put("seed", -5).put("chainId", "chain").put("step", 1);

    HttpResponse<String> response = post("/v1/generations", body);

    assertThat(response.statusCode()).isEqualTo(202);
    JsonNode answer = JSON.readTree(response.body());
    String requestId = answer.get("requestId").asText();
    assertThat(answer.get("status").asText()).isEqualTo("queued");
    assertThat(response.headers().firstValue("Location")).contains("/v1/generations/" + requestId);
    GenerationRequest sent = sent(0, Topics.GENERATION_REQUESTS);
    assertThat(sent.getRequestId()).isEqualTo(requestId);
    assertThat(sent.getPrompt()).isEqualTo("a sliced apple");
    assertThat(sent.getTarget()).isEqualTo(Target.FINAL_STATE);
    assertThat(sent.getSteps()).contains(20);
    assertThat(sent.getSkip()).contains(2);
    assertThat(sent.getGuidance()).contains(7.5);
    assertThat(sent.getCount()).isEqualTo(3);
    assertThat(sent.getSeed()).contains(-5L);
    assertThat(sent.getChainId()).contains("chain");
    assertThat(sent.getStep()).isEqualTo(1);
    BlobRef image = sent.getImage().orElseThrow();
    assertThat(image.getWidth()).contains(64);
    assertThat(image.getHeight()).contains(48);
    assertThat(image.getMediaType()).isEqualTo("image/png");
    assertThat(platform.blobs().read(image)).isEqualTo(png);
    assertThat(producer.history().get(0).key()).asString(UTF_8).isEqualTo(requestId);
    assertThat(header("message-id")).isEqualTo(requestId);
    assertThat(header("created-at")).isEqualTo("2024-06-17T10:00:00Z");
  }

  @Test
  void a_request_in_multipart_is_the_same_request() throws Exception {
    byte[] jpeg = image("jpeg", 40, 40);
    String boundary = "----boundary";
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Map.Entry<String, String> field :
        Map.of("prompt", "a sliced apple", "target", "action", "steps", "10").entrySet()) {
      body.writeBytes(
          "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
              .formatted(boundary, field.getKey(), field.getValue())
              .getBytes(UTF_8));
    }
    body.writeBytes(
        """
        --%s\r
        Content-Disposition: form-data; name="image"; filename="a.jpg"\r
        Content-Type: image/jpeg\r
        \r
        """
            .formatted(boundary)
            .getBytes(UTF_8));
    body.writeBytes(jpeg);
    body.writeBytes("\r\n--%s--\r\n".formatted(boundary).getBytes(UTF_8));

    HttpResponse<String> response =
        send(
            request("/v1/generations")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));

    assertThat(response.statusCode()).isEqualTo(202);
    GenerationRequest sent = sent(0, Topics.GENERATION_REQUESTS);
    assertThat(sent.getTarget()).isEqualTo(Target.ACTION);
    assertThat(sent.getSteps()).contains(10);
    assertThat(sent.getSkip()).isEmpty();
    assertThat(platform.blobs().read(sent.getImage().orElseThrow())).isEqualTo(jpeg);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          prompt   | ''         | The field 'prompt' is missing.
          target   | ''         | The field 'target' is missing.
          image    | ''         | The field 'image' is missing.
          target   | state      | target is 'state', expected one of [action, final-state].
          steps    | 0          | steps is '0', expected a whole number from 1 to 1000.
          steps    | 0x10       | steps is '0x10', expected a whole number from 1 to 1000.
          steps    | ٢٠         | steps is '٢٠', expected a whole number from 1 to 1000.
          steps    | 20L        | steps is '20L', expected a whole number
          guidance | 7.5d       | guidance is '7.5d', expected a number from 0.0 to 1000.0.
          guidance | 0x1p3      | guidance is '0x1p3', expected a number
          guidance | ٧          | guidance is '٧', expected a number
          guidance | Infinity   | guidance is 'Infinity', expected a number
          guidance | .5         | guidance is '.5', expected a number
          chainId  | ..         | chainId is '..', expected 1 to 128 letters, digits, '.', '_' or '-'
          chainId  | .          | chainId is '.', expected
          steps    | ten        | steps is 'ten', expected a whole number from 1 to 1000.
          skip     | 50         | skip is '50', expected a whole number from 0 to 49.
          guidance | -1         | guidance is '-1', expected a number from 0.0 to 1000.0.
          guidance | NaN        | guidance is 'NaN', expected a number from 0.0 to 1000.0.
          count    | 17         | count is '17', expected a whole number from 1 to 16.
          seed     | 1.5        | seed is '1.5', expected a whole number
          chainId  | a/b        | chainId is 'a/b', expected 1 to 128 letters
          colour   | red        | There is no field 'colour', expected any of [image, prompt,
          image    | '!!!!'     | The image is no base64: Illegal base64 character 21.
          image    | a+b_       | The image is no base64: it has letters of both alphabets
          image    | abcde      | The image is no base64:
          image    | data:image/png,abcd | The image is no base64: it is a data: URL without
          """)
  void a_bad_field_is_named(String field, String value, String error) throws Exception {
    ObjectNode body = body(image("png", 16, 16)).put("steps", 50);

    HttpResponse<String> response = post("/v1/generations", body.put(field, value));

    assertProblem(response, 400, field, error);
    assertThat(producer.history()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "prompt,5",
    "prompt,true",
    "image,5",
    "target,1",
    "chainId,7",
    "steps,true",
    "steps,20.5",
    "guidance,false",
    "guidance,1e400",
    "seed,9223372036854775808",
    "count,1e99",
    "steps,[]",
    "prompt,{}"
  })
  void a_field_of_another_type_is_named(String field, String json) throws Exception {
    ObjectNode body = body(image("png", 16, 16));
    body.remove(field);
    String text = body.toString();

    HttpResponse<String> response =
        postText(
            "application/json",
            text.substring(0, text.length() - 1) + ",\"%s\":%s}".formatted(field, json));

    assertProblem(response, 400, field, field + " is ");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 8, 27, 127, 0x9b})
  void control_characters_are_refused_where_people_write(int character) throws Exception {
    ObjectNode body = body(image("png", 16, 16)).put("prompt", "a " + (char) character + "[2J");

    assertProblem(post("/v1/generations", body), 400, "prompt", "without control characters");
  }

  @Test
  void a_form_has_each_field_once_and_texts_are_no_files() throws Exception {
    String part = "--b\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n";
    String file = "; filename=\"f\"";
    String type = "multipart/form-data; boundary=b";
    assertProblem(
        postText(type, (part + part + "--b--").formatted("prompt", "", "a", "prompt", "", "b")),
        400,
        "prompt",
        "2 times, expected once");
    assertProblem(
        postText(type, (part + part + "--b--").formatted("image", "", "a", "image", file, "b")),
        400,
        "image",
        "2 times, expected once");
    assertProblem(
        postText(type, (part + "--b--").formatted("prompt", file, "a")),
        400,
        "prompt",
        "prompt is a file, expected text");
  }

  @Test
  void a_body_that_is_too_large_is_told_the_limit() throws Exception {
    String part = "--b\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n--b--";
    for (String file : List.of("", "; filename=\"f\"")) {
      assertProblem(
          postText(
              "multipart/form-data; boundary=b",
              part.formatted("image", file, "x".repeat(3_000_000))),
          413,
          null,
          "1048576 bytes");
    }
    assertProblem(postText("application/json", "x".repeat(2_000_000)), 413, null, "1048576 bytes");
  }

  @Test
  void after_a_body_without_a_length_that_is_too_large_no_request_is_lost() throws Exception {
    String form = "--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n%s\r\n--b--";
    byte[] large = form.formatted("x".repeat(3_000_000)).getBytes(UTF_8);
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> answer =
          send(
              request("/v1/generations")
                  .header("Content-Type", "multipart/form-data; boundary=b")
                  .POST(
                      HttpRequest.BodyPublishers.ofInputStream(
                          () -> new ByteArrayInputStream(large))));

      assertProblem(answer, 413, null, "1048576 bytes");
      assertProblem(postText("text/plain", "x"), 415, null, "text/plain");
    }
  }

  @Test
  void of_many_with_one_key_one_is_taken() throws Exception {
    byte[] png = image("png", 16, 16);
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(
          http.sendAsync(
              request("/v1/generations")
                  .header("Content-Type", "application/json")
                  .header("Idempotency-Key", "one")
                  .POST(HttpRequest.BodyPublishers.ofString(body(png).put("seed", i).toString()))
                  .build(),
              HttpResponse.BodyHandlers.ofString()));
    }

    assertThat(answers)
        .extracting(answer -> answer.get().statusCode())
        .containsExactlyInAnyOrder(202, 409, 409, 409, 409, 409, 409, 409);
    assertThat(producer.history()).hasSize(1);
    long seed = sent(0, Topics.GENERATION_REQUESTS).getSeed().orElseThrow();
    HttpResponse<String> again = postWithKey("one", body(png).put("seed", Long.toString(seed)));
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.headers().firstValue("Location")).contains("/v1/generations/one");
    assertThat(producer.history()).hasSize(1);
  }

  @Test
  void a_long_prompt_is_refused() throws Exception {
    ObjectNode body = body(image("png", 16, 16)).put("prompt", "x".repeat(1001));

    assertProblem(
        post("/v1/generations", body), 400, "prompt", "1001 characters, expected at most 1000");
  }

  @Test
  void a_prompt_is_measured_in_characters_and_not_in_java_units() throws Exception {
    String emoji = "\uD83C\uDF4E";
    ObjectNode body = body(image("png", 16, 16));

    assertThat(post("/v1/generations", body.put("prompt", emoji.repeat(1000))).statusCode())
        .isEqualTo(202);
    assertProblem(
        post("/v1/generations", body.put("prompt", emoji.repeat(1001))),
        400,
        "prompt",
        "1001 characters, expected at most 1000");
  }

  @Test
  void an_image_with_too_many_pixels_is_refused_by_its_header() throws Exception {
    byte[] png = image("png", 16, 16);
    ByteBuffer.wrap(png).putInt(16, 30_000).putInt(20, 30_000);
    CRC32 sum = new CRC32();
    sum.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) sum.getValue());

    assertProblem(
        post("/v1/generations", body(png)),
        422,
        "image",
        "30000 x 30000 pixels; at most 1000000 pixels are accepted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg"})
  void a_damaged_image_is_refused_before_it_is_sent(String format) throws Exception {
    byte[] whole = image(format, 40, 30);
    for (int length : new int[] {14, whole.length / 2, whole.length - 1}) {
      assertProblem(
          post("/v1/generations", body(Arrays.copyOf(whole, length))),
          422,
          "image",
          "image is damaged");
    }
    assertProblem(
        post("/v1/generations", body("GIF89a and more".getBytes(UTF_8))),
        415,
        "image",
        "none of PNG, JPEG or WebP");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void base64_is_read_in_both_alphabets_with_and_without_padding_and_lines() throws Exception {
    byte[] png = image("png", 33, 16);
    String standard = Base64.getEncoder().encodeToString(png);
    String urlSafe = Base64.getUrlEncoder().encodeToString(png);
    List<String> spellings =
        List.of(
            standard,
            standard.replace("=", ""),
            urlSafe,
            urlSafe.replace("=", ""),
            Base64.getMimeEncoder().encodeToString(png),
            "data:image/png;base64," + standard,
            "DATA:;charset=x;BASE64," + urlSafe);
    for (String text : spellings) {
      assertThat(post("/v1/generations", body(png).put("image", text)).statusCode())
          .as(text)
          .isEqualTo(202);
    }
    for (int i = 0; i < spellings.size(); i++) {
      BlobRef stored = sent(i, Topics.GENERATION_REQUESTS).getImage().orElseThrow();
      assertThat(platform.blobs().read(stored)).isEqualTo(png);
    }
  }

  @Test
  void a_body_of_another_kind_is_refused() throws Exception {
    assertProblem(postText("text/plain", "hello"), 415, null, "expected application/json");
    assertProblem(postText("application/json", "{"), 400, null, "The body is no JSON");
    assertProblem(postText("application/json", "[]"), 400, null, "no object");
    assertProblem(
        postText("application/json", "{\"prompt\":[]}"), 400, "prompt", "no text and no number");
    assertThat(postText("application/json", "x".repeat(2_000_000)).statusCode()).isEqualTo(413);
  }

  @Test
  void a_video_is_submitted_under_its_address_or_an_id() throws Exception {
    String uri = "https://example.org/apple.mp4";
    ObjectNode body = JSON.createObjectNode().put("uri", uri).put("category", "apple");

    HttpResponse<String> derived = post("/v1/videos", body);
    HttpResponse<String> named =
        post(
            "/v1/videos",
            body.deepCopy()
                .put("videoId", "v1")
                .put("split", "held-out")
                .put("relevance", 0.5)
                .put("licence", "CC0-1.0"));

    assertThat(derived.statusCode()).isEqualTo(202);
    VideoReference first = sent(0, Topics.VIDEO_REFERENCES);
    assertThat(first.getVideoId()).isEqualTo(VideoIds.of("apple", URI.create(uri)));
    assertThat(JSON.readTree(derived.body()).get("videoId").asText()).isEqualTo(first.getVideoId());
    assertThat(named.statusCode()).isEqualTo(202);
    VideoReference second = sent(1, Topics.VIDEO_REFERENCES);
    assertThat(second.getVideoId()).isEqualTo("v1");
    assertThat(second.getSplit()).contains(Split.HELD_OUT);
    assertThat(second.getRelevance()).contains(0.5);
    assertThat(second.getLicence()).contains("CC0-1.0");
    assertProblem(
        post("/v1/videos", body.deepCopy().put("uri", "file:/etc/passwd")),
        400,
        "uri",
        "uri has scheme 'file', expected one of [http, https]");
    assertProblem(
        post("/v1/videos", body.deepCopy().put("relevance", 2)), 400, "relevance", "from 0.0");
    assertProblem(post("/v1/videos", body.deepCopy().put("category", "")), 400, "category", "");
  }
}
