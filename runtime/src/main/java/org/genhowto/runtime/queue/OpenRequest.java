package org.genhowto.runtime.queue;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.genhowto.runtime.record.Origin;
import org.genhowto.schemas.Priority;
import org.jspecify.annotations.Nullable;

/**
 * One record of a request that has not come to its end.
 *
 * @param subject what claims call it: the requestId, or the place where that does not name it
 * @param requestId null where the record has no legal one
 * @param fingerprint hash of what is asked for; empty where the record cannot be read
 */
public record OpenRequest(
    Origin place,
    String subject,
    Kind kind,
    @Nullable String requestId,
    Terms terms,
    String fingerprint) {

  /** What kind of record it is. */
  public enum Kind {
    /** The first of its requestId. */
    FIRST,
    /** Its requestId was used before. */
    REPEATED,
    /** A dead letter that is tried again. */
    REPLAYED,
    /** It cannot be decoded, or has no legal requestId. */
    UNREADABLE
  }

  /**
   * What decides when it is worked on.
   *
   * @param arrival when Kafka has it from
   * @param deadline when the result is of no more use
   * @param supersedeKey of all with the same one only the newest counts
   * @param earlier requestId of the request whose image it starts from
   * @param replyTopic takes its result too
   */
  public record Terms(
      Priority priority,
      Instant arrival,
      @Nullable Instant deadline,
      @Nullable String supersedeKey,
      @Nullable String earlier,
      @Nullable String replyTopic) {}

  private static final Comparator<OpenRequest> BY_PLACE =
      Comparator.comparing((OpenRequest each) -> each.place().topic())
          .thenComparing(each -> each.place().partition())
          .thenComparing(each -> each.place().offset());

  /** From old to new; as the log has them, where they came together. */
  static final Comparator<OpenRequest> BY_AGE =
      Comparator.comparing((OpenRequest each) -> each.terms().arrival()).thenComparing(BY_PLACE);

  /** In which order they are worked on: priority, then deadline, then age. */
  static final Comparator<OpenRequest> BY_URGENCY =
      Comparator.comparing((OpenRequest each) -> each.terms().priority())
          .reversed()
          .thenComparing(each -> Optional.ofNullable(each.terms().deadline()).orElse(Instant.MAX))
          .thenComparing(BY_AGE);

  /** The same record as another kind: who was first is known for sure once someone claims it. */
  OpenRequest as(Kind other) {
    String name = other == Kind.FIRST && requestId != null ? requestId : place.toString();
    return new OpenRequest(place, name, other, requestId, terms, fingerprint);
  }

  boolean expired(Instant now) {
    return terms.deadline() != null && !now.isBefore(terms.deadline());
  }
}
