package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsIT {
  @Test
  void what_differs_from_the_catalogue_is_named(@TempDir Path folder) throws Exception {
    try (EmbeddedPlatform platform = EmbeddedPlatform.start(folder, EmbeddedPlatform.Ports.ANY);
        Admin admin = Admin.create(Map.of("bootstrap.servers", platform.bootstrap()))) {
      CommandLineRun missing = run(platform, "check");
      assertThat(missing.code()).isEqualTo(1);
      assertThat(missing.out()).contains("video-references is missing", "ingest.dead-letters is");

      assertThat(run(platform, "create").code()).isZero();
      CommandLineRun right = run(platform, "check");
      assertThat(right.code()).as(right.out()).isZero();
      assertThat(right.out()).contains("all topics are as they have to be");

      admin.deleteTopics(List.of("triplets")).all().get();
      admin
          .createPartitions(
              Map.of(
                  "generation-requests", NewPartitions.increaseTo(3),
                  "sampled-frames", NewPartitions.increaseTo(16)))
          .all()
          .get();
      set(admin, "ledger", "cleanup.policy", "delete");
      set(admin, "ingest.dead-letters", "retention.ms", "1000");
      set(admin, "captioner.replays", "max.message.bytes", "1000000");
      CommandLineRun wrong = run(platform, "check");
      assertThat(wrong.code()).isEqualTo(1);
      assertThat(wrong.out().lines())
          .containsExactlyInAnyOrder(
              "triplets is missing, or may not be seen",
              "generation-requests has 3 partitions, expected 1: its order has to be that of all"
                  + " records",
              "ledger has cleanup.policy=delete, expected compact",
              "ingest.dead-letters has retention.ms=1000, expected -1",
              "captioner.replays has max.message.bytes=1000000, expected 2097152",
              "5 differences");

      assertThat(run(platform, "check", "--replication", "3").out())
          .contains("video-references has 1 replicas, expected at least 3")
          .contains("video-references has min.insync.replicas=1, expected 2");
    }
  }

  private static void set(Admin admin, String topic, String key, String value) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  private static CommandLineRun run(EmbeddedPlatform platform, String... words) {
    String[] all = new String[words.length + 5];
    all[0] = "topics";
    System.arraycopy(words, 0, all, 1, words.length);
    all[words.length + 1] = "--bootstrap";
    all[words.length + 2] = platform.bootstrap();
    all[words.length + 3] = "--registry";
    all[words.length + 4] = platform.registryUrl();
    return CommandLineRun.of(all);
  }
}
