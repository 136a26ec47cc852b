package org.genhowto.gateway.dashboard.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.genhowto.schemas.GenerationClaim;

/** Who takes part in the queue of requests, and what each has in hand, as the claims say. */
final class QueueMembers {
  private static final int MEMBERS = 500;
  private static final int SUBJECTS = 20_000;

  private final Newest<GenerationClaim> members = new Newest<>(MEMBERS);
  private final Map<String, Long> heard = new Newest<>(MEMBERS);
  private final Newest<String> hands = new Newest<>(SUBJECTS);

  /**
   * @param time of the record, in milliseconds since 1970
   */
  void add(GenerationClaim claim, long time) {
    switch (claim.getKind()) {
      case CLAIM -> {
        String holder = hands.get(claim.getSubject());
        // The first claim of a free request counts, or one that takes it over.
        if (holder == null || holder.equals(claim.getPrevious())) {
          hands.renew(claim.getSubject(), claim.getMember());
        }
      }
      case RELEASE, DONE -> hands.remove(claim.getSubject(), claim.getMember());
      case LEAVE -> {
        members.remove(claim.getMember());
        heard.remove(claim.getMember());
        return;
      }
      case ALIVE -> members.renew(claim.getMember(), claim);
    }
    heard.put(claim.getMember(), time);
  }

  /** Rows by member that lives: capacity, mean time of a request, requests in hand. */
  Map<String, Object> rows(long now) {
    Map<String, Object> rows = new LinkedHashMap<>();
    for (GenerationClaim claim : members.newestFirst()) {
      String member = claim.getMember();
      if (now - heard.getOrDefault(member, 0L) > Math.max(claim.getLeaseMillis(), 1000)) {
        continue;
      }
      rows.put(
          member,
          new View()
              .and("capacity", claim.getCapacity())
              .and("meanMillis", claim.getMeanMillis())
              .and("inHand", hands.values().stream().filter(member::equals).count())
              .map());
    }
    return rows;
  }
}
