package org.genhowto.launcher.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.EvaluationLabel;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.genhowto.schemas.VideoReference;
import org.jspecify.annotations.Nullable;

/** Sends inputs all the time, no more than the workers keep up with. */
final class Feed implements AutoCloseable {
  /** Marks a record as made to fail, and says how. */
  static final String MARK = "chaos-poison";

  private static final String SET = "chaos";
  private static final int MOST_BEHIND = 40;
  private static final Duration PERIOD = Duration.ofMillis(800);
  private static final int REQUEST_EVERY = 3;
  private static final int POISON_EVERY = 5;
  private static final int AGAIN_EVERY = 11;
  private static final int STEPS = 2;

  private final ChaosSettings settings;
  private final Crew crew;
  private final Platform platform;
  private final ChaosWorld world;
  private final Progress progress;
  private final Producer<byte[], byte[]> producer;
  private final Random random;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::feed, "chaos-feed");
  private final List<String> videoIds = new ArrayList<>();
  private final List<Dose> doses = new ArrayList<>();

  /** Which file each video is, by id. */
  final Map<String, Integer> videos = new ConcurrentHashMap<>();

  /** What the gateway had against good requests. */
  final Set<String> refusals = ConcurrentHashMap.newKeySet();

  /** Ids that Kafka or the gateway said they have. */
  final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

  private final AtomicLong overHttp = new AtomicLong();
  private final AtomicLong held = new AtomicLong();
  private volatile @Nullable HttpRequest open;
  private volatile String openId = "";

  private record Dose(String topic, String name, Poison.Dose record) {}

  Feed(ChaosSettings settings, Crew crew, Platform platform, ChaosWorld world, Progress progress) {
    this.settings = settings;
    this.crew = crew;
    this.platform = platform;
    this.world = world;
    this.progress = progress;
    this.random = new Random(settings.seed() ^ 0x5eed);
    this.producer =
        KafkaClients.of(platform, "chaos-feed").producer(Map.of("max.block.ms", 10_000));
    thread.setDaemon(true);
  }

  boolean with(WorkerCatalogue worker) {
    return settings.workers().contains(worker);
  }

  /** Turns in which nothing could be sent. */
  long held() {
    return held.get();
  }

  /** Requests that the gateway has taken. */
  long overHttp() {
    return overHttp.get();
  }

  /** One of everything, so that there is a good record in every topic. */
  void first() throws InterruptedException, IOException {
    for (int i = 0; i < world.videos().size() && with(WorkerCatalogue.INGEST); i++) {
      video("first-%02d".formatted(i), i);
    }
    for (int i = 0; i < 2 && with(WorkerCatalogue.GENERATOR); i++) {
      request("first-request-" + i);
    }
  }

  /** Makes the poison of what lies in the topics. */
  void brew(Records records, Poison.Junk junk) {
    int number = 0;
    for (WorkerCatalogue worker : settings.workers()) {
      Optional<Topic<?>> topic = worker.input();
      if (topic.isPresent()) {
        number = brew(topic.get(), records, junk, number);
      }
    }
    Collections.shuffle(doses, random);
  }

  private <V extends SpecificRecord> int brew(
      Topic<V> topic, Records records, Poison.Junk junk, int from) {
    int number = from;
    List<ConsumerRecord<byte[], byte[]>> good = records.of(topic.name());
    if (good.isEmpty()) {
      return number;
    }
    for (Poison kind : Poison.values()) {
      String id = "%s%s-%s-%03d".formatted(Poison.PREFIX, topic.name(), kind.spelling(), number++);
      try {
        kind.of(platform.serdes().codec(topic), good.get(0).value(), id, junk)
            .ifPresent(dose -> doses.add(new Dose(topic.name(), id, dose)));
      } catch (UndecodableException | RegistryUnavailableException e) {
        throw new KafkaException("no poison for " + topic.name() + ": " + e.getMessage(), e);
      }
    }
    return number;
  }

  int poison() {
    return doses.size();
  }

  void start() {
    thread.start();
  }

  /** Sends what is still due of the poison, and no more. */
  void finish() throws InterruptedException {
    stop.countDown();
    thread.join();
    while (!doses.isEmpty()) {
      dose();
    }
    for (int i = 0; i < 60 && open != null; i++) {
      post();
      TimeUnit.SECONDS.sleep(1);
    }
    producer.flush();
  }

  private void feed() {
    try {
      for (int turn = 1; !stop.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS); turn++) {
        try {
          turn(turn);
        } catch (Progress.UnknownPlaceException | KafkaException | IOException e) {
          held.incrementAndGet(); // The broker is away, as it is to be at times.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn(int turn) throws InterruptedException, IOException {
    if (open != null) {
      post();
    }
    if (busy(
        WorkerCatalogue.INGEST,
        WorkerCatalogue.LOCALIZER,
        WorkerCatalogue.TRIPLET_SELECTION,
        WorkerCatalogue.CAPTIONER,
        WorkerCatalogue.SHARD_WRITER)) {
      return;
    }
    if (with(WorkerCatalogue.INGEST)) {
      if (turn % AGAIN_EVERY == 0) {
        String id = videoIds.get(random.nextInt(videoIds.size()));
        video(id, videos.getOrDefault(id, 0));
      } else {
        video("v%05d".formatted(turn), random.nextInt(world.videos().size()));
      }
    }
    if (turn % POISON_EVERY == 0 && !doses.isEmpty()) {
      dose();
    }
    if (turn % REQUEST_EVERY == 0
        && with(WorkerCatalogue.GENERATOR)
        && !busy(WorkerCatalogue.GENERATOR, WorkerCatalogue.EVALUATOR)) {
      if (turn % (2 * REQUEST_EVERY) == 0 && with(WorkerCatalogue.GATEWAY) && open == null) {
        prepare("h%05d".formatted(turn));
        post();
      } else {
        request("r%05d".formatted(turn));
      }
    }
  }

  private boolean busy(WorkerCatalogue... workers) throws InterruptedException {
    long behind = 0;
    for (WorkerCatalogue worker : workers) {
      behind += with(worker) ? progress.of(worker).behind() : 0;
    }
    return behind > MOST_BEHIND;
  }

  private void video(String id, int file) throws IOException {
    VideoReference reference =
        VideoReference.newBuilder()
            .setVideoId(id)
            .setUri(world.videos().get(file).file().toUri().toString())
            .setCategory(world.videos().get(file).category())
            .build();
    videos.put(id, file);
    videoIds.add(id);
    send(Topics.VIDEO_REFERENCES, id, reference);
  }

  private void request(String id) throws IOException {
    GenerationRequest request =
        GenerationRequest.newBuilder()
            .setRequestId(id)
            .setInlineImage(ByteBuffer.wrap(world.picture()))
            .setPrompt("a sliced apple")
            .setTarget(random.nextBoolean() ? Target.ACTION : Target.FINAL_STATE)
            .setSteps(STEPS)
            .setSkip(0)
            .setEvaluation(new EvaluationLabel("apple", SET))
            .build();
    send(Topics.GENERATION_REQUESTS, id, request);
  }

  private <V extends SpecificRecord> void send(Topic<V> topic, String id, V value)
      throws IOException {
    try {
      send(topic.name(), bytes(id), platform.serdes().codec(topic).encode(value), id, null);
    } catch (RegistryUnavailableException e) {
      throw new IOException(e);
    }
  }

  private void dose() {
    Dose dose = doses.remove(doses.size() - 1);
    send(dose.topic(), dose.record().key(), dose.record().value(), dose.name(), dose.name());
  }

  private void send(
      String topic,
      byte @Nullable [] key,
      byte @Nullable [] value,
      String id,
      @Nullable String mark) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, value);
    if (mark != null) {
      record.headers().add(MARK, bytes(mark));
    }
    // What was not taken is sought in the topic at the end.
    Future<RecordMetadata> unused =
        producer.send(
            record,
            (place, failure) -> {
              if (failure == null) {
                acknowledged.add(id);
              }
            });
  }

  /** A request over HTTP is repeated under its key until it is taken, as a robot does. */
  private void prepare(String id) throws IOException {
    Map<String, Object> body = new HashMap<>();
    body.put("image", Base64.getEncoder().encodeToString(world.picture()));
    body.put("prompt", "a sliced apple");
    body.put("target", random.nextBoolean() ? "action" : "final_state");
    body.put("steps", STEPS);
    body.put("skip", 0);
    openId = id;
    open =
        HttpRequest.newBuilder(URI.create(crew.gateway() + "/v1/generations"))
            .timeout(Duration.ofSeconds(5))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", id)
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.PLAIN.writeValueAsBytes(body)))
            .build();
  }

  private void post() throws InterruptedException {
    HttpRequest request = open;
    if (request == null) {
      return;
    }
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 202) {
        acknowledged.add(openId);
        overHttp.incrementAndGet();
        open = null;
      } else if (answer.statusCode() < 500 && answer.statusCode() != 429) {
        refusals.add(
            "the gateway answered %d to %s: %s"
                .formatted(answer.statusCode(), openId, answer.body()));
        open = null;
      }
    } catch (IOException e) {
      return; // It is away; the next turn asks again.
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    stop.countDown();
    producer.close(Duration.ofSeconds(5));
  }
}
