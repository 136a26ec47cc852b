package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything a request may ask for can be asked for over HTTP, and is told back. */
class WholeContractTest extends GatewayFixture {
  @Test
  void how_an_image_is_made_goes_to_kafka_and_is_shown() throws Exception {
    ObjectNode body = body(image("png", 16, 16));
    body.put("method", "sdedit").put("sampler", "euler-ancestral").put("count", 2);
    body.put("candidates", 4).put("previewEvery", 5).put("replyTopic", "replies.arm-1");
    body.put("webhook", "https://robots.example/hook?id=1").put("seed", 7);

    HttpResponse<String> response = post("/v1/generations", body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    GenerationRequest sent = sent(0, Topics.GENERATION_REQUESTS);
    assertThat(sent.getMethod()).isEqualTo("sdedit");
    assertThat(sent.getSampler()).contains("euler-ancestral");
    assertThat(sent.getCandidates()).contains(4);
    assertThat(sent.getPreviewEvery()).isEqualTo(5);
    assertThat(sent.getWebhook()).contains("https://robots.example/hook?id=1");
    assertThat(sent.getReplyTopic()).contains("replies.arm-1");
    assertThat(sent.getSweep()).isEmpty();
    JsonNode view = JSON.readTree(response.body());
    assertThat(view.path("prompt").asText()).isEqualTo("a sliced apple");
    assertThat(view.path("target").asText()).isEqualTo("final-state");
    assertThat(view.path("method").asText()).isEqualTo("sdedit");
    assertThat(view.path("sampler").asText()).isEqualTo("euler-ancestral");
    assertThat(view.path("candidates").asInt()).isEqualTo(4);
    assertThat(view.path("previewEvery").asInt()).isEqualTo(5);
    assertThat(view.path("webhook").asText()).isEqualTo("https://robots.example/hook?id=1");
    assertThat(view.path("replyTopic").asText()).isEqualTo("replies.arm-1");
    assertThat(view.path("seedText").asText()).isEqualTo("7");
    assertThat(view.has("sweep")).isFalse();
  }

  @Test
  void size_and_control_go_to_kafka_and_are_shown_from_json_and_from_a_form() throws Exception {
    byte[] png = image("png", 16, 16);
    ObjectNode body = body(png).put("size", 72).put("controlScale", .5).put("controlStart", 0);
    body.put("controlEnd", .75).put("imageGuidance", 2).put("sourcePrompt", " an apple ");

    HttpResponse<String> json = post("/v1/generations", body);
    HttpResponse<String> form =
        form(
            png,
            "size",
            "72",
            "controlScale",
            "5e-1",
            "controlEnd",
            "0.75",
            "sourcePrompt",
            "an apple");

    assertThat(json.statusCode()).as(json.body()).isEqualTo(202);
    GenerationRequest sent = sent(0, Topics.GENERATION_REQUESTS);
    assertThat(sent.getSize()).contains(72);
    assertThat(sent.getControlScale()).contains(.5);
    assertThat(sent.getControlStart()).contains(0.);
    assertThat(sent.getControlEnd()).contains(.75);
    assertThat(sent.getImageGuidance()).contains(2.);
    assertThat(sent.getSourcePrompt()).isEqualTo("an apple");
    JsonNode view = JSON.readTree(json.body());
    assertThat(view.path("size").asInt()).isEqualTo(72);
    assertThat(view.path("controlScale").asDouble()).isEqualTo(.5);
    assertThat(view.path("controlStart").isNumber()).isTrue();
    assertThat(view.path("controlEnd").asDouble()).isEqualTo(.75);
    assertThat(view.path("imageGuidance").asDouble()).isEqualTo(2);
    assertThat(view.path("sourcePrompt").asText()).isEqualTo("an apple");
    assertThat(form.statusCode()).as(form.body()).isEqualTo(202);
    GenerationRequest second = sent(1, Topics.GENERATION_REQUESTS);
    assertThat(second.getSize()).contains(72);
    assertThat(second.getControlScale()).contains(.5);
    assertThat(second.getControlEnd()).contains(.75);
    assertThat(second.getControlStart()).isEmpty();
    assertThat(second.getSourcePrompt()).isEqualTo("an apple");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ddim",
        "ddim-eta",
        "pndm",
        "euler",
        "euler-ancestral",
        "dpm-solver++",
        "dpm-solver++-sde",
        "unipc"
      })
  void every_sampler_goes_to_kafka(String sampler) throws Exception {
    HttpResponse<String> response =
        post("/v1/generations", body(image("png", 16, 16)).put("sampler", sampler));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(sent(0, Topics.GENERATION_REQUESTS).getSampler()).contains(sampler);
  }

