package org.genhowto.gateway;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.genhowto.gateway.queue.QueueMembership;
import org.genhowto.gateway.queue.QueueView;
import org.genhowto.runtime.topic.TopicFollower;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;

/**
 * What a gateway has of Kafka: what it reads with, and writes with, and its part in the queue of
 * requests, which it starts and closes.
 */
record GatewayClients(
    Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer, QueueView queue) {

  static GatewayClients of(Platform platform, GatewaySettings settings) {
    return new GatewayClients(
        TopicFollower.consumer(Gateway.NAME, platform),
        producer(platform, settings),
        QueueMembership.of(Gateway.NAME, platform));
  }

  /** A producer that gives up in time to answer a caller. */
  private static Producer<byte[], byte[]> producer(Platform platform, GatewaySettings settings) {
    int timeout = Math.toIntExact(settings.sendTimeout().toMillis());
    return KafkaClients.of(platform, Gateway.NAME)
        .producer(
            Map.of(
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                timeout,
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                timeout,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                timeout));
  }
}
