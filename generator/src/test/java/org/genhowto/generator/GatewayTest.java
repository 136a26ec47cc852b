package org.genhowto.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.runtime.BlobStores;
import org.genhowto.runtime.KafkaConnection;
import org.genhowto.runtime.Platform;
import org.genhowto.runtime.Sha256;
import org.genhowto.runtime.Telemetry;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.Control;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationControl;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStage;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<Topic<?>> READ =
      List.of(Topics.GENERATION_REQUESTS, Topics.GENERATION_PROGRESS, Topics.GENERATION_RESULTS);

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final MockConsumer<byte[], byte[]> consumer = new PatientConsumer();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private Platform platform;
  private Gateway gateway;
  private long offset;

  @BeforeEach
  void start() throws Exception {
    KafkaConnection kafka =
        new KafkaConnection("unused:9092", "mock://gateway", Map.of(), Map.of());
    platform =
        new Platform(
            kafka,
            AvroSerdes.of(kafka.registrySettings()),
            BlobStores.open("file:" + folder),
            new Telemetry(),
            Clock.fixed(Instant.parse("2024-06-17T10:00:00Z"), ZoneOffset.UTC),
            "test");
    for (Topic<?> topic : READ) {
      Node[] none = {};
      consumer.updatePartitions(
          topic.name(), List.of(new PartitionInfo(topic.name(), 0, Node.noNode(), none, none)));
      TopicPartition partition = new TopicPartition(topic.name(), 0);
      consumer.updateBeginningOffsets(Map.of(partition, 0L));
      consumer.updateEndOffsets(Map.of(partition, 0L));
    }
    gateway = gateway(producer, Duration.ofSeconds(10));
    gateway.start();
    await(gateway::ready);
  }

  @AfterEach
  void stop() {
    gateway.close();
    platform.close();
  }

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
        ("--%s\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n"
                + "Content-Type: image/jpeg\r\n\r\n")
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
          target   | state      | target is 'state', expected one of [ACTION, FINAL_STATE].
          steps    | 0          | steps is '0', expected a whole number from 1 to 1000.
          steps    | ten        | steps is 'ten', expected a whole number from 1 to 1000.
          skip     | 50         | skip is '50', expected a whole number from 0 to 49.
          guidance | -1         | guidance is '-1', expected a number from 0.0 to 1000.0.
          guidance | NaN        | guidance is 'NaN', expected a number from 0.0 to 1000.0.
          count    | 17         | count is '17', expected a whole number from 1 to 16.
          seed     | 1.5        | seed is '1.5', expected a whole number
          chainId  | a/b        | chainId is 'a/b', expected 1 to 128 letters
          colour   | red        | There is no field 'colour', expected any of [image, prompt,
          image    | !!!!       | The image is neither PNG nor JPEG.
          image    | R0lGODlhAQABAAAAACw= | The image is neither PNG nor JPEG.
          """)
  void a_bad_field_is_named(String field, String value, String error) throws Exception {
    ObjectNode body = body(image("png", 16, 16)).put("steps", 50);

    HttpResponse<String> response = post("/v1/generations", body.put(field, value));

    assertProblem(response, 400, field, error);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void a_long_prompt_is_refused() throws Exception {
    ObjectNode body = body(image("png", 16, 16)).put("prompt", "x".repeat(1001));

    assertProblem(
        post("/v1/generations", body), 400, "prompt", "1001 characters, expected at most 1000");
  }

  @Test
  void an_image_with_too_many_pixels_is_refused_by_its_header() throws Exception {
    byte[] png = image("png", 16, 16);
    ByteBuffer.wrap(png).putInt(16, 30_000).putInt(20, 30_000);

    assertProblem(
        post("/v1/generations", body(png)), 400, "image", "30000x30000 pixels, expected at most");
  }

  @Test
  void a_broken_image_header_is_refused() throws Exception {
    byte[] png = image("png", 16, 16);

    assertProblem(
        post("/v1/generations", body(java.util.Arrays.copyOf(png, 12))),
        400,
        "image",
        "The image's header cannot be read");
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
  void the_same_key_makes_one_request() throws Exception {
    ObjectNode body = body(image("png", 16, 16));

    HttpResponse<String> first = postWithKey("order-1", body);
    HttpResponse<String> again = postWithKey("order-1", body);
    HttpResponse<String> other = postWithKey("order-1", body.deepCopy().put("prompt", "other"));

    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(JSON.readTree(again.body()).get("requestId").asText()).isEqualTo("order-1");
    assertProblem(other, 409, "Idempotency-Key", "made before with other content");
    assertProblem(postWithKey("a b", body), 400, "Idempotency-Key", "expected 1 to 128 letters");
    assertThat(producer.history()).hasSize(1);
  }

  @Test
  void a_key_is_known_from_the_topic_after_a_restart() throws Exception {
    ObjectNode body = body(image("png", 16, 16));
    postWithKey("order-1", body);
    byte[] value = producer.history().get(0).value();
    producer.clear();
    gateway.close();

    MockConsumer<byte[], byte[]> fresh = freshConsumer(value);
    gateway = new Gateway(settings(Duration.ofSeconds(10)), platform, fresh, producer, extras());
    gateway.start();
    await(gateway::ready);

    assertThat(postWithKey("order-1", body).statusCode()).isEqualTo(202);
    assertThat(postWithKey("order-1", body.put("prompt", "other")).statusCode()).isEqualTo(409);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void what_kafka_does_not_take_is_not_accepted() throws Exception {
    gateway.close();
    MockProducer<byte[], byte[]> stuck =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    gateway =
        new Gateway(
            settings(Duration.ofMillis(100)), platform, freshConsumer(null), stuck, extras());
    gateway.start();
    await(gateway::ready);

    HttpResponse<String> response = postWithKey("order-1", body(image("png", 16, 16)));

    assertProblem(response, 503, null, "Kafka did not take the record.");
    assertThat(get("/v1/generations/order-1").statusCode()).isEqualTo(404);
  }

  @Test
  void the_state_of_a_request_follows_the_topics() throws Exception {
    assertProblem(get("/v1/generations/r1"), 404, null, "There is no request 'r1'.");

    publish(Topics.GENERATION_PROGRESS, "r1", progress("r1", 3));
    await(() -> status("r1").equals("running"));
    JsonNode running = JSON.readTree(get("/v1/generations/r1").body());
    assertThat(running.at("/progress/stage").asText()).isEqualTo("denoising");
    assertThat(running.at("/progress/stepsDone").asInt()).isEqualTo(3);
    assertThat(running.at("/progress/stepsTotal").asInt()).isEqualTo(8);

    publish(Topics.GENERATION_RESULTS, "r1", result("r1", GenerationStatus.SUCCEEDED));
    await(() -> status("r1").equals("succeeded"));
    // Neither a late progress nor a repeated result changes the end.
    publish(Topics.GENERATION_PROGRESS, "r1", progress("r1", 8));
    publish(Topics.GENERATION_RESULTS, "r1", result("r1", GenerationStatus.FAILED));
    publish(Topics.GENERATION_PROGRESS, "r2", progress("r2", 1));
    await(() -> status("r2").equals("running"));

    JsonNode done = JSON.readTree(get("/v1/generations/r1").body());
    assertThat(done.get("status").asText()).isEqualTo("succeeded");
    assertThat(done.at("/result/images/0/url").asText()).isEqualTo("/v1/images/" + "a".repeat(64));
    assertThat(done.at("/result/images/0/seed").asLong()).isEqualTo(42);
    assertThat(done.at("/result/modelVersion").asText()).isEqualTo("v1");
  }

  @Test
  void a_record_that_cannot_be_read_is_passed_over() throws Exception {
    consumer.addRecord(
        new ConsumerRecord<>(
            Topics.GENERATION_RESULTS.name(), 0, offset++, "r1".getBytes(UTF_8), new byte[] {9}));
    publish(Topics.GENERATION_RESULTS, "r2", result("r2", GenerationStatus.CANCELLED));

    await(() -> status("r2").equals("cancelled"));
    assertThat(status("r1")).isEqualTo("404");
    assertThat(gateway.failure()).isEmpty();
  }

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

  @Test
  void a_request_can_be_called_off_until_its_end() throws Exception {
    assertThat(delete("/v1/generations/r1").statusCode()).isEqualTo(404);
    publish(Topics.GENERATION_PROGRESS, "r1", progress("r1", 1));
    await(() -> status("r1").equals("running"));

    assertThat(delete("/v1/generations/r1").statusCode()).isEqualTo(202);
    GenerationControl control = sent(0, Topics.GENERATION_CONTROL);
    assertThat(control.getRequestId()).isEqualTo("r1");
    assertThat(control.getControl()).isEqualTo(Control.CANCEL);

    publish(Topics.GENERATION_RESULTS, "r1", result("r1", GenerationStatus.CANCELLED));
    await(() -> status("r1").equals("cancelled"));
    assertProblem(delete("/v1/generations/r1"), 409, null, "Request r1 has already cancelled.");
    assertThat(producer.history()).hasSize(1);
  }

  @Test
  void images_come_from_the_blob_store_and_never_change() throws Exception {
    byte[] png = image("png", 20, 20);
    BlobRef blob = platform.blobs().put(png, "image/png");
    BlobRef other = platform.blobs().put("some other file".getBytes(UTF_8), "text/plain");
    String path = "/v1/images/" + blob.getSha256();

    HttpResponse<byte[]> response =
        http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(png);
    assertThat(response.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(response.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
    String etag = response.headers().firstValue("ETag").orElseThrow();
    assertThat(send(request(path).header("If-None-Match", etag).GET()).statusCode()).isEqualTo(304);
    assertThat(get("/v1/images/" + other.getSha256()).statusCode()).isEqualTo(404);
    assertThat(get("/v1/images/" + "0".repeat(64)).statusCode()).isEqualTo(404);
    assertProblem(get("/v1/images/..%2f..%2fsecret"), 404, null, "There is no image");
    assertThat(get("/v1/images/abc").statusCode()).isEqualTo(404);
  }

  @Test
  void a_video_is_submitted_under_its_address_or_an_id() throws Exception {
    String uri = "https://example.org/apple.mp4";
    ObjectNode body = JSON.createObjectNode().put("uri", uri).put("category", "apple");

    HttpResponse<String> derived = post("/v1/videos", body);
    HttpResponse<String> named =
        post(
            "/v1/videos",
            body.deepCopy().put("videoId", "v1").put("split", "held-out").put("relevance", 0.5));

    assertThat(derived.statusCode()).isEqualTo(202);
    VideoReference first = sent(0, Topics.VIDEO_REFERENCES);
    assertThat(first.getVideoId()).isEqualTo(Sha256.of(uri).substring(0, 24));
    assertThat(JSON.readTree(derived.body()).get("videoId").asText()).isEqualTo(first.getVideoId());
    assertThat(named.statusCode()).isEqualTo(202);
    VideoReference second = sent(1, Topics.VIDEO_REFERENCES);
    assertThat(second.getVideoId()).isEqualTo("v1");
    assertThat(second.getSplit()).contains(Split.HELD_OUT);
    assertThat(second.getRelevance()).contains(0.5);
    assertProblem(
        post("/v1/videos", body.deepCopy().put("uri", "file:/etc/passwd")),
        400,
        "uri",
        "uri has scheme 'file', expected one of [http, https]");
    assertProblem(
        post("/v1/videos", body.deepCopy().put("relevance", 2)), 400, "relevance", "from 0.0");
    assertProblem(post("/v1/videos", body.deepCopy().put("category", "")), 400, "category", "");
  }

  @Test
  void health_and_numbers_are_told_and_further_routes_are_served() throws Exception {
    platform.telemetry().worker("generator").emitted();

    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").body()).contains("\"gateway\":\"ready\"");
    assertThat(get("/metrics").body()).contains("genhowto_worker_records_total");
    assertThat(get("/extra").body()).isEqualTo("more");
    assertProblem(get("/nowhere"), 404, null, "");
  }

  private Gateway gateway(MockProducer<byte[], byte[]> to, Duration sendTimeout) {
    return new Gateway(settings(sendTimeout), platform, consumer, to, extras());
  }

  private static Gateway.Extras extras() {
    return new Gateway.Extras(
        List.of(config -> config.routes.get("/extra", context -> context.result("more"))),
        List::of);
  }

  private static GatewaySettings settings(Duration sendTimeout) {
    return new GatewaySettings(
        "127.0.0.1", 0, 1 << 20, 1_000_000, java.util.Set.of("http", "https"), 100, 2, sendTimeout);
  }

  /** A consumer that finds one request, or nothing. */
  private static MockConsumer<byte[], byte[]> freshConsumer(byte[] request) {
    MockConsumer<byte[], byte[]> fresh = new PatientConsumer();
    for (Topic<?> topic : READ) {
      boolean holds = request != null && topic == Topics.GENERATION_REQUESTS;
      Node[] none = {};
      TopicPartition partition = new TopicPartition(topic.name(), 0);
      fresh.updatePartitions(
          topic.name(), List.of(new PartitionInfo(topic.name(), 0, Node.noNode(), none, none)));
      fresh.updateBeginningOffsets(Map.of(partition, 0L));
      fresh.updateEndOffsets(Map.of(partition, holds ? 1L : 0L));
    }
    if (request != null) {
      fresh.schedulePollTask(
          () ->
              fresh.addRecord(
                  new ConsumerRecord<>(
                      Topics.GENERATION_REQUESTS.name(),
                      0,
                      0,
                      "order-1".getBytes(UTF_8),
                      request)));
    }
    return fresh;
  }

  private <V extends SpecificRecord> void publish(Topic<V> topic, String key, V value)
      throws Exception {
    consumer.addRecord(
        new ConsumerRecord<>(
            topic.name(),
            0,
            offset++,
            key.getBytes(UTF_8),
            platform.serdes().codec(topic).encode(value)));
  }

  private <V extends SpecificRecord> V sent(int index, Topic<V> topic) throws Exception {
    ProducerRecord<byte[], byte[]> record = producer.history().get(index);
    assertThat(record.topic()).isEqualTo(topic.name());
    return platform.serdes().codec(topic).decode(record.value());
  }

  private String header(String name) {
    return new String(producer.history().get(0).headers().lastHeader(name).value(), UTF_8);
  }

  private static GenerationProgress progress(String requestId, int stepsDone) {
    return GenerationProgress.newBuilder()
        .setRequestId(requestId)
        .setStage(GenerationStage.DENOISING)
        .setStepsDone(stepsDone)
        .setStepsTotal(8)
        .setWorker("generator-1")
        .build();
  }

  private static GenerationResult result(String requestId, GenerationStatus status) {
    BlobRef image =
        BlobRef.newBuilder()
            .setUri("blob:" + "a".repeat(64))
            .setSha256("a".repeat(64))
            .setLength(10)
            .setMediaType("image/png")
            .setWidth(64)
            .setHeight(64)
            .build();
    return GenerationResult.newBuilder()
        .setRequestId(requestId)
        .setStatus(status)
        .setTarget(Target.ACTION)
        .setImages(List.of(GeneratedImage.newBuilder().setImage(image).setSeed(42).build()))
        .setModelVersion("v1")
        .build();
  }

  private static ObjectNode body(byte[] image) {
    return JSON.createObjectNode()
        .put("image", Base64.getEncoder().encodeToString(image))
        .put("prompt", "a sliced apple")
        .put("target", "final-state");
  }

  private static byte[] image(String format, int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR), format, bytes);
    return bytes.toByteArray();
  }

  /** Name and data of the next event. */
  private static String event(Iterator<String> lines) {
    StringBuilder event = new StringBuilder();
    String line = lines.next();
    while (!line.isEmpty()) {
      event.append(line.replaceFirst("^[a-z]+: ", "")).append(' ');
      line = lines.next();
    }
    return event.toString();
  }

  private String status(String requestId) {
    try {
      HttpResponse<String> response = get("/v1/generations/" + requestId);
      return response.statusCode() == 200
          ? JSON.readTree(response.body()).get("status").asText()
          : String.valueOf(response.statusCode());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertProblem(
      HttpResponse<String> response, int status, String field, String error) throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonNode problem = JSON.readTree(response.body());
    assertThat(problem.get("error").asText()).contains(error);
    assertThat(Optional.ofNullable(problem.get("field")).map(JsonNode::asText))
        .isEqualTo(Optional.ofNullable(field));
  }

  private HttpResponse<String> post(String path, JsonNode body)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  private HttpResponse<String> postWithKey(String key, JsonNode body)
      throws IOException, InterruptedException {
    return send(
        request("/v1/generations")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  private HttpResponse<String> postText(String type, String body)
      throws IOException, InterruptedException {
    return send(
        request("/v1/generations")
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  private HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return send(request(path).DELETE());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
        .timeout(PATIENCE);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void await(BooleanSupplier condition) throws TimeoutException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("condition not met within " + PATIENCE);
      }
      Thread.onSpinWait();
    }
  }

  /** Waits a little where there is nothing to read, as a real one does. */
  private static final class PatientConsumer extends MockConsumer<byte[], byte[]> {
    PatientConsumer() {
      super("earliest");
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
      if (records.isEmpty()) {
        try {
          wait(10);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return records;
    }
  }
}
