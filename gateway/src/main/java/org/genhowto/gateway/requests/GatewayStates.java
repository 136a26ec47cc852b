package org.genhowto.gateway.requests;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.genhowto.gateway.queue.QueueView;
import org.genhowto.runtime.queue.QueuePlace;

/** Where requests stand: what the journal knows, and for those that wait their place. */
public final class GatewayStates {
  /** How often the place of a request that waits is looked at. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final GatewayJournal journal;
  private final QueueView queue;

  public GatewayStates(GatewayJournal journal, QueueView queue) {
    this.journal = journal;
    this.queue = queue;
  }

  public GatewayJournal journal() {
    return journal;
  }

  /** The place of a request that waits; empty for every other one. */
  public Optional<QueuePlace> place(GatewayEntry entry) {
    return entry.state() == RequestState.QUEUED ? queue.place(entry.requestId()) : Optional.empty();
  }

  /** The last place of the queue, as one that waits there has it; empty where nobody waits. */
  public Optional<QueuePlace> last() {
    List<String> queued = journal.queued();
    return IntStream.range(0, queued.size())
        .mapToObj(i -> queue.place(queued.get(queued.size() - 1 - i)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * Waits until an entry is newer than a version, it has another position than before, the time is
   * up, or the journal closes.
   *
   * @param position in the queue as known; 0 is none
   * @return the entry as it is then; empty once it is forgotten or the journal is closed
   */
  public Optional<GatewayEntry> await(String requestId, int version, int position, Duration time)
      throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    for (; ; ) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      Optional<GatewayEntry> entry =
          journal.await(requestId, version, left.compareTo(LOOK) < 0 ? left : LOOK);
      if (entry.isEmpty()
          || entry.get().version() > version
          || left.compareTo(LOOK) <= 0
          || position(entry.get()) != position) {
        return entry;
      }
    }
  }

  /** From 1; 0 where it does not wait. */
  int position(GatewayEntry entry) {
    return place(entry).map(QueuePlace::position).orElse(0);
  }
}
