package org.genhowto.launcher;

import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** The same contract on the published image, where Docker runs. */
@Testcontainers(disabledWithoutDocker = true)
class ContainerBrokerIT extends BrokerContract {
  @Container
  private static final KafkaContainer KAFKA =
      new KafkaContainer("apache/kafka:4.4.0")
          .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
          .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1");

  @Override
  String bootstrap() {
    return KAFKA.getBootstrapServers();
  }
}
