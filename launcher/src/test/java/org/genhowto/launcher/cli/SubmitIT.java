package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.TopicCreation;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitIT {
  @TempDir Path folder;

  private EmbeddedPlatform embedded;
  private Platform platform;

  @BeforeEach
  void start() throws Exception {
    embedded = EmbeddedPlatform.start(folder.resolve("kafka"), EmbeddedPlatform.Ports.ANY);
    platform =
        Platform.from(
            Configuration.of(
                Map.of(
                    "kafka.bootstrap", embedded.bootstrap(),
                    "registry.url", embedded.registryUrl(),
                    "blobs.uri", folder.resolve("blobs").toUri().toString())));
    try (Admin admin = KafkaClients.of(platform, "test").admin()) {
      new TopicCreation((short) 1).create(admin, WorkerCatalogue.withDeadLetters());
    }
  }

  @AfterEach
  void stop() {
    platform.close();
    embedded.close();
  }

  @Test
  void a_second_run_sends_only_what_the_first_did_not() throws IOException {
    Path apple = Files.createDirectories(folder.resolve("videos/apple/deep"));
    for (int i = 0; i < 3; i++) {
      Files.writeString(apple.resolve("a" + i + ".mp4"), "x");
    }
    String videos = folder.resolve("videos").toString();

    CommandLineRun first = submit(videos);
    Files.writeString(apple.resolve("b.mp4"), "x");
    Files.writeString(apple.resolve("notes.txt"), "x");
    CommandLineRun second = submit(videos);

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("3 submitted, 0 known already, 0 skipped, 0 refused");
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.out())
        .contains("1 submitted, 3 known already, 1 skipped, 0 refused")
        .containsPattern("submitted apple-b-[0-9a-f]{16}")
        .containsPattern("known apple-a0-[0-9a-f]{16}");
    assertThat(sent()).hasSize(4).doesNotHaveDuplicates();
    assertThat(submit("--again", videos).out()).contains("4 submitted, 0 known already");
    assertThat(sent()).hasSize(8);
  }

  @Test
  void many_are_counted_as_they_go() throws IOException {
    Path list = folder.resolve("list.csv");
    Files.write(list, IntStream.range(0, 200).mapToObj(i -> "https://h/watch?v=" + i).toList());

    CommandLineRun run = submit("--category=apple", list.toString());

    assertThat(run.out()).contains("submitting 100/200").contains("200 submitted");
    assertThat(sent()).hasSize(200).doesNotHaveDuplicates();
  }

  private List<String> sent() {
    return TopicContents.read(platform, Topics.VIDEO_REFERENCES).stream()
        .map(VideoReference::getVideoId)
        .toList();
  }

  private CommandLineRun submit(String... arguments) {
    List<String> all = new ArrayList<>(List.of("submit"));
    all.add("--bootstrap=" + embedded.bootstrap());
    all.add("--registry=" + embedded.registryUrl());
    all.addAll(Arrays.asList(arguments));
    return CommandLineRun.of(all.toArray(String[]::new));
  }
}
