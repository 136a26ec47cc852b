package org.genhowto.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {
  private final KafkaClients clients =
      KafkaClients.of(
          new KafkaConnection("a:1", "mock://none", Map.of("security.protocol", "SSL"), Map.of()),
          "tester");

  @Test
  void every_producer_is_idempotent_and_waits_for_all_replicas() {
    assertThat(clients.producerSettings(Map.of("linger.ms", 0)))
        .containsEntry("enable.idempotence", true)
        .containsEntry("acks", "all")
        .containsEntry("max.in.flight.requests.per.connection", 1)
        .containsEntry("linger.ms", 0)
        .containsEntry("client.id", "tester")
        .containsEntry("security.protocol", "SSL");
  }

  @Test
  void a_transactional_producer_is_one_of_them() {
    Map<String, Object> own = KafkaClients.transactionSettings("genhowto-tester");
    assertThat(clients.producerSettings(own))
        .containsEntry("transactional.id", "genhowto-tester")
        .containsEntry("enable.idempotence", true)
        .containsEntry("acks", "all");
  }

  @Test
  void every_consumer_reads_committed_records_alone_and_commits_nothing_by_itself() {
    assertThat(clients.consumerSettings(Map.of("group.id", "g")))
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("enable.auto.commit", false)
        .containsEntry("auto.offset.reset", "earliest")
        .containsEntry("group.id", "g");
  }
}
