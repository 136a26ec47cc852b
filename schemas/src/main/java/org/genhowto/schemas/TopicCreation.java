package org.genhowto.schemas;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates the topics of the catalogue. Topics that are there already stay as they are, so that it
 * may run at every start and in several processes at once.
 *
 * @param replication number of replicas of a new topic
 */
public record TopicCreation(short replication) {
  /** Dead letters are few, and kept until someone has looked at them. */
  private static final int DEAD_LETTER_PARTITIONS = 1;

  /** As many as a worker's input has: a replayed record keeps the partition that it had there. */
  private static final int REPLAY_PARTITIONS = 4;

  /** A record of the usual limit, 1 MiB, fits in with the headers that tell of its failure. */
  private static final String LARGEST = Integer.toString(2 << 20);

  private static final Map<String, String> ROOMY =
      Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, LARGEST);

  private static final Map<String, String> KEPT =
      Map.of(
          TopicConfig.RETENTION_MS_CONFIG,
          "-1",
          TopicConfig.RETENTION_BYTES_CONFIG,
          "-1",
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          LARGEST);
  private static final Map<String, String> COMPACTED =
      Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);

  public TopicCreation {
    if (replication < 1) {
      throw new IllegalArgumentException("Replication is " + replication + ", expected at least 1");
    }
  }

  /**
   * Creates what is missing: the whole catalogue, and for each of the workers a topic of dead
   * letters and one of replays.
   *
   * @return names of the topics that this call created
   */
  public List<String> create(Admin admin, Collection<String> workers) throws InterruptedException {
    List<String> created = new ArrayList<>();
    for (var topic : admin.createTopics(topics(workers)).values().entrySet()) {
      try {
        topic.getValue().get();
        created.add(topic.getKey());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw new KafkaException("Topic " + topic.getKey() + " was not created", e.getCause());
        }
      }
    }
    return created;
  }

  /** The topics as they are asked for. */
  List<NewTopic> topics(Collection<String> workers) {
    List<NewTopic> topics = new ArrayList<>();
    for (Topic<?> topic : Topics.all()) {
      topics.add(topic(topic.name(), topic.partitions(), topic.compacted() ? COMPACTED : Map.of()));
    }
    for (String worker : workers) {
      topics.add(topic(Topics.deadLetters(worker), DEAD_LETTER_PARTITIONS, KEPT));
      topics.add(topic(Topics.replays(worker), REPLAY_PARTITIONS, ROOMY));
    }
    return topics;
  }

  private NewTopic topic(String name, int partitions, Map<String, String> configs) {
    Map<String, String> all = new HashMap<>(configs);
    if (replication > 1) {
      // What a producer was told to be written is on two disks, and one broker may be away.
      all.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(replication - 1));
    }
    return new NewTopic(name, partitions, replication).configs(all);
  }
}
