package org.genhowto.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.Javalin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.gateway.dashboard.Dashboard;
import org.genhowto.gateway.dashboard.DashboardSettings;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.rating.Ratings;
import org.genhowto.gateway.requests.ChainForm;
import org.genhowto.gateway.requests.GatewayEntry;
import org.genhowto.gateway.requests.GatewayImages;
import org.genhowto.gateway.requests.GatewayJournal;
import org.genhowto.gateway.requests.GatewayRequests;
import org.genhowto.gateway.requests.GatewayStates;
import org.genhowto.gateway.requests.GatewayViews;
import org.genhowto.gateway.requests.RequestPlace;
import org.genhowto.gateway.requests.RequestState;
import org.genhowto.gateway.requests.RequestTerms;
import org.genhowto.runtime.ledger.LedgerFold;
import org.genhowto.runtime.ledger.LedgerStanding;
import org.genhowto.runtime.ledger.LedgerStory;
import org.genhowto.runtime.ledger.LedgerViews;
import org.genhowto.runtime.queue.QueuePlace;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.LetterStatus;
import org.genhowto.runtime.topic.LetterEntry;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.Health;
import org.genhowto.runtime.worker.HealthPages;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.EarlierImage;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStage;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;
import org.genhowto.schemas.Priority;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The document says what the code does. */
class OpenApiTest extends GatewayFixture {
  private static final List<String> PAGE = List.of("/", "/assets/", "/rate");

  private JsonNode document;

  @BeforeEach
  void read() throws Exception {
    document = JSON.readTree(get("/openapi.json").body());
  }

  @Test
  void it_holds_every_route() {
    Set<String> documented = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

    assertThat(documented).isEqualTo(served());
  }

  @Test
  void its_forms_have_the_fields_that_are_read() {
    assertThat(properties("GenerationForm"))
        .containsExactlyInAnyOrderElementsOf(GatewayRequests.GENERATION_FIELDS);
    assertThat(properties("ChainForm")).containsExactlyInAnyOrderElementsOf(ChainForm.FIELDS);
    assertThat(properties("GoalForm")).containsExactlyInAnyOrderElementsOf(ChainForm.GOAL_FIELDS);
    assertThat(properties("VideoForm"))
        .containsExactlyInAnyOrderElementsOf(GatewayRequests.VIDEO_FIELDS);
    assertThat(properties("DiscardForm"))
        .containsExactlyInAnyOrderElementsOf(DeadLetterRoutes.DISCARD_FIELDS);
    assertThat(properties("DecisionForm"))
        .containsExactlyInAnyOrderElementsOf(ReleaseRoutes.FIELDS);
    assertThat(properties("RatingForm")).containsExactlyInAnyOrderElementsOf(Ratings.FIELDS);
    assertThat(properties("ReplayForm"))
        .containsExactlyInAnyOrderElementsOf(DeadLetterRoutes.REPLAY_FIELDS);
  }

  @Test
  void its_limits_are_those_of_the_contract() {
    for (RequestContract.Whole range :
        List.of(
            RequestContract.STEPS,
            RequestContract.COUNT,
            RequestContract.STEP,
            GatewayRequests.EARLIER_INDEX,
            RequestContract.CANDIDATES,
            RequestContract.PREVIEW_EVERY,
            RequestContract.SIZE,
            RequestContract.skip((int) RequestContract.STEPS.highest()))) {
      JsonNode field = schema("GenerationForm").at("/properties/" + range.field());
      assertThat(field.path("minimum").asLong()).as(range.field()).isEqualTo(range.lowest());
      assertThat(field.path("maximum").asLong()).as(range.field()).isEqualTo(range.highest());
    }
    for (RequestContract.Decimal range :
        List.of(
            RequestContract.GUIDANCE,
            RequestContract.CONTROL_SCALE,
            RequestContract.CONTROL_START,
            RequestContract.CONTROL_END,
            RequestContract.IMAGE_GUIDANCE,
            GatewayRequests.WITHIN)) {
      JsonNode field = schema("GenerationForm").at("/properties/" + range.field());
      assertThat(field.path("minimum").asDouble()).as(range.field()).isEqualTo(range.lowest());
      assertThat(field.path("maximum").asDouble()).as(range.field()).isEqualTo(range.highest());
    }
    JsonNode sweep = schema("GenerationForm").at("/properties/sweep");
    assertThat(sweep.path("maxItems").asLong()).isEqualTo(RequestContract.COUNT.highest());
    assertThat(sweep.at("/items/maximum").asLong()).isEqualTo(RequestContract.STEPS.highest() - 1);
    int longest = schema("GenerationForm").at("/properties/prompt/maxLength").asInt();
    assertThat(RequestContract.requirePrompt("x".repeat(longest))).hasSize(longest);
    assertThatThrownBy(() -> RequestContract.requirePrompt("x".repeat(longest + 1))).isNotNull();
  }

