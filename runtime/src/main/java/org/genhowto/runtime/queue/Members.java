package org.genhowto.runtime.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.genhowto.schemas.ClaimKind;
import org.genhowto.schemas.GenerationClaim;

/**
 * Which members live, as their signs of life tell. Time counts only while this process itself runs
 * and reads what it writes: one that was stopped, or cut off from Kafka, takes nobody for dead.
 */
final class Members {
  /** What one look at the clock may count: whoever looks seldom was stopped. */
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final Duration unknown;
  private final Map<String, Sign> signs = new HashMap<>();

  /** The newest life of each worker. */
  private final Map<String, String> lives = new HashMap<>();

  private long clock;
  private long before = System.nanoTime();

  /**
   * The last sign of a member.
   *
   * @param at on the clock of this class
   * @param capacity what it can work on at once
   * @param meanMillis how long one request takes it
   * @param lease how long it may give no further sign, in nanoseconds
   */
  record Sign(long at, int capacity, long meanMillis, long lease) {}

  /**
   * @param unknown the lease of a member that has not said its own
   */
  Members(Duration unknown) {
    this.unknown = unknown;
  }

  /** Lets time pass. */
  synchronized void tick(long nanos) {
    clock += Math.max(0, Math.min(nanos - before, LONGEST.toNanos()));
    before = nanos;
  }

  /** A sign of life, of whatever kind. */
  synchronized void heard(GenerationClaim claim) {
    String member = claim.getMember();
    if (claim.getKind() == ClaimKind.LEAVE) {
      signs.remove(member);
      lives.remove(Member.workerOf(member), member);
      return;
    }
    Sign last = signs.get(member);
    boolean alive = claim.getKind() == ClaimKind.ALIVE;
    if (alive && last == null) {
      lives.put(Member.workerOf(member), member);
    }
    signs.put(
        member,
        alive || last == null
            ? new Sign(clock, claim.getCapacity(), claim.getMeanMillis(), lease(claim))
            : new Sign(clock, last.capacity(), last.meanMillis(), last.lease()));
  }

  /**
   * Those of some members that are dead.
   *
   * @param self who asks; it judges nobody while its own signs do not come through
   */
  synchronized Set<String> dead(Set<String> members, String self) {
    Sign own = signs.get(self);
    if (own == null || clock - own.at() > own.lease() / 2) {
      return Set.of();
    }
    return members.stream()
        .filter(member -> !member.equals(self))
        .filter(member -> hasNewerLife(member) || !recent(member))
        .collect(Collectors.toSet());
  }

  /** Those that live, with what they say of themselves. */
  synchronized Map<String, Sign> living() {
    return signs.entrySet().stream()
        .filter(sign -> recent(sign.getKey()) && !hasNewerLife(sign.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * How long it takes until those that live have begun so many requests, if all have their hands
   * full; empty where none can work, or none has told how long a request takes it.
   */
  Optional<Duration> untilBegun(int requests) {
    double eachMillisecond =
        living().values().stream()
            .filter(sign -> sign.meanMillis() > 0)
            .mapToDouble(sign -> (double) sign.capacity() / sign.meanMillis())
            .sum();
    return eachMillisecond > 0
        ? Optional.of(Duration.ofMillis(Math.round(requests / eachMillisecond)))
        : Optional.empty();
  }

  private boolean hasNewerLife(String member) {
    String newest = lives.get(Member.workerOf(member));
    return newest != null && !newest.equals(member);
  }

  private boolean recent(String member) {
    Sign sign = signs.get(member);
    if (sign == null) { // Known by its claims alone: its time begins now.
      signs.put(member, new Sign(clock, 0, 0, unknown.toNanos()));
      return true;
    }
    return clock - sign.at() <= sign.lease();
  }

  private long lease(GenerationClaim claim) {
    return claim.getLeaseMillis() > 0
        ? Duration.ofMillis(claim.getLeaseMillis()).toNanos()
        : unknown.toNanos();
  }
}
