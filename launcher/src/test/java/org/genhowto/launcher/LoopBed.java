package org.genhowto.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.genhowto.launcher.chaos.Guarantee;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;

/** A platform with the topics of {@link LoopProcess}, and what goes in and comes out there. */
final class LoopBed implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  final EmbeddedPlatform platform;
  private final AvroSerdes serdes;
  private final List<List<String>> inputs = new ArrayList<>();
  private final Map<String, KafkaConsumer<String, byte[]>> readers = new HashMap<>();
  private final Map<String, List<ConsumerRecord<String, byte[]>>> seen = new HashMap<>();

  LoopBed(Path directory, String worker) throws Exception {
    platform = EmbeddedPlatform.start(directory, Ports.ANY);
    serdes = AvroSerdes.at(platform.registryUrl());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", platform.bootstrap()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(LoopProcess.INPUT.name(), 4, (short) 1),
                  new NewTopic(LoopProcess.OUTPUT.name(), 4, (short) 1),
                  new NewTopic(Topics.DEAD_LETTER_STATES.name(), 1, (short) 1),
                  new NewTopic(Topics.replays(worker), 4, (short) 1),
                  new NewTopic(Topics.LEDGER.name(), 4, (short) 1),
                  new NewTopic(Topics.DEAD_LETTER_STATES.name(), 1, (short) 1),
                  new NewTopic(Topics.deadLetters(worker), 1, (short) 1)))
          .all()
          .get();
    }
    for (int i = 0; i < LoopProcess.INPUT.partitions(); i++) {
      inputs.add(new ArrayList<>());
    }
  }

  KafkaConnection connection() {
    return new KafkaConnection(platform.bootstrap(), platform.registryUrl(), Map.of(), Map.of());
  }

  /** Writes some inputs of a category; those to be copied count as history. */
  void submit(String prefix, int count, String category) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", platform.bootstrap()),
            new StringSerializer(),
            serdes.serializer(LoopProcess.INPUT))) {
      for (int i = 0; i < count; i++) {
        String id = prefix + i;
        VideoReference value =
            VideoReference.newBuilder()
                .setVideoId(id)
                .setUri("file:/" + id)
                .setCategory(category)
                .build();
        var metadata = producer.send(new ProducerRecord<>(LoopProcess.INPUT.name(), id, value));
        if (category.equals("copy")) {
          inputs.get(metadata.get().partition()).add(id);
        }
      }
    }
  }

  /** Waits until committed records of a topic fulfil a condition, and gives them all. */
  List<ConsumerRecord<String, byte[]>> read(
      String topic, String what, Predicate<List<ConsumerRecord<String, byte[]>>> enough) {
    KafkaConsumer<String, byte[]> reader = reader(topic);
    List<ConsumerRecord<String, byte[]>> records =
        seen.computeIfAbsent(topic, added -> new ArrayList<>());
    Instant end = Instant.now().plus(PATIENCE);
    while (!enough.test(records)) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError(
            "%s: not within %s, got %d records".formatted(what, PATIENCE, records.size()));
      }
      reader.poll(Duration.ofMillis(200)).forEach(records::add);
    }
    return records;
  }

  /**
   * Waits until there are as many different outputs as inputs ask for, and reads on to the end of
   * what is committed: a duplicate is found if the workers have stopped before.
   */
  Guarantee.History history() {
    int wanted = 2 * inputs.stream().mapToInt(List::size).sum();
    read(
        LoopProcess.OUTPUT.name(),
        wanted + " different outputs",
        all -> all.stream().map(ConsumerRecord::key).distinct().count() >= wanted);
    var records = readOn(LoopProcess.OUTPUT.name());
    List<List<String>> outputs = new ArrayList<>();
    for (int partition = 0; partition < 4; partition++) {
      int each = partition;
      outputs.add(
          records.stream()
              .filter(record -> record.partition() == each)
              .map(ConsumerRecord::key)
              .toList());
    }
    return new Guarantee.History(inputs, outputs, id -> List.of(id + "/a", id + "/b"));
  }

  /** Reads a topic on to the end of what is committed, and gives all that was read of it. */
  List<ConsumerRecord<String, byte[]>> readOn(String topic) {
    KafkaConsumer<String, byte[]> reader = reader(topic);
    var records = seen.computeIfAbsent(topic, added -> new ArrayList<>());
    var ends = reader.endOffsets(reader.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
      reader.poll(Duration.ofMillis(200)).forEach(records::add);
    }
    return records;
  }

  @Override
  public void close() {
    readers.values().forEach(KafkaConsumer::close);
    serdes.close();
    platform.close();
  }

  private KafkaConsumer<String, byte[]> reader(String topic) {
    return readers.computeIfAbsent(topic, this::open);
  }

  private KafkaConsumer<String, byte[]> open(String topic) {
    KafkaConsumer<String, byte[]> reader =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", platform.bootstrap(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        reader.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    reader.assign(Set.copyOf(partitions));
    return reader;
  }
}
