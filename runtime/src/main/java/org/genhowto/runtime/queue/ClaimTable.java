package org.genhowto.runtime.queue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.genhowto.runtime.record.Origin;
import org.genhowto.schemas.GenerationClaim;

/**
 * Who holds what, as the claims say in their order. All who read them come to the same: a claim
 * counts where its subject is free, or is held by the member that the claim takes it over from.
 */
final class ClaimTable {
  private final Map<String, Holding> holdings = new HashMap<>();
  private final Map<String, Set<String>> subjects = new HashMap<>();

  /** How often a free subject was claimed before by members that did not hand it back. */
  private final Map<String, Integer> deaths = new HashMap<>();

  /**
   * A subject in somebody's hands.
   *
   * @param place of the record that is meant
   * @param deaths how often it was in the hands of members that died before
   */
  record Holding(String member, Origin place, int deaths) {}

  /** A member wants a subject; says whether it has it now. */
  boolean claim(GenerationClaim claim) {
    Holding present = holdings.get(claim.getSubject());
    if (present == null ? !claim.getPrevious().isEmpty() : !takesOver(claim, present)) {
      return false;
    }
    int before =
        present == null ? deaths.getOrDefault(claim.getSubject(), 0) : present.deaths() + 1;
    drop(claim.getSubject());
    holdings.put(claim.getSubject(), new Holding(claim.getMember(), place(claim), before));
    subjects.computeIfAbsent(claim.getMember(), added -> new HashSet<>()).add(claim.getSubject());
    return true;
  }

  /** A member hands a subject back; says whether it had it. */
  boolean release(String subject, String member) {
    Holding present = holdings.get(subject);
    if (present == null || !present.member().equals(member)) {
      return false;
    }
    drop(subject);
    deaths.put(subject, present.deaths());
    return true;
  }

  /** Everything that a member has in hand. */
  Set<String> heldBy(String member) {
    return Set.copyOf(subjects.getOrDefault(member, Set.of()));
  }

  int countHeldBy(String member) {
    return subjects.getOrDefault(member, Set.of()).size();
  }

  Set<String> members() {
    return Set.copyOf(subjects.keySet());
  }

  Optional<Holding> holding(String subject) {
    return Optional.ofNullable(holdings.get(subject));
  }

  int deaths(String subject) {
    return holding(subject).map(Holding::deaths).orElse(deaths.getOrDefault(subject, 0));
  }

  /** A subject has come to its end. */
  void forget(String subject) {
    drop(subject);
    deaths.remove(subject);
  }

  static Origin place(GenerationClaim claim) {
    return new Origin(claim.getTopic(), claim.getPartition(), claim.getOffset());
  }

  private static boolean takesOver(GenerationClaim claim, Holding present) {
    return !claim.getPrevious().isEmpty() && present.member().equals(claim.getPrevious());
  }

  private void drop(String subject) {
    Holding present = holdings.remove(subject);
    if (present != null) {
      Set<String> all = subjects.getOrDefault(present.member(), Set.of());
      all.remove(subject);
      if (all.isEmpty()) {
        subjects.remove(present.member());
      }
    }
  }
}
