package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.genhowto.gateway.requests.ChainForm;
import org.genhowto.gateway.requests.GatewayRequests;
import org.junit.jupiter.api.Test;

/** Every field of a request with every kind of wrong content, in every way a request comes in. */
class HostileFieldsTest extends GatewayFixture {
  private static final List<String> WRONG =
      List.of(
          "null",
          "true",
          "-1",
          "1.5",
          "1e308",
          "1000000000000000000000000000000",
          "\"\"",
          "\"" + "x".repeat(5000) + "\"",
          "\"a\\u0000b\"",
          "\"\\ud800\"",
          "\"NaN\"",
          "[]",
          "[[]]",
          "[null]",
          "{}",
          "{\"a\": 1}");

  /** What a field may hold of these. */
  private static final Map<String, Set<String>> RIGHT =
      Map.ofEntries(
          Map.entry("prompt", Set.of("\"NaN\"")),
          Map.entry("negativePrompt", Set.of("\"\"", "\"NaN\"")),
          Map.entry("sourcePrompt", Set.of("\"\"", "\"NaN\"")),
          Map.entry("guidance", Set.of("1.5")),
          Map.entry("seed", Set.of("-1")),
          Map.entry("chainId", Set.of("\"NaN\"")),
          Map.entry("withinSeconds", Set.of("1.5")),
          Map.entry("supersedeKey", Set.of("\"NaN\"")),
          Map.entry("modelVersion", Set.of("\"NaN\"")),
          Map.entry("controlScale", Set.of("1.5")),
          Map.entry("imageGuidance", Set.of("1.5")),
          Map.entry("sweep", Set.of("[]")));

  private static ObjectNode plain() throws Exception {
    return body(image("png", 8, 8));
  }

  private static String with(ObjectNode body, String field, String json) {
    body.remove(field);
    String text = body.toString();
    return text.substring(0, text.length() - 1) + ",\"%s\":%s}".formatted(field, json);
  }

  private static void assertRefused(HttpResponse<String> response, String what) throws Exception {
    assertThat(response.statusCode()).as("%s: %s", what, response.body()).isBetween(400, 499);
    JsonNode problem = JSON.readTree(response.body());
    assertThat(problem.path("error").asText()).as(what).isNotBlank();
  }

  @Test
  void every_field_names_what_it_cannot_be() throws Exception {
    for (String field : GatewayRequests.GENERATION_FIELDS) {
      for (String json : WRONG) {
        HttpResponse<String> response = postText("application/json", with(plain(), field, json));
        String what = field + " = " + json;
        if (RIGHT.getOrDefault(field, Set.of()).contains(json)) {
          assertThat(response.statusCode()).as("%s: %s", what, response.body()).isEqualTo(202);
        } else {
          assertRefused(response, what);
          assertThat(JSON.readTree(response.body()).path("field").asText()).as(what).isNotEmpty();
        }
      }
    }
  }

