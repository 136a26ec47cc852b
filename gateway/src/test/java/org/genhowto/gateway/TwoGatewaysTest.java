package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Two gateways side by side over the same topics. */
class TwoGatewaysTest extends GatewayFixture {
  private final List<byte[]> requests = new ArrayList<>();
  private MockConsumer<byte[], byte[]> others = freshConsumer(null);
  private Gateway other;

  @BeforeEach
  void startBoth() throws Exception {
    gateway.close();
    gateway = started(restarted());
    other = started(others);
  }

  @AfterEach
  void stopOther() {
    other.close();
  }

  private Gateway started(MockConsumer<byte[], byte[]> from) throws Exception {
    Gateway one =
        new Gateway(
            settings(Duration.ofSeconds(10)),
            platform,
            new GatewayClients(from, new SharedTopic(), queue),
            List.of());
    one.start();
    await(one::ready);
    return one;
  }

  @RepeatedTest(3)
  void of_many_contents_under_one_key_one_is_taken_wherever_they_are_sent() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(ask(i % 2 == 0 ? gateway : other, "key", "an apple in " + i + " slices"));
    }
    List<Integer> codes = new ArrayList<>();
    String taken = "";
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      codes.add(answer.get().statusCode());
      if (answer.get().statusCode() == 202) {
        taken = JSON.readTree(answer.get().body()).path("prompt").asText();
      }
    }

    assertThat(codes).containsOnlyOnce(202).filteredOn(code -> code == 409).hasSize(7);
    assertThat(prompts().get(0)).isEqualTo(taken);
    assertThat(requests).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void the_same_content_under_one_key_is_taken_everywhere() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(ask(i % 2 == 0 ? gateway : other, "key", "an apple"));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(202);
    }
    assertThat(requests).hasSizeLessThanOrEqualTo(2);
    int before = requests.size();

    assertThat(ask(other, "key", "an apple").get().statusCode()).isEqualTo(202);
    assertThat(ask(other, "key", "a pear").get().statusCode()).isEqualTo(409);
    assertThat(ask(gateway, "key", "a pear").get().statusCode()).isEqualTo(409);
    assertThat(requests).hasSize(before); // What is known is not sent again.
  }

  @Test
  void whoever_had_an_event_of_one_goes_on_at_the_other() throws Exception {
    both(Topics.GENERATION_PROGRESS, "r1", progress("r1", 1));
    await(() -> status(gateway, "r1").equals("running"));
    await(() -> status(other, "r1").equals("running"));
    Iterator<String> first = follow(gateway, "r1", null);
    String had = event(first).split(" ", -1)[1];
    assertThat(event(follow(other, "r1", null)).split(" ", -1)[1]).isEqualTo(had);

    Iterator<String> second = follow(other, "r1", had);
    assertThat(event(second)).contains("waiting");
    both(Topics.GENERATION_PROGRESS, "r1", progress("r1", 2));
    String next = event(second);
    assertThat(next).contains("\"stepsDone\":2");
    assertThat(event(first)).contains("\"stepsDone\":2").contains(next.split(" ", -1)[1]);
    both(Topics.GENERATION_RESULTS, "r1", result("r1", GenerationStatus.SUCCEEDED));
    String end = event(second);

    assertThat(end).startsWith("result");
    await(() -> status(gateway, "r1").equals("succeeded"));
    assertThat(code(gateway, "r1", end.split(" ", -1)[1])).isEqualTo(204);
    assertThat(event(follow(gateway, "r1", next.split(" ", -1)[1]))).startsWith("result");
  }

  @Test
  void a_gateway_that_is_behind_does_not_tell_again_what_another_told() throws Exception {
    publishTo(others, Topics.GENERATION_PROGRESS, "r1", progress("r1", 1), 0);
    await(() -> status(other, "r1").equals("running"));
    Iterator<String> ahead = follow(other, "r1", "p5"); // Another gateway has read further.

    assertThat(event(ahead)).contains("waiting");
    publishTo(others, Topics.GENERATION_PROGRESS, "r1", progress("r1", 5), 5);
    publishTo(others, Topics.GENERATION_PROGRESS, "r1", progress("r1", 6), 6);
    String told = event(ahead);
    while (told.contains("waiting")) {
      told = event(ahead);
    }
    assertThat(told).contains("\"stepsDone\":6");
  }

  private <V extends SpecificRecord> void both(Topic<V> topic, String key, V value)
      throws Exception {
    synchronized (requests) {
      long place = offset++;
      publishTo(consumer, topic, key, value, place);
      publishTo(others, topic, key, value, place);
    }
  }

  private <V extends SpecificRecord> void publishTo(
      MockConsumer<byte[], byte[]> to, Topic<V> topic, String key, V value, long place)
      throws Exception {
    to.addRecord(
        new ConsumerRecord<>(
            topic.name(),
            0,
            place,
            key.getBytes(UTF_8),
            platform.serdes().codec(topic).encode(value)));
  }

  private List<String> prompts() throws Exception {
    List<String> prompts = new ArrayList<>();
    for (byte[] value : requests) {
      GenerationRequest request = platform.serdes().codec(Topics.GENERATION_REQUESTS).decode(value);
      prompts.add(request.getPrompt());
    }
    return prompts;
  }

  private CompletableFuture<HttpResponse<String>> ask(Gateway at, String key, String prompt)
      throws Exception {
    ObjectNode body = body(image("png", 8, 8)).put("prompt", prompt);
    return http.sendAsync(
        HttpRequest.newBuilder(URI.create(address(at) + "/v1/generations"))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String address(Gateway at) {
    return "http://127.0.0.1:" + at.port();
  }

  private HttpRequest events(Gateway at, String id, @Nullable String lastId) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address(at) + "/v1/generations/" + id + "/events"))
            .timeout(PATIENCE);
    return (lastId == null ? request : request.header("Last-Event-ID", lastId)).build();
  }

  private Iterator<String> follow(Gateway at, String id, @Nullable String lastId) throws Exception {
    HttpResponse<Stream<String>> response =
        http.send(events(at, id, lastId), HttpResponse.BodyHandlers.ofLines());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body().iterator();
  }

  private int code(Gateway at, String id, String lastId) throws Exception {
    return http.send(events(at, id, lastId), HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  private String status(Gateway at, String id) {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(address(at) + "/v1/generations/" + id)).build(),
              HttpResponse.BodyHandlers.ofString());
      return JSON.readTree(response.body()).path("status").asText();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What either gateway sends of requests, both read, in the same order. */
  private final class SharedTopic extends MockProducer<byte[], byte[]> {
    SharedTopic() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
      synchronized (requests) {
        long place = offset++;
        requests.add(record.value());
        for (MockConsumer<byte[], byte[]> each : List.of(consumer, others)) {
          each.addRecord(
              new ConsumerRecord<>(record.topic(), 0, place, record.key(), record.value()));
        }
      }
      return super.send(record, callback);
    }
  }
}
