package org.genhowto.runtime.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.handler.EarlierAnswer;
import org.genhowto.runtime.queue.EndedRequests.Ended;
import org.genhowto.runtime.queue.OpenRequest.Kind;
import org.genhowto.runtime.record.Origin;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.GenerationClaim;
import org.jspecify.annotations.Nullable;

/**
 * All requests that have not come to their end, as the logs tell: who holds which, which wait, in
 * which order, and which are to end without being worked on. Everyone who reads the logs knows the
 * same; only what is said of {@code orphans} and {@code reserved} is this member's own. Records of
 * several topics may come in any order.
 */
public final class OpenRequests {
  /** Ends and cancellations that are known before their requests, or long after them. */
  private static final int EARLY = 100_000;

  private final Map<Origin, OpenRequest> open = new HashMap<>();
  private final Map<String, OpenRequest> bySubject = new HashMap<>();
  private final Map<String, Set<OpenRequest>> byId = new HashMap<>();
  private final Map<String, OpenRequest> newestOfKey = new HashMap<>();
  private final Map<String, Set<OpenRequest>> dependents = new HashMap<>();
  private final NavigableSet<OpenRequest> deadlines =
      new TreeSet<>(
          java.util.Comparator.comparing(
                  (OpenRequest each) ->
                      Optional.ofNullable(each.terms().deadline()).orElse(Instant.MAX))
              .thenComparing(OpenRequest.BY_AGE));
  private final WaitingRequests waiting = new WaitingRequests();

  /** To be ended without work: called off, or used before. */
  private final Set<OpenRequest> idle = new LinkedHashSet<>();

  private final Map<String, CallOff> calledOff = new HashMap<>();
  private final Set<String> cancelled = Collections.newSetFromMap(EndedRequests.newest(EARLY));
  private final Set<Origin> doneEarly = Collections.newSetFromMap(EndedRequests.newest(EARLY));
  private final EndedRequests ended;
  private final ClaimTable claims = new ClaimTable();
  private final Map<String, String> orphans = new HashMap<>();
  private final Set<String> reserved = new HashSet<>();

  /**
   * @param remembered how many ended requests are known by their names
   */
  OpenRequests(int remembered) {
    this.ended = new EndedRequests(remembered);
  }

  /** A record of a request was read. */
  synchronized void requested(OpenRequest read) {
    if (doneEarly.remove(read.place()) || open.containsKey(read.place()) || isEnded(read)) {
      return;
    }
    OpenRequest request = known(read) ? read.as(Kind.REPEATED) : read;
    put(request);
    if (request.kind() == Kind.FIRST) {
      if (cancelled.contains(request.subject())) {
        calledOff.put(request.subject(), CallOff.CANCELLED);
      }
      supersede(request);
    }
    refresh(request);
  }

  /** Somebody called a request off. */
  synchronized void cancelled(String requestId) {
    cancelled.add(requestId);
    OpenRequest request = bySubject.get(requestId);
    if (request != null) {
      callOff(request, CallOff.CANCELLED);
    }
  }

  /** A result was read. */
  synchronized void ended(String requestId, Ended end) {
    OpenRequest answered = end.place() == null ? bySubject.get(requestId) : open.get(end.place());
    if (answered != null) {
      remove(answered);
    }
    ended.put(
        requestId,
        answered == null || !end.fingerprint().isEmpty() ? end : end.asked(answered.fingerprint()));
    for (OpenRequest other : List.copyOf(byId.getOrDefault(requestId, Set.of()))) {
      rename(other, other.kind() == Kind.FIRST ? Kind.REPEATED : other.kind());
    }
    dependents.getOrDefault(requestId, Set.of()).forEach(this::refresh);
  }

  /** A claim was read; says whether it counts. */
  synchronized boolean claimed(GenerationClaim claim) {
    boolean counts = claims.claim(claim);
    reserved.remove(claim.getSubject());
    if (counts) {
      orphans.remove(claim.getSubject());
      settleFirst(claim);
    }
    refresh(claim.getSubject());
    return counts;
  }

  /** A member handed a request back. */
  synchronized void released(String subject, String member) {
    if (claims.release(subject, member)) {
      orphans.remove(subject);
      refresh(subject);
    }
  }

  /** A member has ended, and says so: nothing is in its hands. */
  synchronized void left(String member) {
    claims.heldBy(member).forEach(subject -> released(subject, member));
  }

  /** The holder has brought a record to its end. */
  synchronized void done(String subject, Origin place) {
    OpenRequest request = open.get(place);
    if (request == null) {
      doneEarly.add(place);
    } else {
      remove(request);
    }
    claims.forget(subject);
    orphans.remove(subject);
  }

  /** A member is dead for sure, and nothing of it can be written any more. */
  synchronized void orphan(String member) {
    for (String subject : claims.heldBy(member)) {
      orphans.put(subject, member);
      refresh(subject);
    }
  }

