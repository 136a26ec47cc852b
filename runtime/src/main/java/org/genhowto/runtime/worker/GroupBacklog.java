package org.genhowto.runtime.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What of its topics a group has not yet done, whichever protocol it speaks. For one thread. */
public final class GroupBacklog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int POLLS = 5;

  /**
   * What was found.
   *
   * @param records that wait
   * @param positions how far the group is, as a text to compare
   */
  public record Measured(long records, String positions) {}

  private record Span(long from, long end) {}

  private final KafkaClients clients;
  private final String group;
  private final Set<String> topics;
  private final Set<String> own;

  /** Spans that were found to hold no record, only marks of transactions. */
  private final Map<TopicPartition, Span> hollow = new HashMap<>();

  private final Map<TopicPartition, Span> before = new HashMap<>();

  private @Nullable Admin admin;
  private @Nullable Consumer<byte[], byte[]> reader;

  /**
   * @param topics its input, which has to be there
   */
  public GroupBacklog(KafkaClients clients, String group, Set<String> topics) {
    this(clients, group, topics, Set.of());
  }

  /**
   * @param topics its input, which has to be there
   * @param own what the group itself makes and reads: counted from its beginning where it is there,
   *     as the group may not have an offset in it while all of the input waits in it
   */
  public GroupBacklog(KafkaClients clients, String group, Set<String> topics, Set<String> own) {
    this.clients = clients;
    this.group = group;
    this.topics = Set.copyOf(topics);
    this.own = Set.copyOf(own);
  }

  String group() {
    return group;
  }

  /**
   * Looks at the group and its topics.
   *
   * @throws org.apache.kafka.common.KafkaException Kafka does not answer, or a topic is absent
   */
  public Measured measure() throws InterruptedException {
    Map<TopicPartition, Long> done = committed();
    Set<TopicPartition> partitions = partitions(done.keySet());
    Map<TopicPartition, Long> first = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
    long records = 0;
    Map<String, String> positions = new TreeMap<>();
    for (TopicPartition partition : partitions) {
      long beginning = first.getOrDefault(partition, 0L);
      long from = Math.max(beginning, done.getOrDefault(partition, beginning));
      Span span = new Span(from, ends.getOrDefault(partition, from));
      records += waiting(partition, span);
      positions.put(partition.toString(), Long.toString(done.getOrDefault(partition, -1L)));
    }
    return new Measured(records, positions.toString());
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
    if (reader != null) {
      reader.close();
    }
  }

  /**
   * A group's offset stays before the marks of transactions, which only a reader passes over: a
   * span that does not change is read once.
   */
  private long waiting(TopicPartition partition, Span span) {
    if (span.end <= span.from || span.equals(hollow.get(partition))) {
      return 0;
    }
    boolean unchanged = span.equals(before.put(partition, span));
    boolean small = span.end - span.from <= 2;
    if ((unchanged || small) && isHollow(partition, span)) {
      hollow.put(partition, span);
      return 0;
    }
    return span.end - span.from;
  }

  private boolean isHollow(TopicPartition partition, Span span) {
    if (reader == null) {
      reader = clients.reader();
    }
    Consumer<byte[], byte[]> own = reader;
    own.assign(List.of(partition));
    own.seek(partition, span.from);
    for (int i = 0; i < POLLS; i++) {
      if (!own.poll(POLL).isEmpty()) {
        return false;
      }
      if (own.position(partition) >= span.end) {
        return true;
      }
    }
    return false;
  }

  private Map<TopicPartition, Long> committed() throws InterruptedException {
    Map<TopicPartition, Long> done = new HashMap<>();
    get(admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), Map.of())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                done.put(partition, offset.offset());
              }
            });
    return done;
  }

  /** Partitions of the input, which has to exist, of its own, and of what else it has read. */
  private Set<TopicPartition> partitions(Set<TopicPartition> read) throws InterruptedException {
    Set<String> others =
        read.stream()
            .map(TopicPartition::topic)
            .filter(topic -> !topics.contains(topic))
            .collect(Collectors.toSet());
    Set<String> present = new HashSet<>(others);
    present.addAll(own);
    if (!present.isEmpty()) {
      present.retainAll(get(admin().listTopics().names(), null));
    }
    Set<String> described = new HashSet<>(topics);
    own.stream().filter(present::contains).forEach(described::add);
    Set<TopicPartition> all = new HashSet<>();
    for (TopicDescription topic :
        get(admin().describeTopics(described).allTopicNames(), null).values()) {
      topic.partitions().forEach(p -> all.add(new TopicPartition(topic.name(), p.partition())));
    }
    read.stream().filter(partition -> present.contains(partition.topic())).forEach(all::add);
    return all;
  }

  private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec spec)
      throws InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Map<TopicPartition, ListOffsetsResultInfo> found =
        get(
            admin()
                .listOffsets(
                    partitions.stream().collect(Collectors.toMap(each -> each, each -> spec)),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all(),
            null);
    found.forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  private Admin admin() {
    if (admin == null) {
      admin = clients.admin();
    }
    return admin;
  }

  /**
   * @param absent stands for a group that is not there yet; null where that is a failure
   */
  private <T> T get(KafkaFuture<T> answer, @Nullable T absent) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (absent != null && cause instanceof GroupIdNotFoundException) {
        return absent;
      }
      if (cause instanceof UnknownTopicOrPartitionException) {
        throw BacklogWatch.failed("a topic of " + topics + " is absent", cause);
      }
      throw BacklogWatch.failed("Kafka does not answer", cause);
    }
  }
}
