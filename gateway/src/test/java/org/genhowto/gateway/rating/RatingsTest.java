package org.genhowto.gateway.rating;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.genhowto.gateway.access.Caller;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.Choice;
import org.genhowto.schemas.ContractException;
import org.genhowto.schemas.EvaluationLabel;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.HumanRating;
import org.genhowto.schemas.Priority;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RatingsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Caller ANNA =
      new Caller("anna", Caller.Role.CLIENT, 10, 10, Priority.NORMAL);

  private final RatingBook book = new RatingBook();
  private final List<HumanRating> sent = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private Javalin server;

  @BeforeEach
  void start() {
    server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.jetty.port = 0;
              new Ratings(book, sent::add, Clock.systemUTC()).addTo(config);
              config.routes.exception(
                  GatewayProblem.class,
                  (problem, context) ->
                      context.status(problem.status()).result(problem.getMessage()));
              config.routes.exception(
                  ContractException.class,
                  (problem, context) -> context.status(400).result(problem.getMessage()));
            });
    server.start();
    book.add(result("a1", "v1", "x", "an apple"));
    book.add(result("a2", "v2", "x", "an apple"));
    book.add(result("b1", "v1", "y", "an apple"));
    book.add(result("c1", "v1", "x", "a bowl"));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void only_images_of_one_wish_are_compared_and_nothing_says_whose_they_are() throws Exception {
    Set<String> lefts = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      HttpResponse<String> answer = get("/v1/ratings/next");
      JsonNode pair = JSON.readTree(answer.body());
      assertThat(answer.body()).doesNotContain("v1", "v2", "genhowto");
      assertThat(Set.of(pair.at("/left/request").asText(), pair.at("/right/request").asText()))
          .containsExactlyInAnyOrder("a1", "a2");
      lefts.add(pair.at("/left/request").asText());
    }
    assertThat(lefts).containsExactlyInAnyOrder("a1", "a2"); // By chance on either side.
  }

  @Test
  void a_choice_goes_to_kafka_once_however_often_it_is_sent() throws Exception {
    assertThat(rate("r1", "a1", "a2", "right").statusCode()).isEqualTo(201);
    HttpResponse<String> again = rate("r1", "a1", "a2", "right");

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).contains("\"rightRelease\":\"v2\"");
    assertThat(rate("r1", "a1", "a2", "left").statusCode()).isEqualTo(409);
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).getChoice()).isEqualTo(Choice.RIGHT);
    book.add(sent.get(0)); // As it comes back from the topic.
    assertThat(JSON.readTree(get("/v1/ratings/summary").body()).at("/pairs/0/losses").asInt())
        .isEqualTo(1);
  }

  @Test
  void what_cannot_be_compared_is_refused_with_the_field() throws Exception {
    for (String[] form :
        new String[][] {
          {"r1", "a1", "b1", "left"},
          {"r1", "a1", "c1", "left"},
          {"r1", "a1", "a1", "left"},
          {"r1", "a1", "nobody", "left"},
          {"r1", "a1", "a2", "LEFT"},
          {"r1", "a1", "a2", "both"},
          {"", "a1", "a2", "left"},
          {"a b", "a1", "a2", "left"},
        }) {
      assertThat(rate(form[0], form[1], form[2], form[3]).statusCode())
          .as(String.join(" ", form))
          .isEqualTo(400);
    }
    assertThat(rate("r1", "a1", "b1", "left").body())
        .startsWith("Requests 'a1' and 'b1' cannot be compared, expected one input");
    assertThat(sent).isEmpty();
  }

  @Test
  void the_side_an_image_was_shown_on_does_not_matter_to_its_win_rate() {
    for (int i = 0; i < 10; i++) {
      book.add(rating("l" + i, "v1", "v2", i < 8 ? Choice.RIGHT : Choice.LEFT));
      book.add(rating("r" + i, "v2", "v1", i < 8 ? Choice.LEFT : Choice.RIGHT));
    }
    book.add(rating("tie", "v1", "v2", Choice.TIE));

    Map<String, Object> row = book.summary().get(0);

    assertThat(book.summary()).hasSize(1);
    assertThat(row)
        .containsEntry("release", "v1")
        .containsEntry("wins", 4L)
        .containsEntry("losses", 16L)
        .containsEntry("ties", 1L)
        .containsEntry("rate", 0.2);
    // Wilson's formula for 4 of 20, computed apart from this code.
    assertThat((double) requireNonNull(row.get("low"))).isCloseTo(0.080657662580, within(1e-9));
    assertThat((double) requireNonNull(row.get("high"))).isCloseTo(0.416017432252, within(1e-9));
  }

  @Test
  void whoever_has_a_name_is_asked_once_about_a_pair_and_sees_no_others_requests() {
    RandomGenerator random = new Random(1);
    assertThat(book.next(ANNA, random)).isPresent();
    book.add(
        HumanRating.newBuilder(rating("r", "v1", "v2", Choice.LEFT))
            .setRater("anna")
            .setLeftRequest("a2")
            .setRightRequest("a1")
            .build());
    assertThat(book.next(ANNA, random)).isEmpty();
    assertThat(book.next(Caller.ANYBODY, random)).isPresent();

    for (String release : List.of("v1", "v2")) {
      book.add(
          GenerationResult.newBuilder(result("p" + release, release, "z", "a secret"))
              .setEvaluation(null)
              .setClient("bert")
              .build());
    }
    assertThat(book.next(ANNA, random)).isEmpty();
  }

  private static GenerationResult result(
      String request, String release, String input, String prompt) {
    return GenerationResult.newBuilder()
        .setRequestId(request)
        .setStatus(GenerationStatus.SUCCEEDED)
        .setTarget(Target.FINAL_STATE)
        .setPrompt(prompt)
        .setInput(blob(input))
        .setImages(List.of(GeneratedImage.newBuilder().setImage(blob(request)).setSeed(1).build()))
        .setEvaluation(EvaluationLabel.newBuilder().setCategory("apple").setSet("test").build())
        .setModelVersion(release)
        .build();
  }

  private static BlobRef blob(String name) {
    return new BlobRef("blob:" + name, name, 1L, "image/png", 8, 8);
  }

  private static HumanRating rating(String id, String left, String right, Choice choice) {
    return HumanRating.newBuilder()
        .setRatingId(id)
        .setRater("")
        .setLeftRequest("l")
        .setRightRequest("r")
        .setLeftMethod("genhowto")
        .setLeftRelease(left)
        .setRightMethod("genhowto")
        .setRightRelease(right)
        .setTarget(Target.FINAL_STATE)
        .setChoice(choice)
        .build();
  }

  private HttpResponse<String> rate(String id, String left, String right, String choice)
      throws IOException, InterruptedException {
    String body =
        JSON.writeValueAsString(
            Map.of("ratingId", id, "leftRequest", left, "rightRequest", right, "choice", choice));
    return http.send(
        HttpRequest.newBuilder(address("/v1/ratings"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(address(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
