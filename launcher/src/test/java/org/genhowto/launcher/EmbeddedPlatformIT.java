package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.TopicCreation;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPlatformIT {
  private static final int RECORDS = 500;

  @Test
  void records_and_schemas_outlive_kill_nine(@TempDir Path directory) throws Exception {
    Process process = process(directory);
    String[] addresses = line(process).split(" ", -1);
    try (AvroSerdes serdes = AvroSerdes.at(addresses[1])) {
      createTopics(addresses[0]);
      write(addresses[0], serdes);
    } finally {
      process.destroyForcibly().waitFor();
    }

    try (EmbeddedPlatform again = EmbeddedPlatform.start(directory, Ports.ANY);
        AvroSerdes serdes = AvroSerdes.at(again.registryUrl())) {
      assertThat(read(again.bootstrap(), serdes))
          .hasSize(RECORDS)
          .doesNotHaveDuplicates()
          .contains("v0", "v" + (RECORDS - 1));
    }
  }

  @Test
  void a_second_process_on_the_directory_is_refused_and_the_first_goes_on(@TempDir Path directory)
      throws Exception {
    try (EmbeddedPlatform first = EmbeddedPlatform.start(directory, Ports.ANY)) {
      Process second = process(directory);

      assertThat(line(second)).contains(directory + " is in use");
      assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
      createTopics(first.bootstrap());
      assertThat(first.failure()).isEmpty();
    }
  }

  private static Process process(Path directory) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            System.getProperty("java.class.path"),
            PlatformProcess.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String line(Process process) throws Exception {
    BufferedReader reader = process.inputReader();
    String line = reader.readLine();
    assertThat(line).as("first line of the process").isNotNull();
    return line;
  }

  private static void createTopics(String bootstrap) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      new TopicCreation((short) 1).create(admin, Set.of());
    }
  }

  private static void write(String bootstrap, AvroSerdes serdes) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new StringSerializer(),
            serdes.serializer(Topics.VIDEO_REFERENCES))) {
      for (int i = 0; i < RECORDS; i++) {
        VideoReference reference =
            VideoReference.newBuilder()
                .setVideoId("v" + i)
                .setUri("file:/v.mp4")
                .setCategory("apple")
                .build();
        sent.add(producer.send(new ProducerRecord<>("video-references", "v" + i, reference)));
      }
      producer.flush();
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  private static List<String> read(String bootstrap, AvroSerdes serdes) throws Exception {
    Codec<VideoReference> codec = serdes.codec(Topics.VIDEO_REFERENCES);
    List<String> ids = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrap,
                "group.id", "reader",
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(Set.of("video-references"));
      Instant end = Instant.now().plusSeconds(60);
      while (ids.size() < RECORDS && Instant.now().isBefore(end)) {
        for (var record : consumer.poll(Duration.ofMillis(500))) {
          ids.add(codec.decode(record.value()).getVideoId());
        }
      }
    }
    return ids;
  }
}
