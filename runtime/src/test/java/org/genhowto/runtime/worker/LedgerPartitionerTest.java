package org.genhowto.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerPartitionerTest {
  @ParameterizedTest
  @ValueSource(strings = {"v1", "a.b-c_d", "video/slash", ""})
  void other_topics_are_partitioned_as_kafka_does(String key) {
    assertThat(LedgerPartitioner.partition("video-references", bytes(key), 7))
        .isEqualTo(BuiltInPartitioner.partitionForKey(bytes(key), 7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "localizer-2", "shard-writer/repeat", ""})
  void all_entries_of_an_id_stand_in_one_partition_of_the_ledger(String stage) {
    int expected = BuiltInPartitioner.partitionForKey(bytes("video:v1"), 7);

    assertThat(LedgerPartitioner.partition(Topics.LEDGER.name(), bytes("video:v1/" + stage), 7))
        .isEqualTo(expected);
    assertThat(LedgerPartitioner.partition(Topics.LEDGER.name(), bytes("video:v1"), 7))
        .isEqualTo(expected);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
