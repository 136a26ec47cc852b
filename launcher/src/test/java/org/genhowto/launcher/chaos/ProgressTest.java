package org.genhowto.launcher.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.worker.Platform;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProgressTest {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource
  void who_works_no_topic_off_has_nothing_to_settle(WorkerCatalogue worker) throws Exception {
    try (Platform platform = platform();
        Progress progress = new Progress(platform)) {
      assertThat(progress.of(worker).idle()).isTrue();
    }
  }

  static List<WorkerCatalogue> who_works_no_topic_off_has_nothing_to_settle() {
    return Arrays.stream(WorkerCatalogue.values())
        .filter(worker -> worker.input().isEmpty())
        .toList();
  }

  private Platform platform() {
    return Platform.from(
        Configuration.of(
            Map.of(
                "kafka.bootstrap", "127.0.0.1:1",
                "registry.url", "http://127.0.0.1:1",
                "blobs.uri", "file:" + folder,
                "worker.instance", "progress")));
  }
}
