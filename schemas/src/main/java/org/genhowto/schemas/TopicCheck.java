package org.genhowto.schemas;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How the topics of a cluster differ from those of {@link TopicCreation}. More partitions than the
 * catalogue has are no difference, but where the order of one partition is that of all records.
 *
 * @param creation the topics as they are to be
 */
public record TopicCheck(TopicCreation creation) {

  /**
   * Every difference as a sentence, in the order of the catalogue; empty where there is none.
   *
   * @param workers those that have dead letters
   * @throws KafkaException Kafka does not answer, or may not tell
   */
  public List<String> differences(Admin admin, Collection<String> workers)
      throws InterruptedException {
    List<NewTopic> wanted = creation.topics(workers);
    try {
      Map<String, TopicDescription> there = described(admin, wanted);
      Map<String, Config> settings = settings(admin, there.keySet());
      List<String> differences = new ArrayList<>();
      for (NewTopic topic : wanted) {
        TopicDescription description = there.get(topic.name());
        if (description == null) {
          differences.add("%s is missing, or may not be seen".formatted(topic.name()));
        } else {
          shape(topic, description, differences);
          settings(topic, Objects.requireNonNull(settings.get(topic.name())), differences);
        }
      }
      return List.copyOf(differences);
    } catch (ExecutionException e) {
      throw new KafkaException("the topics cannot be looked at", e.getCause());
    }
  }

  /**
   * Those topics that have another number of partitions than they can have, as far as they may be
   * seen.
   *
   * @throws KafkaException Kafka does not answer
   */
  public List<String> wrongPartitions(Admin admin) throws InterruptedException {
    List<NewTopic> wanted = creation.topics(List.of());
    try {
      Map<String, TopicDescription> there = described(admin, wanted);
      List<String> differences = new ArrayList<>();
      for (NewTopic topic : wanted) {
        TopicDescription description = there.get(topic.name());
        if (description != null) {
          partitions(topic, description, differences);
        }
      }
      return List.copyOf(differences);
    } catch (ExecutionException e) {
      throw new KafkaException("the topics cannot be looked at", e.getCause());
    }
  }

  private static Map<String, TopicDescription> described(Admin admin, List<NewTopic> wanted)
      throws InterruptedException, ExecutionException {
    Set<String> present = admin.listTopics().names().get();
    return admin
        .describeTopics(wanted.stream().map(NewTopic::name).filter(present::contains).toList())
        .allTopicNames()
        .get();
  }

  private static Map<String, Config> settings(Admin admin, Set<String> topics)
      throws InterruptedException, ExecutionException {
    return admin
        .describeConfigs(
            topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList())
        .all()
        .get()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
  }

  private static void shape(NewTopic wanted, TopicDescription there, List<String> differences) {
    partitions(wanted, there, differences);
    int replicas =
        there.partitions().stream().mapToInt(one -> one.replicas().size()).min().orElse(0);
    if (replicas < wanted.replicationFactor()) {
      differences.add(
          "%s has %d replicas, expected at least %d"
              .formatted(wanted.name(), replicas, wanted.replicationFactor()));
    }
  }

  private static void partitions(
      NewTopic wanted, TopicDescription there, List<String> differences) {
    int partitions = there.partitions().size();
    if (wanted.numPartitions() == 1 && partitions > 1) {
      differences.add(
          "%s has %d partitions, expected 1: its order has to be that of all records"
              .formatted(wanted.name(), partitions));
    } else if (partitions < wanted.numPartitions()) {
      differences.add(
          "%s has %d partitions, expected at least %d: so many workers at most share it"
              .formatted(wanted.name(), partitions, wanted.numPartitions()));
    }
  }

  private static void settings(NewTopic wanted, Config there, List<String> differences) {
    Map<String, String> expected = new TreeMap<>(Objects.requireNonNull(wanted.configs()));
    expected.putIfAbsent(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    expected.forEach(
        (key, value) -> {
          ConfigEntry entry = there.get(key);
          String actual = entry == null ? "unknown" : entry.value();
          if (!enough(key, actual, value)) {
            differences.add(
                "%s has %s=%s, expected %s".formatted(wanted.name(), key, actual, value));
          }
        });
  }

  /** Larger records than needed, and more replicas in sync, do no harm. */
  private static boolean enough(String key, String actual, String expected) {
    return switch (key) {
      case TopicConfig.MAX_MESSAGE_BYTES_CONFIG, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG ->
          Long.parseLong(actual) >= Long.parseLong(expected);
      default -> actual.equals(expected);
    };
  }
}
