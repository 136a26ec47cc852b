package org.genhowto.runtime.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.worker.HostName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceNameTest {
  @TempDir Path folder;

  @Test
  void processes_of_one_worker_on_a_host_have_names_of_their_own() {
    try (InstanceName first = take("ingest", Map.of());
        InstanceName second = take("ingest", Map.of());
        InstanceName other = take("captioner", Map.of())) {
      assertThat(first).hasToString(HostName.here() + "-0");
      assertThat(second).hasToString(HostName.here() + "-1");
      assertThat(other).hasToString(HostName.here() + "-0");
      assertThat(second.in(Configuration.of(Map.of())).toString()).contains(HostName.here() + "-1");
    }
  }

  @Test
  void who_comes_after_one_that_ended_has_its_name() {
    try (InstanceName first = take("ingest", Map.of())) {
      try (InstanceName second = take("ingest", Map.of())) {
        assertThat(second).hasToString(HostName.here() + "-1");
      }
      try (InstanceName again = take("ingest", Map.of())) {
        assertThat(again).hasToString(HostName.here() + "-1");
      }
      assertThat(first).hasToString(HostName.here() + "-0");
    }
  }

  @Test
  void a_given_name_that_another_has_is_refused_with_the_key_and_the_process() {
    Map<String, String> given = Map.of("worker.instance", "left");
    try (InstanceName first = take("ingest", given);
        InstanceName ofAnother = take("captioner", given)) {
      assertThatThrownBy(() -> take("ingest", given))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("worker.instance is 'left'")
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      assertThat(first).hasToString("left");
      assertThat(ofAnother).hasToString("left");
    }
    take("ingest", given).close();
  }

  @Test
  void on_another_kafka_a_name_is_another() {
    try (InstanceName here = take("ingest", Map.of("worker.instance", "left"));
        InstanceName there =
            take("ingest", Map.of("worker.instance", "left", "kafka.bootstrap", "there:9092"))) {
      assertThat(here).hasToString("left");
      assertThat(there).hasToString("left");
    }
  }

  @Test
  void a_folder_that_cannot_be_written_keeps_nobody_from_starting() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Map<String, String> settings = Map.of("worker.state-directory", file.toString());
    try (InstanceName first = take("ingest", settings);
        InstanceName second = take("ingest", settings)) {
      assertThat(first.toString())
          .startsWith(HostName.here() + "-")
          .isNotEqualTo(second.toString());
    }
  }

  private InstanceName take(String worker, Map<String, String> settings) {
    return InstanceName.take(
        worker,
        Configuration.of(settings)
            .withDefaults(Map.of("worker.state-directory", folder.resolve("state").toString())));
  }
}
