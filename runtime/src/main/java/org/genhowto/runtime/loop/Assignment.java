package org.genhowto.runtime.loop;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.ledger.Losses;
import org.genhowto.runtime.worker.WorkerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that are this worker's at present. Each begins at its committed offset, or after
 * the records that retention took before they were read, which are counted and told.
 */
final class Assignment {
  private static final Logger LOG = LoggerFactory.getLogger(Assignment.class);

  private final WorkerContext context;
  private final Consumer<byte[], byte[]> consumer;
  private final int buffer;
  private final Losses losses;
  private final Map<TopicPartition, AssignedPartition> partitions = new LinkedHashMap<>();

  /**
   * @param buffer records of one partition that are held before it is paused
   */
  Assignment(WorkerContext context, Consumer<byte[], byte[]> consumer, int buffer) {
    this.context = context;
    this.consumer = consumer;
    this.buffer = buffer;
    this.losses = new Losses(context);
  }

  /** What was never read, to be written down with the next transaction. */
  Losses losses() {
    return losses;
  }

  Collection<AssignedPartition> all() {
    return partitions.values();
  }

  List<AssignedPartition> of(Collection<TopicPartition> wanted) {
    return wanted.stream().map(partitions::get).filter(each -> each != null).toList();
  }

  /**
   * Begins partitions that the group gave; what another worker had in hand is handled with care.
   */
  void begin(Collection<TopicPartition> given) {
    places(given)
        .forEach(
            (partition, place) -> {
              long careful = place.leftOpen() ? place.reach() : place.base();
              begin(partition, place, careful);
            });
  }

  /** Begins all anew at the committed offsets, which tell what became of a failed transaction. */
  void rewind() {
    Map<TopicPartition, Bookmark> places = places(consumer.assignment());
    Map<TopicPartition, Long> careful = new HashMap<>();
    partitions.forEach((partition, former) -> careful.put(partition, former.careful()));
    List.copyOf(partitions.keySet()).forEach(this::end);
    places.forEach(
        (partition, place) ->
            begin(partition, place, careful.getOrDefault(partition, place.base())));
  }

  /** Begins one anew, with its records up to an offset handled one by one. */
  void restart(TopicPartition partition, long careful) {
    Bookmark place = places(List.of(partition)).get(partition);
    end(partition);
    if (place != null) {
      begin(partition, place, careful);
    }
  }

  void end(TopicPartition partition) {
    AssignedPartition ended = partitions.remove(partition);
    if (ended != null) {
      ended.end();
    }
  }

  /** Begins topics at their beginning that were deleted and made anew. */
  void beginAnew(Set<String> remade) {
    List<TopicPartition> all =
        partitions.keySet().stream().filter(each -> remade.contains(each.topic())).toList();
    consumer
        .beginningOffsets(all)
        .forEach(
            (partition, first) -> {
              LOG.atWarn()
                  .addKeyValue("worker", context.worker())
                  .addKeyValue("topic", partition.topic())
                  .addKeyValue("partition", partition.partition())
                  .addKeyValue("from", first)
                  .log("the topic was deleted and made anew, it is read from its beginning");
              end(partition);
              begin(partition, Bookmark.at(first), first);
            });
  }

  void add(Iterable<ConsumerRecord<byte[], byte[]>> records, Instant now) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      AssignedPartition partition =
          partitions.get(new TopicPartition(record.topic(), record.partition()));
      if (partition != null) {
        partition.add(record, now);
      }
    }
  }

  /** Pauses partitions of which enough is held, and lets the others flow. */
  void holdBack() {
    List<TopicPartition> full = new ArrayList<>();
    List<TopicPartition> free = new ArrayList<>();
    for (AssignedPartition each : partitions.values()) {
      (each.held() >= buffer ? full : free).add(each.partition());
    }
    consumer.pause(full);
    consumer.resume(free);
  }

  /** Records that are not taken in. */
  long unread() {
    return partitions.values().stream()
        .mapToLong(each -> consumer.currentLag(each.partition()).orElse(0))
        .sum();
  }

  /** Records that are taken in and have not come to their end. */
  int held() {
    return partitions.values().stream().mapToInt(AssignedPartition::held).sum();
  }

  /** Goes on where the log begins: what was to be read next is not there any more. */
  void jump(OffsetOutOfRangeException absent) {
    Map<TopicPartition, Long> beginnings =
        consumer.beginningOffsets(absent.offsetOutOfRangePartitions().keySet());
    absent
        .offsetOutOfRangePartitions()
        .forEach(
            (partition, wanted) -> {
              long first = beginnings.getOrDefault(partition, 0L);
              tell(partition, wanted, first);
              end(partition);
              begin(partition, Bookmark.at(first), first);
            });
  }

  private void begin(TopicPartition partition, Bookmark place, long careful) {
    partitions.put(partition, new AssignedPartition(partition, place, careful));
    consumer.seek(partition, place.base());
  }

  /** Where each partition is to begin. */
  private Map<TopicPartition, Bookmark> places(Collection<TopicPartition> wanted) {
    Map<TopicPartition, Bookmark> places = new HashMap<>();
    if (wanted.isEmpty()) {
      return places;
    }
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(wanted));
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(wanted);
    for (TopicPartition partition : wanted) {
      long first = beginnings.getOrDefault(partition, 0L);
      @Nullable OffsetAndMetadata offset = committed.get(partition);
      if (offset != null && offset.offset() >= first) {
        places.put(partition, Bookmark.read(offset.offset(), offset.metadata()));
      } else {
        if (first > 0) {
          tell(partition, offset == null ? 0 : offset.offset(), first);
        }
        places.put(partition, Bookmark.at(first));
      }
    }
    return places;
  }

  private void tell(TopicPartition partition, long wanted, long first) {
    if (first > wanted) {
      if (losses.add(partition, wanted, first)) {
        context.telemetry().lost(first - wanted);
      }
      LOG.atError()
          .addKeyValue("worker", context.worker())
          .addKeyValue("topic", partition.topic())
          .addKeyValue("partition", partition.partition())
          .addKeyValue("from", wanted)
          .addKeyValue("to", first - 1)
          .log("records were deleted before they were read: retention is too short for this lag");
    } else {
      LOG.atWarn()
          .addKeyValue("worker", context.worker())
          .addKeyValue("topic", partition.topic())
          .addKeyValue("partition", partition.partition())
          .addKeyValue("from", wanted)
          .addKeyValue("to", first)
          .log("the log is shorter than what was read of it: begun anew, as after a new topic");
    }
  }
}
