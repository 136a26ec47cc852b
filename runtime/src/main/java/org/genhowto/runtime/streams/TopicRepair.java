package org.genhowto.runtime.streams;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.schemas.Causes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Kafka Streams leaves to people where the topics below a topology change, or go: without it
 * the topology would end at every start.
 */
final class TopicRepair {
  private static final Logger LOG = LoggerFactory.getLogger(TopicRepair.class);

  private static final String LIMIT = "max.message.bytes";

  private final String application;
  private final KafkaClients clients;

  /**
   * @param application id, also the name of the group
   */
  TopicRepair(String application, KafkaClients clients) {
    this.application = application;
    this.clients = clients;
  }

  /**
   * Lets the changelogs of a topology grow with its input: there has to be a partition for each of
   * the tasks. What is known of a key stays where its records went before; its next records may go
   * elsewhere, as is so wherever a topic grows.
   *
   * @throws KafkaException Kafka does not answer
   */
  void growChangelogs(Topology topology) throws InterruptedException {
    try (Admin admin = clients.admin()) {
      Set<String> present = admin.listTopics().names().get();
      for (TopologyDescription.Subtopology part : topology.describe().subtopologies()) {
        Set<String> changelogs = names(stores(part), "-changelog", present);
        Set<String> sources = new HashSet<>(sources(part));
        sources.addAll(names(sources(part), "", present));
        sources.retainAll(present);
        if (!changelogs.isEmpty() && !sources.isEmpty()) {
          int tasks = partitions(admin, sources).values().stream().mapToInt(n -> n).max().orElse(0);
          grow(admin, partitions(admin, changelogs), tasks);
        }
      }
    } catch (ExecutionException e) {
      throw new KafkaException("Kafka does not say which topics it has", e.getCause());
    }
  }

  /**
   * How large records may be in the topics that a topology writes; {@link
   * GuardedProcessor#INTERNAL} stands for the least of those of Kafka Streams.
   *
   * @throws KafkaException Kafka does not answer
   */
  Map<String, Integer> limits(Topology topology) throws InterruptedException {
    Set<String> sinks =
        topology.describe().subtopologies().stream()
            .flatMap(part -> part.nodes().stream())
            .filter(TopologyDescription.Sink.class::isInstance)
            .flatMap(node -> Stream.ofNullable(((TopologyDescription.Sink) node).topic()))
            .collect(Collectors.toSet());
    Map<String, Integer> limits = new HashMap<>();
    try (Admin admin = clients.admin()) {
      List<ConfigResource> written =
          admin.listTopics().names().get().stream()
              .filter(topic -> sinks.contains(topic) || isInternal(topic))
              .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
              .toList();
      admin
          .describeConfigs(written)
          .all()
          .get()
          .forEach(
              (topic, settings) -> {
                int limit = Integer.parseInt(settings.get(LIMIT).value());
                String name = isInternal(topic.name()) ? GuardedProcessor.INTERNAL : topic.name();
                limits.merge(name, limit, Math::min);
              });
    } catch (ExecutionException e) {
      throw new KafkaException("Kafka does not say how large records may be", e.getCause());
    }
    return limits;
  }

  private boolean isInternal(String topic) {
    return topic.startsWith(application + "-")
        && (topic.endsWith("-changelog") || topic.endsWith("-repartition"));
  }

  /**
   * Lets a member go whose topology ended by itself. Kafka Streams leaves it in the group then, and
   * the brokers give the next life of a static member what they gave the last one, which may be no
   * assignment but an error.
   *
   * @param member its instance id
   */
  void leave(String member) throws InterruptedException {
    try (Admin admin = clients.admin()) {
      admin
          .removeMembersFromConsumerGroup(
              application,
              new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove(member))))
          .all()
          .get();
    } catch (ExecutionException | KafkaException e) {
      LOG.atDebug().setCause(e).addKeyValue("member", member).log("it has left already");
    }
  }

  /** Forgets how far the group had read topics that were made anew since. */
  void forget(Set<String> remade) throws InterruptedException {
    try (Admin admin = clients.admin()) {
      Set<TopicPartition> read =
          admin
              .listConsumerGroupOffsets(application)
              .partitionsToOffsetAndMetadata()
              .get()
              .keySet()
              .stream()
              .filter(partition -> remade.contains(partition.topic()))
              .collect(Collectors.toSet());
      if (!read.isEmpty()) {
        admin.deleteConsumerGroupOffsets(application, read).all().get();
      }
    } catch (ExecutionException | KafkaException e) {
      LOG.atWarn()
          .addKeyValue("group", application)
          .log("offsets of a topic that was made anew stay: {}", Causes.sentence(e));
    }
  }

  private void grow(Admin admin, Map<String, Integer> changelogs, int tasks)
      throws InterruptedException, ExecutionException {
    for (Map.Entry<String, Integer> changelog : changelogs.entrySet()) {
      if (changelog.getValue() < tasks) {
        LOG.atWarn()
            .addKeyValue("worker", application)
            .addKeyValue("topic", changelog.getKey())
            .addKeyValue("from", changelog.getValue())
            .addKeyValue("to", tasks)
            .log("the input has more partitions than before, a changelog grows with it");
        admin
            .createPartitions(Map.of(changelog.getKey(), NewPartitions.increaseTo(tasks)))
            .all()
            .get();
      }
    }
  }

  private Set<String> names(Set<String> parts, String ending, Set<String> present) {
    return parts.stream()
        .map(part -> application + "-" + part + ending)
        .filter(present::contains)
        .collect(Collectors.toSet());
  }

  private static Set<String> stores(TopologyDescription.Subtopology part) {
    return part.nodes().stream()
        .filter(TopologyDescription.Processor.class::isInstance)
        .flatMap(node -> ((TopologyDescription.Processor) node).stores().stream())
        .collect(Collectors.toSet());
  }

  static Set<String> sources(TopologyDescription.Subtopology part) {
    return part.nodes().stream()
        .filter(TopologyDescription.Source.class::isInstance)
        .flatMap(node -> ((TopologyDescription.Source) node).topicSet().stream())
        .collect(Collectors.toSet());
  }

  private static Map<String, Integer> partitions(Admin admin, Set<String> topics)
      throws InterruptedException, ExecutionException {
    Map<String, Integer> partitions = new HashMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
        admin.describeTopics(topics).topicNameValues().entrySet()) {
      try {
        partitions.put(topic.getKey(), topic.getValue().get().partitions().size());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return partitions;
  }
}
