package org.genhowto.runtime.config;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Settings that some Kafka client knows, those of its connection, SASL and TLS among them. */
public final class KafkaNames {
  /** Streams hands what follows these on to one of its clients. */
  private static final List<String> CLIENTS =
      List.of(
          StreamsConfig.CONSUMER_PREFIX,
          StreamsConfig.MAIN_CONSUMER_PREFIX,
          StreamsConfig.RESTORE_CONSUMER_PREFIX,
          StreamsConfig.GLOBAL_CONSUMER_PREFIX,
          StreamsConfig.PRODUCER_PREFIX,
          StreamsConfig.ADMIN_CLIENT_PREFIX);

  /** What follows these is judged by the brokers, or by a class the user names. */
  private static final List<String> OTHERS =
      List.of(StreamsConfig.TOPIC_PREFIX, "config.providers.");

  private static final Set<String> NAMES = names();

  private KafkaNames() {}

  public static Set<String> all() {
    return NAMES;
  }

  public static boolean isKnown(String name) {
    return NAMES.contains(name)
        || OTHERS.stream().anyMatch(name::startsWith)
        || CLIENTS.stream()
            .filter(name::startsWith)
            .anyMatch(prefix -> NAMES.contains(name.substring(prefix.length())));
  }

  private static Set<String> names() {
    Set<String> names = new TreeSet<>(ConsumerConfig.configNames());
    names.addAll(ProducerConfig.configNames());
    names.addAll(AdminClientConfig.configNames());
    names.addAll(StreamsConfig.configDef().names());
    return Set.copyOf(names);
  }
}
