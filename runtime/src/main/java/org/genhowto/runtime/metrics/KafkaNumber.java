package org.genhowto.runtime.metrics;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.MetricName;

/**
 * Which of the hundreds of numbers of Kafka's clients are told, and how: those that say whether
 * records come in, go out and are refused, one series a client or thread. Names are those that
 * Kafka's have in most systems that Prometheus watches, in its base units.
 *
 * @param group of the number at Kafka, such as consumer-metrics
 * @param label that tells its series apart, as Kafka spells it
 * @param kafka what Kafka calls it
 * @param name with dots, without its unit
 * @param unit seconds or bytes; empty for a count
 * @param scale what Kafka's value is multiplied by to be in that unit
 */
record KafkaNumber(
    String group, String label, String kafka, Kind kind, String name, String unit, double scale) {
  private static final double MILLIS = 1e-3;
  private static final double NANOS = 1e-9;
  private static final String CLIENT = "client-id";
  private static final String THREAD = "thread-id";

  /** How the value behaves. */
  enum Kind {
    GAUGE,
    COUNTER,
    /** A word, told as one series for each word it may be. */
    STATE
  }

  private static final Map<String, KafkaNumber> KNOWN =
      Stream.of(
              consumer("consumer-fetch-manager-metrics"),
              coordinator("consumer-coordinator-metrics"),
              producer("producer-metrics"),
              streams(),
              Stream.of("consumer-metrics", "producer-metrics", "admin-client-metrics")
                  .flatMap(KafkaNumber::connections))
          .flatMap(Function.identity())
          .collect(Collectors.toMap(each -> key(each.group, each.kafka), Function.identity()));

  private static Stream<KafkaNumber> consumer(String group) {
    return Stream.of(
        gauge(group, CLIENT, "records-lag-max"),
        counter(group, CLIENT, "records-consumed-total"),
        counter(group, CLIENT, "bytes-consumed-total"),
        counter(group, CLIENT, "fetch-total"),
        seconds(group, CLIENT, "fetch-latency-avg"),
        seconds("consumer-metrics", CLIENT, "time-between-poll-max"));
  }

  private static Stream<KafkaNumber> coordinator(String group) {
    return Stream.of(
        gauge(group, CLIENT, "assigned-partitions"),
        counter(group, CLIENT, "rebalance-total"),
        counter(group, CLIENT, "failed-rebalance-total"),
        new KafkaNumber(
            group,
            CLIENT,
            "last-heartbeat-seconds-ago",
            Kind.GAUGE,
            "kafka.consumer.coordinator.last.heartbeat.age",
            "seconds",
            1));
  }

  private static Stream<KafkaNumber> producer(String group) {
    return Stream.of(
        counter(group, CLIENT, "record-send-total"),
        counter(group, CLIENT, "record-error-total"),
        counter(group, CLIENT, "record-retry-total"),
        seconds(group, CLIENT, "request-latency-avg"),
        seconds(group, CLIENT, "record-queue-time-max"),
        new KafkaNumber(
            group,
            CLIENT,
            "buffer-available-bytes",
            Kind.GAUGE,
            "kafka.producer.buffer.available",
            "bytes",
            1),
        nanos(group, "txn-commit-time-ns-total", "kafka.producer.txn.commit.time"),
        nanos(group, "txn-abort-time-ns-total", "kafka.producer.txn.abort.time"));
  }

  private static Stream<KafkaNumber> streams() {
    String threads = "stream-thread-metrics";
    return Stream.of(
        new KafkaNumber("stream-metrics", CLIENT, "state", Kind.STATE, "kafka.stream.state", "", 1),
        gauge("stream-metrics", CLIENT, "alive-stream-threads"),
        gauge("stream-metrics", CLIENT, "failed-stream-threads"),
        counter(threads, THREAD, "process-total"),
        counter(threads, THREAD, "commit-total"),
        counter(threads, THREAD, "punctuate-total"),
        gauge(threads, THREAD, "process-ratio"),
        gauge(threads, THREAD, "punctuate-ratio"),
        gauge(threads, THREAD, "poll-ratio"),
        seconds(threads, THREAD, "punctuate-latency-max"));
  }

  private static Stream<KafkaNumber> connections(String group) {
    return Stream.of(
        // What ends in count is taken for a part of a histogram.
        new KafkaNumber(
            group, CLIENT, "connection-count", Kind.GAUGE, name(group, "connections"), "", 1),
        counter(group, CLIENT, "failed-authentication-total"));
  }

  private static KafkaNumber gauge(String group, String label, String kafka) {
    return new KafkaNumber(group, label, kafka, Kind.GAUGE, name(group, kafka), "", 1);
  }

  private static KafkaNumber counter(String group, String label, String kafka) {
    return new KafkaNumber(group, label, kafka, Kind.COUNTER, name(group, kafka), "", 1);
  }

  private static KafkaNumber seconds(String group, String label, String kafka) {
    return new KafkaNumber(group, label, kafka, Kind.GAUGE, name(group, kafka), "seconds", MILLIS);
  }

  private static KafkaNumber nanos(String group, String kafka, String name) {
    return new KafkaNumber(group, CLIENT, kafka, Kind.COUNTER, name, "seconds", NANOS);
  }

  static Collection<KafkaNumber> all() {
    return KNOWN.values();
  }

  /** What is known of a number of Kafka's; empty where it is not told, or has other labels. */
  static Optional<KafkaNumber> of(MetricName metric) {
    return Optional.ofNullable(KNOWN.get(key(metric.group(), metric.name())))
        .filter(number -> number.isLabelledBy(metric.tags().keySet()));
  }

  /** Kafka has some numbers once more for each topic or broker. */
  private boolean isLabelledBy(Set<String> labels) {
    return labels.contains(label)
        && labels.stream().allMatch(each -> each.equals(label) || each.equals("process-id"));
  }

  private static String name(String group, String kafka) {
    return "kafka." + (group.replaceAll("-metrics$", "") + "-" + kafka).replace('-', '.');
  }

  private static String key(String group, String kafka) {
    return group + "/" + kafka;
  }
}
