package org.genhowto.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.runtime.handler.RequestHandler;
import org.genhowto.runtime.queue.QueueLoop;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Control;
import org.genhowto.schemas.GenerationControl;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.TopicCreation;
import org.genhowto.schemas.Topics;

/** Kafka with the topics of the queue, members in this process, what goes in and comes out. */
final class QueueBed implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(10);

  final EmbeddedPlatform kafka;
  private final Path blobs;
  private final Platform platform;
  private final TopicSender sender;
  private final List<QueueLoop> loops = new ArrayList<>();
  private final List<Platform> platforms = new ArrayList<>();

  QueueBed(Path directory, Path blobs) throws Exception {
    this.kafka = EmbeddedPlatform.start(directory, Ports.ANY);
    this.blobs = blobs;
    this.platform = platform("bed");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      new TopicCreation((short) 1).create(admin, List.of(QueueProcess.WORKER));
    }
    this.sender = TopicSender.of("bed", platform);
  }

  /** A member in this process. */
  QueueLoop join(String instance, RequestHandler<GenerationRequest> handler, int capacity) {
    QueueLoop loop = QueueProcess.loop(platform(instance), handler, capacity);
    loops.add(loop);
    loop.start();
    await("ready", loop::ready);
    return loop;
  }

  void leave(QueueLoop loop) {
    loops.remove(loop);
    loop.close();
  }

  /** Writes a request. */
  void ask(String id, String prompt, Consumer<GenerationRequest.Builder> change) throws Exception {
    GenerationRequest.Builder request =
        GenerationRequest.newBuilder()
            .setRequestId(id)
            .setPrompt(prompt)
            .setTarget(Target.FINAL_STATE);
    change.accept(request);
    sender.sendAndWait(Topics.GENERATION_REQUESTS, id, request.build());
  }

  void ask(String id, String prompt) throws Exception {
    ask(id, prompt, request -> {});
  }

  void junk(String key) throws Exception {
    sender
        .send(Topics.GENERATION_REQUESTS, key, new byte[] {1, 2, 3}, java.util.Optional.empty())
        .get();
  }

  void create(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  /** Records of a topic may have so many bytes from now on. */
  void limit(Topic<?> topic, int bytes) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      ConfigEntry limit =
          new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
                  List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  /** Deletes the records of a topic's first partition before an offset, as retention does. */
  void delete(Topic<?> topic, long before) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(topic.name(), 0), RecordsToDelete.beforeOffset(before)))
          .all()
          .get();
    }
  }

  void cancel(String id) throws Exception {
    sender.sendAndWait(
        Topics.GENERATION_CONTROL,
        id,
        GenerationControl.newBuilder().setRequestId(id).setControl(Control.CANCEL).build());
  }

  /** Waits until the committed results fulfil a condition, and gives all that are there then. */
  List<GenerationResult> results(Predicate<List<GenerationResult>> enough) {
    List<GenerationResult> results = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record :
        read(Topics.GENERATION_RESULTS.name(), all -> enough.test(decode(all)))) {
      results.addAll(decode(List.of(record)));
    }
    return results;
  }

  /** Waits until the committed records of a topic fulfil a condition; reads on to its end. */
  List<ConsumerRecord<byte[], byte[]>> read(
      String topic, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> reader =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrap(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          reader.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      reader.assign(partitions);
      reader.seekToBeginning(partitions);
      Instant end = Instant.now().plus(PATIENCE);
      while (!enough.test(records)) {
        if (Instant.now().isAfter(end)) {
          throw new AssertionError(
              "not enough in %s after %s: %s".formatted(topic, PATIENCE, records));
        }
        reader.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      var ends = reader.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(each -> reader.position(each.getKey()) < each.getValue())) {
        reader.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  Platform platform(String instance) {
    Platform added =
        QueueProcess.platform(kafka.bootstrap(), kafka.registryUrl(), blobs.toString(), instance);
    platforms.add(added);
    return added;
  }

  @Override
  public void close() {
    loops.forEach(QueueLoop::close);
    sender.close();
    platforms.forEach(Platform::close);
    kafka.close();
  }

  private List<GenerationResult> decode(List<ConsumerRecord<byte[], byte[]>> records) {
    List<GenerationResult> results = new ArrayList<>();
    try {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        results.add(platform.serdes().codec(Topics.GENERATION_RESULTS).decode(record.value()));
      }
    } catch (Exception e) {
      throw new AssertionError("a result cannot be read", e);
    }
    return results;
  }

  static void await(String what, BooleanSupplier condition) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError(what + ": not within " + PATIENCE);
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