  /** Calls off what is too late now. */
  synchronized void expire(Instant now) {
    while (!deadlines.isEmpty() && deadlines.first().expired(now)) {
      callOff(deadlines.pollFirst(), CallOff.EXPIRED);
    }
  }

  /** The next one to claim, and no longer offered here; empty where none waits. */
  synchronized Optional<OpenRequest> reserve(Instant now, Duration patience) {
    return reserve(waiting.next(now, patience));
  }

  /** The same of those of the highest priority alone. */
  synchronized Optional<OpenRequest> reserveUrgent() {
    return reserve(
        waiting
            .mostUrgent()
            .filter(each -> each.terms().priority() == org.genhowto.schemas.Priority.HIGH));
  }

  /** One that is to end without work, and is no longer offered here. */
  synchronized Optional<OpenRequest> reserveIdle() {
    return reserve(idle.stream().findFirst());
  }

  /** What was reserved is not claimed after all. */
  synchronized void unreserve(String subject) {
    if (reserved.remove(subject)) {
      refresh(subject);
    }
  }

  /** Whom a request is to be taken over from; empty where it is free. */
  synchronized String previous(String subject) {
    return orphans.getOrDefault(subject, "");
  }

  synchronized Optional<ClaimTable.Holding> holding(String subject) {
    return claims.holding(subject);
  }

  synchronized int deaths(String subject) {
    return claims.deaths(subject);
  }

  /** How much a member has in hand. */
  synchronized int heldCount(String member) {
    return claims.countHeldBy(member);
  }

  /** What a member has in hand and is still open. */
  synchronized List<OpenRequest> heldBy(String member) {
    List<OpenRequest> held = new ArrayList<>();
    for (String subject : claims.heldBy(member)) {
      claims.holding(subject).map(each -> open.get(each.place())).ifPresent(held::add);
    }
    return held;
  }

  /** Members that have something in hand. */
  synchronized Set<String> holders() {
    return claims.members();
  }

  /** How a request is to end, whatever is done with it; empty where it may go on. */
  synchronized Optional<CallOff> calledOff(String subject) {
    return Optional.ofNullable(calledOff.get(subject));
  }

  synchronized boolean isOpen(Origin place) {
    return open.containsKey(place);
  }

  /** How the first record of a name ended, or what it asks for; empty where it is not known. */
  synchronized Optional<String> fingerprintOfFirst(String requestId) {
    OpenRequest first = bySubject.get(requestId);
    return (first == null
            ? ended.find(requestId).map(Ended::fingerprint)
            : Optional.of(first.fingerprint()))
        .filter(text -> !text.isEmpty());
  }

  /** A result was read that later requests for the same can be answered with. */
  synchronized void answered(String key, EarlierAnswer answer) {
    ended.answered(key, answer);
  }

  synchronized Optional<EarlierAnswer> answer(String key) {
    return ended.answer(key);
  }

  synchronized Optional<Ended> end(String requestId) {
    return ended.find(requestId);
  }

  /** The requestId of an open record; empty where it has no legal one. */
  synchronized Optional<String> nameAt(Origin place) {
    return Optional.ofNullable(open.get(place)).map(OpenRequest::requestId);
  }

  /**
   * Whether a record's dead letter is also the answer to a name: it is not where another record has
   * that name, or it was answered before.
   */
  synchronized boolean isToBeAnswered(Origin place, String requestId) {
    OpenRequest first = bySubject.get(requestId);
    return ended.find(requestId).isEmpty() && (first == null || first.place().equals(place));
  }

  /** Requests that wait for a worker. */
  public synchronized int waiting() {
    return waiting.size() + idle.size();
  }

  /** Requests that have not come to their end. */
  public synchronized int size() {
    return open.size();
  }

  /**
   * Where a request stands that nobody works on yet, be it that it waits for an earlier one; empty
   * where it is in hand, is called off, has ended or is not known.
   */
  synchronized Optional<Rank> rank(String requestId) {
    return Optional.ofNullable(bySubject.get(requestId))
        .filter(request -> isFree(requestId) && !calledOff.containsKey(requestId))
        .map(waiting::rank);
  }

  /**
   * A place among those that wait.
   *
   * @param position from 1
   * @param waiting how many wait, itself included
   */
  record Rank(int position, int waiting) {}

  /** The lowest offset of each partition that is still open. */
  synchronized Map<TopicPartition, Long> lowest() {
    Map<TopicPartition, Long> lowest = new HashMap<>();
    for (Origin place : open.keySet()) {
      lowest.merge(new TopicPartition(place.topic(), place.partition()), place.offset(), Math::min);
    }
    return lowest;
  }

  private Optional<OpenRequest> reserve(Optional<OpenRequest> request) {
    request.ifPresent(
        found -> {
          reserved.add(found.subject());
          refresh(found);
        });
    return request;
  }

  /** Whether the record's own end was read before it. */
  private boolean isEnded(OpenRequest read) {
    if (read.kind() != Kind.FIRST) {
      return false;
    }
    String id = read.subject();
    Optional<Ended> end = ended.find(id).filter(each -> each.answers(read.place()));
    end.ifPresent(each -> ended.put(id, each.asked(read.fingerprint())));
    return end.isPresent();
  }

