package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.gateway.requests.RequestState;
import org.genhowto.runtime.queue.GenerationEnds;
import org.genhowto.runtime.queue.QueuePlace;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.Control;
import org.genhowto.schemas.GenerationControl;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GatewayStateTest extends GatewayFixture {
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
    gateway =
        new Gateway(
            settings(Duration.ofSeconds(10)),
            platform,
            new GatewayClients(fresh, producer, queue),
            more());
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
            settings(Duration.ofMillis(100)),
            platform,
            new GatewayClients(freshConsumer(null), stuck, queue),
            more());
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
  void a_request_that_waits_shows_its_place() throws Exception {
    JsonNode made = JSON.readTree(postWithKey("order-1", body(image("png", 9, 9))).body());
    assertThat(made.has("queue")).isFalse();
    queue.places.put("order-1", new QueuePlace(2, 3, Duration.ofMillis(1500)));

    JsonNode queued = JSON.readTree(get("/v1/generations/order-1").body());

    assertThat(queued.get("status").asText()).isEqualTo("queued");
    assertThat(queued.get("queue"))
        .isEqualTo(
            JSON.createObjectNode()
                .put("position", 2)
                .put("waiting", 3)
                .put("estimatedWaitMillis", 1500));
    publish(Topics.GENERATION_PROGRESS, "order-1", progress("order-1", 1));
    await(() -> status("order-1").equals("running"));
    assertThat(JSON.readTree(get("/v1/generations/order-1").body()).has("queue")).isFalse();
  }

  @Test
  void the_queue_lives_and_fails_with_the_gateway() {
    assertThat(queue.running).isTrue();
    assertThat(gateway.failure()).isEmpty();
    queue.failure = new IllegalStateException("the queue is not read any more");
    assertThat(gateway.failure()).containsSame(queue.failure);

    gateway.close();

    assertThat(queue.running).isFalse();
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
    HttpResponse<String> again = delete("/v1/generations/r1");
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(get("/v1/generations/r1").body());
    assertThat(producer.history()).hasSize(1);
  }

  @Test
  void a_queued_request_is_called_off_as_often_as_one_likes() throws Exception {
    postWithKey("order-1", body(image("png", 9, 9)));

    for (int i = 1; i <= 2; i++) {
      HttpResponse<String> accepted = delete("/v1/generations/order-1");
      assertThat(accepted.statusCode()).isEqualTo(202);
      assertThat(accepted.body()).isEqualTo(get("/v1/generations/order-1").body());
      assertThat(sent(i, Topics.GENERATION_CONTROL).getRequestId()).isEqualTo("order-1");
    }
  }

  private static GenerationResult ended(String id, RequestState end) {
    return switch (end) {
      case SUCCEEDED, FAILED, CANCELLED -> result(id, GenerationStatus.valueOf(end.name()));
      case EXPIRED, SUPERSEDED ->
          GenerationResult.newBuilder(result(id, GenerationStatus.CANCELLED))
              .setCalledOff(CallOff.valueOf(end.name()))
              .build();
      case QUEUED, RUNNING -> throw new IllegalArgumentException(end + " is no end");
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = RequestState.class,
      names = {"SUCCEEDED", "FAILED", "EXPIRED", "SUPERSEDED"})
  void what_has_ended_otherwise_cannot_be_called_off(RequestState end) throws Exception {
    String word = end.word();
    publish(Topics.GENERATION_RESULTS, "r1", ended("r1", end));
    await(() -> status("r1").equals(word));

    for (int i = 0; i < 2; i++) {
      HttpResponse<String> refused = delete("/v1/generations/r1");
      assertProblem(
          refused, 409, null, "Request r1 is " + word + ", expected one that has not ended.");
      JsonNode view = JSON.readTree(get("/v1/generations/r1").body());
      ObjectNode shown = (ObjectNode) JSON.readTree(refused.body());
      shown.remove("error");
      assertThat(shown).isEqualTo(view);
    }
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void a_request_whose_record_became_a_dead_letter_has_failed_and_says_why() throws Exception {
    consumer.addRecord(
        new ConsumerRecord<>(
            Topics.GENERATION_REQUESTS.name(), 0, 0, "r1".getBytes(UTF_8), new byte[] {1, 2}));
    await(() -> status("r1").equals("queued"));

    publish(
        Topics.GENERATION_RESULTS,
        "r1",
        GenerationEnds.refused("r1".getBytes(UTF_8), null, "it cannot be decoded")
            .orElseThrow()
            .value());

    await(() -> status("r1").equals("failed"));
    JsonNode failed = JSON.readTree(get("/v1/generations/r1").body());
    assertThat(failed.at("/result/error").asText()).isEqualTo("it cannot be decoded");
  }
}