  @Test
  void samplers_that_do_not_go_with_a_method_are_refused() throws Exception {
    ObjectNode body = body(image("png", 16, 16));
    assertProblem(
        post(
            "/v1/generations",
            body.deepCopy().put("method", "edit-friendly").put("sampler", "pndm")),
        400,
        "sampler",
        "sampler is 'pndm', expected one of [ddim], as the method is edit-friendly.");
    assertProblem(
        post("/v1/generations", body.deepCopy().put("sampler", "euler").put("steps", 1)),
        400,
        "steps",
        "steps is 1, expected 2 to 1000, as the sampler is euler.");
    ObjectNode sweep = body.deepCopy().put("method", "instruct-pix2pix");
    sweep.putArray("sweep").add(0);
    assertProblem(
        post("/v1/generations", sweep),
        400,
        "sweep",
        "which starts from pure noise, expected one of [genhowto, sdedit, edit-friendly].");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void what_is_left_out_is_genhowto_without_more() throws Exception {
    post("/v1/generations", body(image("png", 16, 16)));

    GenerationRequest sent = sent(0, Topics.GENERATION_REQUESTS);
    assertThat(sent.getMethod()).isEqualTo("genhowto");
    assertThat(sent.getSampler()).isEmpty();
    assertThat(sent.getCandidates()).isEmpty();
    assertThat(sent.getPreviewEvery()).isZero();
    assertThat(sent.getWebhook()).isEmpty();
    assertThat(sent.getReplyTopic()).isEmpty();
  }

  @Test
  void a_sweep_is_an_array_in_json() throws Exception {
    ObjectNode body = body(image("png", 16, 16)).put("steps", 50);
    body.putArray("sweep").add(0).add(10).add(49);

    JsonNode view = JSON.readTree(post("/v1/generations", body).body());

    assertThat(sent(0, Topics.GENERATION_REQUESTS).getSweep()).containsExactly(0, 10, 49);
    assertThat(view.path("sweep")).hasToString("[0,10,49]");
    body.putArray("sweep");
    assertThat(post("/v1/generations", body).statusCode()).isEqualTo(202);
    assertThat(sent(1, Topics.GENERATION_REQUESTS).getSweep()).isEmpty();
  }

  @Test
  void a_sweep_is_numbers_with_commas_between_in_a_form() throws Exception {
    byte[] png = image("png", 16, 16);

    assertThat(form(png, "sweep", "0, 10,49").statusCode()).isEqualTo(202);
    assertThat(form(png, "sweep", "0", "sweep", "10").statusCode()).isEqualTo(202);
    assertThat(sent(0, Topics.GENERATION_REQUESTS).getSweep()).containsExactly(0, 10, 49);
    assertThat(sent(1, Topics.GENERATION_REQUESTS).getSweep()).containsExactly(0, 10);
    for (String bad : List.of("", "0,,1", "0;1", "0,1,", "[0,1]", "1000", "-1", "1.5")) {
      assertProblem(form(png, "sweep", bad), 400, "sweep", "expected a whole number from 0 to");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          method       | "GenHowTo"               | method is 'GenHowTo', expected one of [genhowto,
          method       | ""                       | method is '', expected one of
          method       | 5                        | method is 5, expected text.
          method       | null                     | method is null, expected a value, or the field left out.
          count        | null                     | count is null, expected a value, or the field left out.
          sweep        | null                     | sweep is null, expected a value, or the field left out.
          sampler      | "heun"                   | sampler is 'heun', expected one of [ddim, ddim-eta
          sweep        | "0,10"                   | sweep is '"0,10"', expected a list of whole numbers
          sweep        | 10                       | sweep is '10', expected a list of whole numbers
          sweep        | [1.5]                    | sweep is '[1.5]', expected a list of whole numbers
          sweep        | ["1"]                    | sweep is '["1"]', expected a list of whole numbers
          sweep        | [[1]]                    | sweep is '[[1]]', expected a list of whole numbers
          sweep        | [null]                   | sweep is '[null]', expected a list of whole numbers
          sweep        | {}                       | sweep is '{}', expected a list of whole numbers
          sweep        | [50]                     | sweep is '50', expected a whole number from 0 to 49.
          sweep        | [-1]                     | sweep is '-1', expected a whole number from 0 to 49.
          sweep        | [99999999999999999999]   | sweep is '99999999999999999999', expected
          sweep        | [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1] | sweep has 17 numbers, expected at most 16
          candidates   | 0                        | candidates is '0', expected a whole number from 1 to 32.
          candidates   | 33                       | candidates is '33', expected a whole number from 1 to 32.
          candidates   | [4]                      | candidates is no text and no number.
          previewEvery | -1                       | previewEvery is '-1', expected a whole number from 0
          previewEvery | 1001                     | previewEvery is '1001', expected a whole number from 0
          webhook      | "ftp://robots.example/"  | webhook is 'ftp://robots.example/', expected an http or
          webhook      | "/hook"                  | webhook is '/hook', expected an http or https address
          webhook      | "https://a:b@robots.example/" | webhook is 'https://a:b@robots.example/', expected
          replyTopic   | "generation-results"     | replyTopic is 'generation-results', expected 'replies.'
          replyTopic   | "replies."               | replyTopic is 'replies.', expected 'replies.' and 1 to
          size         | 56                       | size is '56', expected a whole number from 64 to 1024.
          size         | 1032                     | size is '1032', expected a whole number from 64 to 1024.
          size         | 100                      | size is 100, expected a multiple of 8.
          size         | 64.0                     | size is '64.0', expected a whole number
          size         | "big"                    | size is 'big', expected a whole number
          size         | true                     | size is 'true', expected a whole number
          size         | [64]                     | size is no text and no number.
          controlScale | -0.5                     | controlScale is '-0.5', expected a number from 0.0 to 10.0.
          controlScale | "NaN"                    | controlScale is 'NaN', expected a number from 0.0 to 10.0.
          controlStart | 1.5                      | controlStart is '1.5', expected a number from 0.0 to 1.0.
          controlEnd   | 1e400                    | controlEnd is '
          controlEnd   | {}                       | controlEnd is no text and no number.
          imageGuidance | 1000.5                  | imageGuidance is '1000.5', expected a number from 0.0
          sourcePrompt | 7                        | sourcePrompt is 7, expected text.
          sourcePrompt | "a\\u0000b"            | expected text without control characters
          """)
  void a_bad_field_is_named_and_nothing_is_stored(String field, String json, String error)
      throws Exception {
    String text = body(image("png", 16, 16)).put("steps", 50).toString();

    HttpResponse<String> response =
        postText(
            "application/json",
            text.substring(0, text.length() - 1) + ",\"%s\":%s}".formatted(field, json));

    assertProblem(response, 400, field, error);
    assertThat(producer.history()).isEmpty();
    try (Stream<Path> stored = Files.walk(folder)) {
      assertThat(stored.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void what_does_not_go_together_is_refused() throws Exception {
    ObjectNode sweep = body(image("png", 16, 16));
    sweep.putArray("sweep").add(0);
    assertProblem(
        post("/v1/generations", sweep.deepCopy().put("skip", 1)), 400, "sweep", "beside skip");
    assertProblem(
        post("/v1/generations", sweep.deepCopy().put("count", 2)), 400, "sweep", "beside skip");
    assertProblem(
        post("/v1/generations", sweep.deepCopy().put("candidates", 2)),
        400,
        "sweep",
        "beside candidates");
    assertThat(post("/v1/generations", sweep.deepCopy().put("count", 1)).statusCode())
        .isEqualTo(202);
    ObjectNode few = body(image("png", 16, 16)).put("count", 3).put("candidates", 2);
    assertProblem(post("/v1/generations", few), 400, "candidates", "at least count, which is 3");
  }

  @Test
  void results_and_progress_tell_how_it_was_made() throws Exception {
    BlobRef image = result("r1", GenerationStatus.SUCCEEDED).getImages().get(0).getImage();
    publish(
        Topics.GENERATION_PROGRESS,
        "r1",
        GenerationProgress.newBuilder(progress("r1", 3)).setPreview(image).build());
    publish(
        Topics.GENERATION_RESULTS,
        "r1",
        GenerationResult.newBuilder(result("r1", GenerationStatus.SUCCEEDED))
            .setImages(
                List.of(
                    GeneratedImage.newBuilder()
                        .setImage(image)
                        .setSeed(1)
                        .setSkip(10)
                        .setAgreement(0.31)
                        .setBackground(0.92)
                        .build()))
            .setNegativePrompt("a knife")
            .setMethod("sdedit")
            .setSampler("ddim")
            .setSameAs("r0")
            .build());
    await(() -> status("r1").equals("succeeded"));

    JsonNode view = JSON.readTree(get("/v1/generations/r1").body());

    assertThat(view.at("/progress/preview/url").asText()).isEqualTo("/v1/images/" + "a".repeat(64));
    assertThat(view.at("/progress/preview/width").asInt()).isEqualTo(64);
    JsonNode one = view.at("/result/images/0");
    assertThat(one.path("skip").asInt()).isEqualTo(10);
    assertThat(one.path("agreement").asDouble()).isEqualTo(0.31);
    assertThat(one.path("background").asDouble()).isEqualTo(0.92);
    assertThat(view.at("/result/negativePrompt").asText()).isEqualTo("a knife");
    assertThat(view.at("/result/method").asText()).isEqualTo("sdedit");
    assertThat(view.at("/result/sampler").asText()).isEqualTo("ddim");
    assertThat(view.at("/result/sameAs").asText()).isEqualTo("r0");
  }

  @Test
  void skipping_all_steps_of_the_model_is_refused_once_they_are_known() throws Exception {
    byte[] png = image("png", 16, 16);
    ObjectNode skip = body(png).put("skip", 20);
    assertThat(post("/v1/generations", skip).statusCode()).isEqualTo(202); // Nobody knows yet.

    answer("own", null, 20, "v1", "genhowto");
    assertProblem(
        post("/v1/generations", skip), 422, "skip", "skip is 20, expected 0 to 19: without steps");
    ObjectNode sweep = body(png);
    sweep.putArray("sweep").add(0).add(25);
    assertProblem(post("/v1/generations", sweep), 422, "sweep", "sweep is 25, expected 0 to 19");
    assertThat(post("/v1/generations", skip.deepCopy().put("skip", 19)).statusCode())
        .isEqualTo(202);
    assertThat(post("/v1/generations", skip.deepCopy().put("steps", 21)).statusCode())
        .isEqualTo(202);
    assertThat(post("/v1/generations", skip.deepCopy().put("method", "sdedit")).statusCode())
        .isEqualTo(202);
    assertThat(post("/v1/generations", skip.deepCopy().put("modelVersion", "v2")).statusCode())
        .isEqualTo(202);

    answer("given", 4, 4, "v1", "genhowto"); // Its steps are the request's, not the model's.
    assertThat(post("/v1/generations", skip.deepCopy().put("skip", 10)).statusCode())
        .isEqualTo(202);
    answer("newer", 4, 4, "v2", "genhowto"); // Other weights are in service, whose steps are open.
    assertThat(post("/v1/generations", skip).statusCode()).isEqualTo(202);
  }

  private void answer(String id, @Nullable Integer steps, int taken, String version, String method)
      throws Exception {
    publish(
        Topics.GENERATION_REQUESTS,
        id,
        GenerationRequest.newBuilder()
            .setRequestId(id)
            .setPrompt("a sliced apple")
            .setTarget(Target.ACTION)
            .setSteps(steps)
            .setMethod(method)
            .build());
    publish(
        Topics.GENERATION_RESULTS,
        id,
        GenerationResult.newBuilder(result(id, GenerationStatus.SUCCEEDED))
            .setSteps(taken)
            .setMethod(method)
            .setModelVersion(version)
            .build());
    await(() -> journalKnows(id));
  }

  private boolean journalKnows(String id) {
    try {
      JsonNode view = JSON.readTree(get("/v1/generations/" + id).body());
      return view.has("prompt") && view.path("status").asText().equals("succeeded");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> form(byte[] png, String... fields) throws Exception {
    StringBuilder text = new StringBuilder();
    String part = "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n";
    text.append(part.formatted("prompt", "a sliced apple"))
        .append(part.formatted("target", "action"));
    text.append(part.formatted("image", Base64.getEncoder().encodeToString(png)));
    for (int i = 0; i < fields.length; i += 2) {
      text.append(part.formatted(fields[i], fields[i + 1]));
    }
    return send(
        request("/v1/generations")
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(HttpRequest.BodyPublishers.ofString(text + "--b--\r\n", UTF_8)));
  }
}