  private boolean known(OpenRequest read) {
    return read.kind() == Kind.FIRST
        && (bySubject.containsKey(read.subject())
            || ended.find(read.subject()).isPresent()
            || claims
                .holding(read.subject())
                .filter(each -> !each.place().equals(read.place()))
                .isPresent());
  }

  /** Which of several records of a name is the first, is what the first claim says. */
  private void settleFirst(GenerationClaim claim) {
    OpenRequest meant = open.get(ClaimTable.place(claim));
    OpenRequest other = bySubject.get(claim.getSubject());
    if (meant != null && other != null && !meant.equals(other) && other.kind() == Kind.FIRST) {
      rename(other, Kind.REPEATED);
      rename(meant, Kind.FIRST);
    }
    byId.getOrDefault(claim.getSubject(), Set.of()).forEach(this::refresh);
  }

  private void rename(OpenRequest request, Kind kind) {
    if (request.kind() != kind) {
      remove(request);
      OpenRequest other = request.as(kind);
      put(other);
      refresh(other);
    }
  }

  private void put(OpenRequest request) {
    open.put(request.place(), request);
    bySubject.put(request.subject(), request);
    add(byId, request.requestId(), request);
    add(dependents, request.terms().earlier(), request);
    if (request.terms().deadline() != null && request.kind() != Kind.REPEATED) {
      deadlines.add(request);
    }
  }

  private void remove(OpenRequest request) {
    open.remove(request.place());
    bySubject.remove(request.subject(), request);
    drop(byId, request.requestId(), request);
    drop(dependents, request.terms().earlier(), request);
    deadlines.remove(request);
    waiting.remove(request);
    idle.remove(request);
    calledOff.remove(request.subject());
    reserved.remove(request.subject());
    String key = request.terms().supersedeKey();
    if (key != null) {
      newestOfKey.remove(key, request);
    }
  }

  private void supersede(OpenRequest request) {
    String key = request.terms().supersedeKey();
    if (key == null) {
      return;
    }
    OpenRequest present = newestOfKey.get(key);
    boolean newer = present == null || OpenRequest.BY_AGE.compare(present, request) < 0;
    if (newer) {
      newestOfKey.put(key, request);
    }
    if (present != null) {
      callOff(newer ? present : request, CallOff.SUPERSEDED);
    }
  }

  /** The first reason counts. */
  private void callOff(OpenRequest request, CallOff status) {
    calledOff.putIfAbsent(request.subject(), status);
    refresh(request);
  }

  private void refresh(String subject) {
    OpenRequest request = bySubject.get(subject);
    if (request != null) {
      refresh(request);
    }
  }

  private void refresh(OpenRequest request) {
    waiting.remove(request);
    idle.remove(request);
    String subject = request.subject();
    if (!isFree(subject) || reserved.contains(subject) || !open.containsKey(request.place())) {
      return;
    }
    if (request.kind() == Kind.REPEATED) {
      if (settled(request)) {
        idle.add(request);
      }
    } else if (calledOff.containsKey(subject)) {
      idle.add(request);
    } else if (!blocked(request)) {
      waiting.add(request);
    }
  }

  private boolean isFree(String subject) {
    return claims.holding(subject).isEmpty() || orphans.containsKey(subject);
  }

  /** Whether it is sure that another record of the name is the first. */
  private boolean settled(OpenRequest repeated) {
    String id = repeated.requestId();
    return id == null || ended.find(id).isPresent() || claims.holding(id).isPresent();
  }

  /**
   * Whether it waits for an earlier one. Of those that wait for each other in a circle none is
   * blocked: they would wait for ever, so that whoever begins one finds that its image is missing.
   */
  private boolean blocked(OpenRequest request) {
    Set<String> seen = new HashSet<>();
    Optional<String> earlier = awaited(request);
    if (earlier.isEmpty()) {
      return false;
    }
    while (earlier.isPresent() && seen.add(earlier.get())) {
      if (earlier.get().equals(request.subject())) {
        return false;
      }
      earlier = Optional.ofNullable(bySubject.get(earlier.get())).flatMap(this::awaited);
    }
    return true;
  }

  /** The open request whose image one starts from. */
  private Optional<String> awaited(OpenRequest request) {
    return Optional.ofNullable(request.terms().earlier())
        .filter(id -> bySubject.containsKey(id) && ended.find(id).isEmpty());
  }

  private static void add(
      Map<String, Set<OpenRequest>> map, @Nullable String key, OpenRequest request) {
    if (key != null) {
      map.computeIfAbsent(key, added -> new LinkedHashSet<>()).add(request);
    }
  }

  private static void drop(
      Map<String, Set<OpenRequest>> map, @Nullable String key, OpenRequest request) {
    Collection<OpenRequest> all = key == null ? null : map.get(key);
    if (all != null) {
      all.remove(request);
      if (all.isEmpty()) {
        map.remove(key);
      }
    }
  }
}