  @Test
  void its_choices_are_those_of_the_enums() {
    assertThat(words("GenerationForm", "/properties/target/enum"))
        .isEqualTo(names(Target.values()));
    assertThat(words("GenerationForm", "/properties/priority/enum"))
        .isEqualTo(names(Priority.values()));
    assertThat(words("GenerationForm", "/properties/method/enum"))
        .isEqualTo(RequestContract.METHODS);
    assertThat(words("GenerationForm", "/properties/sampler/enum"))
        .isEqualTo(RequestContract.SAMPLERS);
    assertThat(words("Generation", "/properties/priority/enum"))
        .isEqualTo(names(Priority.values()));
    assertThat(words("LetterState", "/enum"))
        .isEqualTo(Arrays.stream(LetterStatus.values()).map(LetterStatus::word).toList());
    assertThat(words("VideoForm", "/properties/split/enum")).isEqualTo(names(Split.values()));
    assertThat(words("Status", "/enum"))
        .isEqualTo(Arrays.stream(RequestState.values()).map(RequestState::word).toList());
    assertThat(words("Progress", "/properties/stage/enum"))
        .isEqualTo(names(GenerationStage.values()));
    assertThat(words("Result", "/properties/target/enum")).isEqualTo(names(Target.values()));
  }

  @Test
  void its_answers_have_the_fields_that_are_written() {
    BlobRef image = new BlobRef("file:a", "a".repeat(64), 1L, "image/png", 8, 8);
    GenerationResult full =
        GenerationResult.newBuilder(result("r", GenerationStatus.SUCCEEDED))
            .setError("why")
            .setImages(
                List.of(
                    GeneratedImage.newBuilder()
                        .setImage(image)
                        .setSeed(42)
                        .setSkip(2)
                        .setAgreement(0.25)
                        .setBackground(0.75)
                        .build()))
            .setInput(image)
            .setChainId("chain")
            .setSampler("ddim")
            .setSize(64)
            .setControlScale(.5)
            .setControlStart(.25)
            .setControlEnd(.75)
            .setImageGuidance(1.5)
            .setSourcePrompt("an apple")
            .setSameAs("q")
            .setClient("arm")
            .build();
    GatewayEntry entry =
        GatewayEntry.unknown("r")
            .requested(
                RequestTerms.of(asked(), RequestTerms.Deadline.FIXED), new RequestPlace(1, 2))
            .progressed(
                GenerationProgress.newBuilder(progress("r", 1)).setPreview(image).build(), 3)
            .ended(full);
    QueuePlace place = new QueuePlace(1, 2, Duration.ofMillis(3));
    JsonNode view = JSON.valueToTree(GatewayViews.generation(entry, Optional.of(place), ""));

    assertThat(fields(view)).isEqualTo(properties("Generation"));
    assertThat(fields(view.path("queue"))).isEqualTo(properties("Queue"));
    assertThat(fields(view.path("progress"))).isEqualTo(properties("Progress"));
    assertThat(fields(view.path("result"))).isEqualTo(properties("Result"));
    assertThat(fields(view.at("/progress/preview"))).isSubsetOf(properties("Image"));
    assertThat(fields(view.at("/result/images/0"))).isEqualTo(properties("Image"));
    DeadLetter letter =
        DeadLetter.read(new ConsumerRecord<>("ingest.dead-letters", 0, 0, null, null));
    assertThat(fields(JSON.valueToTree(new LetterEntry(letter, null).fields())))
        .isEqualTo(properties("Letter"));
    JsonNode problem =
        JSON.valueToTree(GatewayViews.problem(GatewayProblem.badField("field", "sentence")));
    assertThat(fields(problem)).isEqualTo(properties("Problem"));
  }

