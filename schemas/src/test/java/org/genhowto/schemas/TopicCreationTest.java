package org.genhowto.schemas;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TopicCreationTest {
  @Test
  void asks_for_the_whole_catalogue_and_dead_letters_and_replays_of_each_worker() {
    Map<String, NewTopic> topics =
        new TopicCreation((short) 3)
            .topics(List.of("ingest", "generator")).stream()
                .collect(Collectors.toMap(NewTopic::name, Function.identity()));

    assertThat(topics)
        .hasSize(Topics.all().size() + 4)
        .containsKeys("generator.dead-letters", "generator.replays");
    assertThat(topics.values())
        .allSatisfy(t -> assertThat(t.replicationFactor()).isEqualTo((short) 3));
    assertThat(requireNonNull(topics.get("video-references")).numPartitions()).isEqualTo(4);
    assertThat(requireNonNull(topics.get("evaluation-metrics")).configs())
        .containsEntry("cleanup.policy", "compact");
    assertThat(requireNonNull(topics.get("ingest.dead-letters")).configs())
        .containsEntry("retention.ms", "-1");
    assertThat(requireNonNull(topics.get("ingest.replays")).numPartitions())
        .isEqualTo(Topics.VIDEO_REFERENCES.partitions());
  }

  @Test
  void no_replica_at_all_is_refused() {
    assertThatThrownBy(() -> new TopicCreation((short) 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Replication is 0, expected at least 1");
  }
}
