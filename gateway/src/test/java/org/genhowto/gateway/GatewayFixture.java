package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.gateway.access.AccessSettings;
import org.genhowto.gateway.http.EdgeSettings;
import org.genhowto.gateway.http.Forwarded;
import org.genhowto.gateway.http.TlsSettings;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.worker.Health;
import org.genhowto.runtime.worker.HealthPages;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStage;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A gateway on a free port, with Kafka's own fakes behind it. */
abstract class GatewayFixture {
  static final ObjectMapper JSON = new ObjectMapper();
  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final List<Topic<?>> READ =
      List.of(Topics.GENERATION_REQUESTS, Topics.GENERATION_PROGRESS, Topics.GENERATION_RESULTS);

  @TempDir Path folder;

  final HttpClient http = HttpClient.newHttpClient();
  MockConsumer<byte[], byte[]> consumer = new PatientConsumer();
  MockProducer<byte[], byte[]> producer = new ReadAgainProducer();
  final StandInQueue queue = new StandInQueue();
  Platform platform;
  Gateway gateway;
  long offset;

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

  Gateway gateway(MockProducer<byte[], byte[]> to, Duration sendTimeout) {
    return new Gateway(
        settings(sendTimeout), platform, new GatewayClients(consumer, to, queue), more());
  }

  List<RouteSource> more() {
    Health health = new Health(() -> List.of(gateway));
    return List.of(
        HealthRoutes.of(new HealthPages(health, platform.telemetry())),
        config -> config.routes.get("/extra", context -> context.result("more")));
  }

  /** Nothing is set, as it is by default. */
  static final EdgeSettings EDGE = new EdgeSettings(Set.of(), Set.of(), Forwarded.IGNORE, "", 1000);

  static final AccessSettings OPEN = new AccessSettings(Optional.empty(), 10_000);

  static GatewaySettings settings(Duration sendTimeout) {
    return settings(sendTimeout, EDGE, TlsSettings.NONE, OPEN);
  }

  static GatewaySettings settings(
      Duration sendTimeout, EdgeSettings edge, TlsSettings tls, AccessSettings access) {
    return new GatewaySettings(
        "127.0.0.1",
        0,
        1 << 20,
        1_000_000,
        Set.of("http", "https"),
        100,
        2,
        sendTimeout,
        edge,
        tls,
        access);
  }

  /** A consumer for another gateway in place of this one, which closed its own. */
  MockConsumer<byte[], byte[]> restarted() {
    consumer = freshConsumer(null);
    offset = 0;
    return consumer;
  }

  static MockProducer<byte[], byte[]> producer() {
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A consumer that finds one request, or nothing. */
  static MockConsumer<byte[], byte[]> freshConsumer(byte @Nullable [] request) {
    MockConsumer<byte[], byte[]> fresh = new PatientConsumer();
    for (Topic<?> topic : READ) {
      boolean holds = request != null && topic.equals(Topics.GENERATION_REQUESTS);
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

  synchronized <V extends SpecificRecord> void publish(Topic<V> topic, String key, V value)
      throws Exception {
    consumer.addRecord(
        new ConsumerRecord<>(
            topic.name(),
            0,
            offset++,
            key.getBytes(UTF_8),
            platform.serdes().codec(topic).encode(value)));
  }

  <V extends SpecificRecord> V sent(int index, Topic<V> topic) throws Exception {
    ProducerRecord<byte[], byte[]> record = producer.history().get(index);
    assertThat(record.topic()).isEqualTo(topic.name());
    return platform.serdes().codec(topic).decode(record.value());
  }

  String header(String name) {
    return new String(producer.history().get(0).headers().lastHeader(name).value(), UTF_8);
  }

  static GenerationProgress progress(String requestId, int stepsDone) {
    return GenerationProgress.newBuilder()
        .setRequestId(requestId)
        .setStage(GenerationStage.DENOISING)
        .setStepsDone(stepsDone)
        .setStepsTotal(8)
        .setWorker("generator-1")
        .build();
  }

  static GenerationResult result(String requestId, GenerationStatus status) {
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

  static ObjectNode body(byte[] image) {
    return JSON.createObjectNode()
        .put("image", Base64.getEncoder().encodeToString(image))
        .put("prompt", "a sliced apple")
        .put("target", "final-state");
  }

  static byte[] image(String format, int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR), format, bytes);
    return bytes.toByteArray();
  }

  /** Name and data of the next event. */
  static String event(Iterator<String> lines) {
    StringBuilder event = new StringBuilder();
    String line = lines.next();
    while (!line.isEmpty()) {
      event.append(line.replaceFirst("^[a-z]+: ", "")).append(' ');
      line = lines.next();
    }
    return event.toString();
  }

  String status(String requestId) {
    try {
      HttpResponse<String> response = get("/v1/generations/" + requestId);
      return response.statusCode() == 200
          ? JSON.readTree(response.body()).get("status").asText()
          : String.valueOf(response.statusCode());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static void assertProblem(
      HttpResponse<String> response, int status, @Nullable String field, String error)
      throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonNode problem = JSON.readTree(response.body());
    assertThat(problem.get("error").asText()).contains(error);
    assertThat(Optional.ofNullable(problem.get("field")).map(JsonNode::asText))
        .isEqualTo(Optional.ofNullable(field));
  }

  HttpResponse<String> post(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  HttpResponse<String> postWithKey(String key, JsonNode body)
      throws IOException, InterruptedException {
    return send(
        request("/v1/generations")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  HttpResponse<String> postText(String type, String body) throws IOException, InterruptedException {
    return send(
        request("/v1/generations")
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return send(request(path).DELETE());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
        .timeout(PATIENCE);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static void await(BooleanSupplier condition) throws TimeoutException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("condition not met within " + PATIENCE);
      }
      Thread.onSpinWait();
    }
  }

  /** What it sends of requests comes back to the gateway's consumer, as from a topic. */
  final class ReadAgainProducer extends MockProducer<byte[], byte[]> {
    ReadAgainProducer() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
      Future<RecordMetadata> sent = super.send(record, callback);
      if (record.topic().equals(Topics.GENERATION_REQUESTS.name()) && !failing()) {
        synchronized (GatewayFixture.this) {
          consumer.addRecord(
              new ConsumerRecord<>(record.topic(), 0, offset++, record.key(), record.value()));
        }
      }
      return sent;
    }

    private boolean failing() {
      return sendException != null;
    }
  }

  /** Waits a little where there is nothing to read, as a real one does. */
  static final class PatientConsumer extends MockConsumer<byte[], byte[]> {
    PatientConsumer() {
      super("earliest");
    }

    // One that wakes up too soon is only polled once more.
    @SuppressWarnings("WaitNotInLoop")
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
