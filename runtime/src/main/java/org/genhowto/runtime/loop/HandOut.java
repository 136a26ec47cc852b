package org.genhowto.runtime.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.genhowto.runtime.processing.RecordProcessor;
import org.genhowto.runtime.record.DeadLetter;

/**
 * What is handed over next. Records that a process may have died of go alone, so that the next
 * death has one cause; a call that takes long no longer keeps the others.
 */
final class HandOut {
  /** A record that was in hand at so many deaths is not tried again. */
  static final int DEATHS = 3;

  /** A process that a record kills dies soon. */
  private static final Duration ALONE = Duration.ofSeconds(10);

  private static final int LEAST_AHEAD = 4;

  private final LoopSettings settings;
  private final boolean ordered;
  private final Refusals refusals;
  private final Set<Task> out = new HashSet<>();

  HandOut(LoopSettings settings, boolean ordered, Refusals refusals) {
    this.settings = settings;
    this.ordered = ordered;
    this.refusals = refusals;
  }

  /** A task has come back. */
  void back(Task task) {
    out.remove(task);
  }

  /** Everything that is out belongs to partitions that have ended. */
  void forget() {
    out.clear();
  }

  /** Tasks to hand over, whose bookmarks are to be written before. */
  List<Task> next(Collection<AssignedPartition> partitions, Instant now) {
    Instant recent = now.minus(ALONE);
    boolean busy = out.stream().anyMatch(task -> isLive(task) && task.since().isAfter(recent));
    if (busy && out.stream().anyMatch(task -> task.alone() && task.since().isAfter(recent))) {
      return List.of();
    }
    for (AssignedPartition partition : partitions) {
      Optional<AssignedPartition.Slot> suspect = suspect(partition, now);
      if (suspect.isPresent()) {
        return busy ? List.of() : List.of(alone(partition, suspect.get(), now));
      }
    }
    List<Task> tasks = new ArrayList<>();
    for (AssignedPartition partition : partitions) {
      tasks.addAll(ordered ? batches(partition, now) : singles(partition, now));
    }
    return tasks;
  }

  private static boolean isLive(Task task) {
    return task.partition().live();
  }

  private Optional<AssignedPartition.Slot> suspect(AssignedPartition partition, Instant now) {
    List<AssignedPartition.Slot> free = ordered ? inOrder(partition) : partition.available(now);
    return free.stream().findFirst().filter(slot -> partition.isCareful(slot.offset()));
  }

  /** Nothing where a task of the partition is out: what comes next is then not the first. */
  private List<AssignedPartition.Slot> inOrder(AssignedPartition partition) {
    return out.stream().anyMatch(task -> task.partition() == partition)
        ? List.of()
        : partition.untouched();
  }

  private Task alone(AssignedPartition partition, AssignedPartition.Slot slot, Instant now) {
    if (partition.deaths(slot.offset()) < DEATHS - 1) {
      partition.suspect(slot.offset());
      return handOver(partition, List.of(slot), true, now);
    }
    DeadLetter.Reason reason =
        DeadLetter.Reason.rejected(
            "the worker's process died %d times while this record was in hand, and it is not tried again"
                .formatted(DEATHS),
            DEATHS);
    partition.handOut(slot);
    Task task =
        new Task(
            partition,
            new RecordProcessor.Try(List.of(slot.record()), 0, slot.failures()),
            Optional.of(reason),
            false,
            now);
    out.add(task);
    return task;
  }

  private List<Task> singles(AssignedPartition partition, Instant now) {
    List<Task> tasks = new ArrayList<>();
    boolean extended = false;
    for (AssignedPartition.Slot slot : partition.available(now)) {
      if (!partition.reaches(slot.offset())) {
        if (extended) {
          break;
        }
        partition.extend(slot.offset(), ahead(), now);
        extended = true;
      }
      tasks.add(handOver(partition, List.of(slot), false, now));
    }
    return tasks;
  }

  private List<Task> batches(AssignedPartition partition, Instant now) {
    List<Task> tasks = new ArrayList<>();
    List<AssignedPartition.Slot> rest = partition.untouched();
    while (isDue(rest, now)) {
      int size = Math.min(rest.size(), settings.batchSize());
      if (refusals.single(partition.partition(), rest.get(0).offset())) {
        size = 1;
      }
      List<AssignedPartition.Slot> batch = rest.subList(0, size);
      long last = batch.get(size - 1).offset();
      if (!partition.reaches(last)) {
        partition.extend(last, ahead(), now);
      }
      tasks.add(handOver(partition, batch, false, now));
      rest = rest.subList(size, rest.size());
    }
    return tasks;
  }

  /** Whether a batch is full, or its first record has waited long enough. */
  private boolean isDue(List<AssignedPartition.Slot> rest, Instant now) {
    return rest.size() >= settings.batchSize()
        || (!rest.isEmpty() && !rest.get(0).arrival().plus(settings.batchLinger()).isAfter(now));
  }

  private int ahead() {
    return Math.max(LEAST_AHEAD, 2 * settings.concurrency());
  }

  private Task handOver(
      AssignedPartition partition, List<AssignedPartition.Slot> slots, boolean alone, Instant now) {
    slots.forEach(partition::handOut);
    AssignedPartition.Slot first = slots.get(0);
    Task task =
        new Task(
            partition,
            new RecordProcessor.Try(
                slots.stream()
                    .map(slot -> refusals.sparing(partition.partition(), slot.record()))
                    .toList(),
                0,
                first.failures()),
            slots.size() == 1
                ? refusals.condemned(partition.partition(), first.offset())
                : Optional.empty(),
            alone,
            now);
    out.add(task);
    return task;
  }
}
