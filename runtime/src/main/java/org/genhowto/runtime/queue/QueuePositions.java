package org.genhowto.runtime.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far the logs of the queue are read, and from where they must be read again to know all of the
 * requests that are open: from where they stood when the oldest of them was not there yet.
 */
final class QueuePositions {
  private static final int MOST = 3600;

  /**
   * How many notes further back than need be: a broker that is slow to give a request may let what
   * was said of it be read first.
   */
  private static final int MARGIN = 12;

  private final Supplier<Map<TopicPartition, Long>> committed;
  private final Deque<Map<TopicPartition, Long>> ends = new ArrayDeque<>();
  private final long every;
  private @Nullable Map<TopicPartition, Long> start;
  private Map<TopicPartition, Long> now = Map.of();
  private long last;

  /**
   * @param committed where the queue is to be read from, as kept in Kafka
   * @param everyNanos how often a place to begin at is noted
   */
  QueuePositions(Supplier<Map<TopicPartition, Long>> committed, long everyNanos) {
    this.committed = committed;
    this.every = everyNanos;
  }

  /** Where to begin with a partition; empty is its beginning. */
  synchronized OptionalLong from(TopicPartition partition) {
    if (start == null) {
      start = committed.get();
    }
    Long offset = start.get(partition);
    return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  /**
   * The reader went on.
   *
   * @param atEnd whether there was nothing more to read then
   */
  synchronized void turned(Map<TopicPartition, Long> read, boolean atEnd) {
    now = Map.copyOf(read);
    if (atEnd && (ends.isEmpty() || System.nanoTime() - last >= every)) {
      last = System.nanoTime();
      ends.addLast(now);
      if (ends.size() > MOST) {
        thinOut();
      }
    }
    notifyAll();
  }

  /** Whether all up to some ends has been read. */
  synchronized boolean reached(Map<TopicPartition, Long> until) {
    return until.entrySet().stream()
        .allMatch(end -> now.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  /**
   * Where to begin to read again: with requests at the oldest that is open, so that the group's lag
   * is what is open and behind it; with what is said of them, earlier.
   *
   * @param requests names of the topics of requests
   * @param open first open offset of the partitions that have any, asked for in here
   */
  synchronized Optional<Map<TopicPartition, Long>> restart(
      Set<String> requests, Supplier<Map<TopicPartition, Long>> open) {
    Map<TopicPartition, Long> lowest = new HashMap<>();
    now.forEach(
        (partition, offset) -> {
          if (requests.contains(partition.topic())) {
            lowest.put(partition, offset);
          }
        });
    lowest.putAll(open.get());
    long fit = ends.stream().takeWhile(each -> before(each, lowest)).count();
    for (long i = fit - 1; i > MARGIN; i--) {
      ends.removeFirst();
    }
    if (fit == 0) {
      return Optional.empty();
    }
    Map<TopicPartition, Long> restart = new HashMap<>(ends.getFirst());
    restart.putAll(lowest);
    return Optional.of(restart);
  }

  private static boolean before(Map<TopicPartition, Long> noted, Map<TopicPartition, Long> lowest) {
    return lowest.entrySet().stream()
        .allMatch(open -> noted.getOrDefault(open.getKey(), 0L) <= open.getValue());
  }

  /** Every second one is enough of those that are old. */
  private void thinOut() {
    Deque<Map<TopicPartition, Long>> kept = new ArrayDeque<>();
    boolean keep = true;
    for (Map<TopicPartition, Long> each : ends) {
      if (keep) {
        kept.add(each);
      }
      keep = !keep;
    }
    ends.clear();
    ends.addAll(kept);
  }
}
