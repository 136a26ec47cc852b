package org.genhowto.runtime.loop;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The time during which a partition is this worker's, and its records that are taken in and have
 * not come to their end. What is done in a time that has ended is thrown away. Only {@link #live}
 * may be asked from another thread.
 */
final class AssignedPartition {
  /** More than these do not surely fit the metadata of an offset. */
  private static final int MOST_HOLES = 400;

  private static final int MOST_AHEAD = 1024;
  private static final Duration FAST = Duration.ofSeconds(1);

  private final TopicPartition partition;
  private final Bookmark begin;
  private final SortedMap<Long, Slot> slots = new TreeMap<>();
  private final SortedMap<Long, Integer> suspects;
  private final long careful;
  private long position;
  private long top;
  private long reach;
  private int chunk;
  private Instant extended = Instant.MIN;
  private Optional<Integer> epoch = Optional.empty();
  private boolean changed;
  private volatile boolean live = true;

  /** One record between its arrival and its end. */
  static final class Slot {
    private final ConsumerRecord<byte[], byte[]> record;
    private final Instant arrival;
    private int failures;
    private Instant due = Instant.MIN;
    private boolean out;

    private Slot(ConsumerRecord<byte[], byte[]> record, Instant arrival) {
      this.record = record;
      this.arrival = arrival;
    }

    ConsumerRecord<byte[], byte[]> record() {
      return record;
    }

    long offset() {
      return record.offset();
    }

    int failures() {
      return failures;
    }

    Instant arrival() {
      return arrival;
    }
  }

  /**
   * @param careful records before it are handed out alone: an earlier process may have died of them
   */
  AssignedPartition(TopicPartition partition, Bookmark begin, long careful) {
    this.partition = partition;
    this.begin = begin;
    this.careful = careful;
    this.suspects = new TreeMap<>(begin.suspects());
    this.position = begin.base();
    this.top = begin.top();
    this.reach = begin.base();
  }

  TopicPartition partition() {
    return partition;
  }

  boolean live() {
    return live;
  }

  void end() {
    live = false;
    slots.clear();
  }

  long careful() {
    return careful;
  }

  boolean isCareful(long offset) {
    return offset < careful;
  }

  /** Takes a record in, unless it has come to its end already. */
  void add(ConsumerRecord<byte[], byte[]> record, Instant now) {
    position = Math.max(position, record.offset() + 1);
    if (!begin.done(record.offset())) {
      slots.put(record.offset(), new Slot(record, now));
    }
  }

  /**
   * Records that may be handed out now, in their order: those that wait for no retry, and are the
   * first of their key.
   */
  List<Slot> available(Instant now) {
    List<Slot> free = new ArrayList<>();
    Set<ByteBuffer> before = new HashSet<>();
    int holes = 0;
    for (Slot slot : slots.values()) {
      holes++;
      byte @Nullable [] key = slot.record.key();
      boolean first = key == null || before.add(ByteBuffer.wrap(key));
      boolean fits = slot.offset() < top || holes <= MOST_HOLES;
      if (!slot.out && first && fits && !slot.due.isAfter(now)) {
        free.add(slot);
      }
    }
    return free;
  }

  /** Records that were not handed out, in their order. */
  List<Slot> untouched() {
    return slots.values().stream().filter(slot -> !slot.out).toList();
  }

  /** Whether a record is within what the last bookmark says is handed out. */
  boolean reaches(long offset) {
    return offset < reach;
  }

  /**
   * A record is to be handed out, and some beyond it soon after: the bookmark has to say so first.
   * It reaches further the faster records come to their end, so that it is seldom written alone and
   * little is handled with care after a crash.
   */
  void extend(long offset, int least, Instant now) {
    chunk =
        !extended.equals(Instant.MIN) && now.isBefore(extended.plus(FAST))
            ? Math.min(MOST_AHEAD, chunk * 2)
            : Math.max(least, chunk / 2);
    extended = now;
    reach = Math.max(reach, offset + chunk);
    changed = true;
  }

  /** How often the record was in hand alone when a process died. */
  int deaths(long offset) {
    return suspects.getOrDefault(offset, 0);
  }

  /** The record is about to be in hand alone; the bookmark has to say so first. */
  void suspect(long offset) {
    suspects.merge(offset, 1, Integer::sum);
    reach = Math.max(reach, offset + 1);
    changed = true;
  }

  void handOut(Slot slot) {
    slot.out = true;
  }

  /** A record is to be tried again. */
  void again(ConsumerRecord<byte[], byte[]> record, int failures, Instant due) {
    Slot slot = slots.get(record.offset());
    if (slot != null) {
      slot.out = false;
      slot.failures = failures;
      slot.due = due;
      survived(record.offset());
    }
  }

  /** A record has come to its end. */
  void done(ConsumerRecord<byte[], byte[]> record) {
    if (slots.remove(record.offset()) != null) {
      suspects.remove(record.offset());
      if (record.offset() >= top) {
        top = record.offset() + 1;
        epoch = record.leaderEpoch();
      }
      changed = true;
    }
  }

  /** The worker leaves the partition well: nothing is in hand any more. */
  void farewell() {
    changed = changed || reach > base();
    reach = base();
    slots.values().stream().filter(slot -> slot.out).forEach(slot -> survived(slot.offset()));
  }

  /** Whether its bookmark is to be written anew. */
  boolean changed() {
    return changed;
  }

  void written() {
    changed = false;
  }

  /** What is to be committed. */
  OffsetAndMetadata committable() {
    long base = base();
    Bookmark bookmark =
        new Bookmark(
            base, Math.max(base, top), holes(), Math.max(base, reach), suspects.tailMap(base));
    return new OffsetAndMetadata(base, base == top ? epoch : Optional.empty(), bookmark.text());
  }

  /** Records that are taken in and have not come to their end. */
  int held() {
    return slots.size();
  }

  /** Those taken in, and those of the bookmark it began with that are still to come. */
  private SortedSet<Long> holes() {
    SortedSet<Long> holes = new TreeSet<>(slots.headMap(top).keySet());
    holes.addAll(begin.holes().tailSet(position));
    return holes;
  }

  private long base() {
    return slots.isEmpty() ? position : slots.firstKey();
  }

  private void survived(long offset) {
    suspects.computeIfPresent(offset, (key, deaths) -> deaths > 1 ? deaths - 1 : null);
  }
}