  @Test
  void every_field_of_a_chain_is_checked_before_any_goal_is_sent() throws Exception {
    Set<String> fields = new HashSet<>(ChainForm.FIELDS);
    for (String field : fields) {
      for (String json : WRONG) {
        ObjectNode body = plain();
        body.remove(List.of("prompt", "target"));
        body.putArray("goals").addObject().put("prompt", "p").put("target", "action");
        HttpResponse<String> response =
            send(
                request("/v1/chains")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(with(body, field, json))));
        if (!RIGHT.getOrDefault(field, Set.of()).contains(json)) {
          assertRefused(response, field + " = " + json);
        }
      }
    }
  }

  /** What is sent in place of an image. */
  private static Map<String, byte[]> noImages() throws Exception {
    byte[] png = image("png", 32, 32);
    byte[] jpeg = image("jpg", 32, 32);
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("nothing", new byte[0]);
    all.put("text", "hello".getBytes(ISO_8859_1));
    all.put("gif", "GIF89a\1\0\1\0\0\0\0;".getBytes(ISO_8859_1));
    all.put("half a PNG", Arrays.copyOf(png, png.length / 2));
    all.put("a PNG's first bytes", Arrays.copyOf(png, 8));
    all.put("half a JPEG", Arrays.copyOf(jpeg, jpeg.length / 2));
    all.put("a JPEG's first bytes", Arrays.copyOf(jpeg, 4));
    all.put("a WebP's first bytes", "RIFF\20\0\0\0WEBPVP8 ".getBytes(ISO_8859_1));
    all.put("a PNG of 30000 x 30000", sized(png, 30_000));
    all.put("a PNG of 0 x 0", sized(png, 0));
    all.put("a PNG of 2147483647 x 2147483647", sized(png, Integer.MAX_VALUE));
    return all;
  }

  /** The same file with a header that says another size. */
  private static byte[] sized(byte[] png, int side) {
    byte[] changed = png.clone();
    ByteBuffer buffer = ByteBuffer.wrap(changed);
    buffer.putInt(16, side).putInt(20, side);
    CRC32 sum = new CRC32();
    sum.update(changed, 12, 17);
    buffer.putInt(29, (int) sum.getValue());
    return changed;
  }

  @Test
  void what_is_no_image_is_refused_in_every_way_it_comes() throws Exception {
    for (Map.Entry<String, byte[]> one : noImages().entrySet()) {
      String text = Base64.getEncoder().encodeToString(one.getValue());
      assertRefused(post("/v1/generations", plain().put("image", text)), one.getKey());
      assertRefused(
          post("/v1/generations", plain().put("image", "data:image/png;base64," + text)),
          one.getKey());
      assertRefused(form(one.getValue(), "; filename=\"x.png\""), one.getKey());
      assertRefused(form(text.getBytes(ISO_8859_1), ""), one.getKey());
      for (String type : List.of("image/png", "image/jpeg", "image/webp")) {
        assertRefused(
            send(
                request("/v1/generations?prompt=p&target=action")
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofByteArray(one.getValue()))),
            one.getKey());
      }
      ObjectNode chain = JSON.createObjectNode().put("image", text);
      chain.putArray("goals").addObject().put("prompt", "p").put("target", "action");
      assertRefused(post("/v1/chains", chain), one.getKey());
    }
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void bytes_of_a_form_or_an_address_that_are_no_text_are_not_replaced() throws Exception {
    byte[] png = image("png", 8, 8);
    assertProblem(
        part("prompt", new byte[] {'a', (byte) 0xff}), 400, "prompt", "expected text in UTF-8.");
    assertProblem(
        part("negativePrompt", new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}),
        400,
        "negativePrompt",
        "expected text in UTF-8.");
    assertProblem(
        send(
            request("/v1/generations?prompt=a%FF&target=action")
                .header("Content-Type", "image/png")
                .POST(BodyPublishers.ofByteArray(png))),
        400,
        "prompt",
        "expected text in UTF-8.");
    assertThat(part("prompt", "\u00e9".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(202);
  }

  @Test
  void deep_json_and_enormous_headers_are_refused() throws Exception {
    for (int depth : new int[] {1000, 100_000}) {
      for (String field : List.of("prompt", "image", "sweep", "nothing")) {
        String deep = "[".repeat(depth) + "]".repeat(depth);
        assertRefused(postText("application/json", with(plain(), field, deep)), field);
      }
    }
    for (int length : new int[] {10_000, 100_000}) {
      assertRefused(
          send(request("/v1/generations").header("X-Long", "x".repeat(length)).GET()),
          "header of " + length);
      assertRefused(
          send(request("/v1/generations?chainId=" + "x".repeat(length)).GET()),
          "address of " + length);
    }
  }

  private HttpResponse<String> form(byte[] image, String filename) throws Exception {
    return multipart("image\"" + filename, image, "prompt", "p".getBytes(ISO_8859_1));
  }

  private HttpResponse<String> part(String field, byte[] value) throws Exception {
    String other = field.equals("prompt") ? "step" : "prompt";
    return multipart(
        "image\"; filename=\"x.png\"",
        image("png", 8, 8),
        field,
        value,
        other,
        "1".getBytes(ISO_8859_1));
  }

  private HttpResponse<String> multipart(Object... namesAndValues) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String name = (String) namesAndValues[i];
      String head = "--b\r\nContent-Disposition: form-data; name=\"" + name;
      body.writeBytes((head + (name.contains("\"") ? "" : "\"") + "\r\n\r\n").getBytes(ISO_8859_1));
      body.writeBytes((byte[]) namesAndValues[i + 1]);
      body.writeBytes("\r\n".getBytes(ISO_8859_1));
    }
    body.writeBytes(
        "--b\r\nContent-Disposition: form-data; name=\"target\"\r\n\r\naction\r\n--b--\r\n"
            .getBytes(ISO_8859_1));
    return send(
        request("/v1/generations")
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(BodyPublishers.ofByteArray(body.toByteArray())));
  }
}