  @Test
  void its_ledger_has_the_fields_and_words_that_are_written() {
    LedgerEntry entry =
        LedgerEntry.newBuilder()
            .setKind(LedgerKind.VIDEO)
            .setId("v")
            .setStage("ingest")
            .setOutcome(LedgerOutcome.DEAD)
            .setReason("rejected")
            .setSentence("why")
            .setScores(Map.of("frames", 2.0))
            .setOutputs(List.of("topic/key"))
            .setItem("item")
            .setCategory("apple")
            .setTime(1)
            .setInstance("host")
            .setTopic("video-references")
            .setPlace("0@0")
            .setMessageId("m")
            .setTraceparent("t")
            .build();
    LedgerFold fold = new LedgerFold();
    fold.add(entry, 0);
    LedgerStory told = fold.story(LedgerKind.VIDEO, "v").orElseThrow();
    JsonNode story = JSON.valueToTree(LedgerViews.story(told));
    JsonNode line = JSON.valueToTree(LedgerViews.line(told, told.standing()));
    JsonNode sums = JSON.valueToTree(LedgerViews.summary(fold.summary(LedgerKind.VIDEO)));

    assertThat(fields(story)).isEqualTo(properties("Story"));
    assertThat(fields(line)).isEqualTo(properties("Line"));
    assertThat(fields(story.at("/stages/0"))).isEqualTo(properties("Stage"));
    assertThat(fields(sums)).isEqualTo(properties("Sums"));
    assertThat(words("State", "/enum")).isEqualTo(LedgerStanding.spellings());
    assertThat(words("Stage", "/properties/outcome/enum"))
        .isEqualTo(Arrays.stream(LedgerOutcome.values()).map(LedgerViews::spelling).toList());
  }

  /** A request with every field that answers repeat. */
  private static GenerationRequest asked() {
    return GenerationRequest.newBuilder()
        .setRequestId("r")
        .setPrompt("a sliced apple")
        .setTarget(Target.ACTION)
        .setSteps(20)
        .setSkip(2)
        .setGuidance(7.5)
        .setSeed(1L)
        .setChainId("chain")
        .setSampler("ddim")
        .setSweep(List.of(1))
        .setCandidates(4)
        .setPreviewEvery(5)
        .setWebhook("https://robots.example/hook")
        .setReplyTopic("replies.arm")
        .setSize(64)
        .setControlScale(.5)
        .setControlStart(.25)
        .setControlEnd(.75)
        .setImageGuidance(1.5)
        .setSourcePrompt("an apple")
        .setClient("arm")
        .setNegativePrompt("a knife")
        .setDeadline(1L)
        .setSupersedeKey("key")
        .setEarlier(new EarlierImage("q", 1))
        .setModelVersion("v1")
        .build();
  }

  private Set<String> served() {
    Set<String> routes = new TreeSet<>();
    try (Platform local = local()) {
      GatewayRoutes api =
          new GatewayRoutes(
              settings(Duration.ofSeconds(1)),
              new GatewayStates(new GatewayJournal(1), new StandInQueue()),
              new GatewaySender(new TopicSender("gateway", local, producer), Duration.ofSeconds(1)),
              new GatewayImages(local.blobs(), 1),
              local.clock());
      Dashboard dashboard =
          new Dashboard(local, new DashboardSettings(List.of(), 1), List.of(), Map::of);
      GatewayLedger ledger = GatewayLedger.of(local);
      Javalin server =
          Javalin.create(
              config -> {
                api.addTo(config.routes);
                HealthRoutes.of(new HealthPages(new Health(List.of()), local.telemetry()))
                    .addTo(config);
                DeadLetterRoutes.of(local).addTo(config);
                ReleaseRoutes.of(local).addTo(config);
                dashboard.addTo(config);
                new Ratings(dashboard.ratings(), rating -> {}, local.clock()).addTo(config);
                ledger.addTo(config);
              });
      server.unsafe.internalRouter.allHttpHandlers().stream()
          .filter(route -> route.endpoint.method.isHttpMethod())
          .forEach(route -> routes.add(route.endpoint.method + " " + route.endpoint.path));
      dashboard.close();
      ledger.close();
    }
    routes.removeIf(
        route ->
            route.endsWith(" " + PAGE.get(0))
                || route.contains(" " + PAGE.get(1))
                || route.contains(" " + PAGE.get(2)));
    return routes;
  }

  /** A platform whose clients can be made, and reach nobody. */
  private Platform local() {
    return new Platform(
        new KafkaConnection("127.0.0.1:9", "mock://gateway", Map.of(), Map.of()),
        platform.serdes(),
        platform.blobs(),
        platform.telemetry(),
        platform.clock(),
        "openapi");
  }

  private JsonNode schema(String name) {
    return document.at("/components/schemas/" + name);
  }

  private List<String> properties(String schema) {
    return fields(schema(schema).path("properties"));
  }

  private List<String> words(String schema, String pointer) {
    List<String> words = new ArrayList<>();
    schema(schema).at(pointer).forEach(word -> words.add(word.asText()));
    return words;
  }

  private static List<String> fields(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(GatewayViews::spelling).toList();
  }
}
