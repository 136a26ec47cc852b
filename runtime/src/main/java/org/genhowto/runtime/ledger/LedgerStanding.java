package org.genhowto.runtime.ledger;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;

/** Where a video or a request stands, all its stages taken together. */
public enum LedgerStanding {
  /** It is on its way. */
  OPEN,
  /** A video is in a shard; a request has its images. */
  DONE,
  /** It was fine, and a stage made nothing of it, for a reason. */
  SKIPPED,
  /** A request was answered without images. */
  FAILED,
  /** A request was called off. */
  CANCELLED,
  /** It is a dead letter. */
  DEAD,
  /** It was deleted before it was read. */
  LOST;

  private static final List<String> ORDER = Topics.all().stream().map(Topic::name).toList();
  private static final int LAST_OF_VIDEOS = ORDER.indexOf(Topics.CAPTIONED_TRIPLETS.name());
  private static final int LAST_OF_REQUESTS = ORDER.indexOf(Topics.GENERATION_REQUESTS.name());

  /**
   * What one stage says.
   *
   * @param rank place of the stage's input in the journey, -1 before all
   */
  record Word(int rank, LedgerOutcome outcome) {
    static Word of(LedgerEntry entry) {
      return new Word(LedgerStanding.rank(entry.getTopic()), entry.getOutcome());
    }
  }

  /** Place of a topic in the journey; -1 for what stands before it. */
  static int rank(String topic) {
    return ORDER.indexOf(topic);
  }

  /**
   * The stage that came furthest decides: what stands before it was overcome. Where several workers
   * read the same topic, as localizers with other runs do, it goes on as long as one of them went
   * on. The end of a request is its answer; its evaluation does not change it.
   */
  static LedgerStanding of(LedgerKind kind, Collection<Word> words) {
    int most = kind == LedgerKind.REQUEST ? LAST_OF_REQUESTS : Integer.MAX_VALUE;
    int furthest =
        words.stream()
            .filter(word -> word.outcome() != LedgerOutcome.REPEATED && word.rank() <= most)
            .mapToInt(Word::rank)
            .max()
            .orElse(-1);
    LedgerStanding standing = OPEN;
    boolean first = true;
    for (Word word : words) {
      if (word.rank() == furthest && word.outcome() != LedgerOutcome.REPEATED) {
        LedgerStanding said = of(kind, word);
        standing = first || said.ordinal() < standing.ordinal() ? said : standing;
        first = false;
      }
    }
    return standing;
  }

  private static LedgerStanding of(LedgerKind kind, Word word) {
    return switch (word.outcome()) {
      case EMITTED -> finished(kind, word.rank()) ? DONE : OPEN;
      case SKIPPED, REPEATED -> SKIPPED;
      case FAILED -> FAILED;
      case CANCELLED -> CANCELLED;
      case DEAD -> DEAD;
      case LOST -> LOST;
    };
  }

  private static boolean finished(LedgerKind kind, int rank) {
    return switch (kind) {
      case VIDEO -> rank == LAST_OF_VIDEOS;
      case REQUEST -> rank == LAST_OF_REQUESTS;
      case RECORD -> rank >= 0;
    };
  }

  /** Lower case, as commands and addresses write it. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Every spelling, in order. */
  public static List<String> spellings() {
    return Arrays.stream(values()).map(LedgerStanding::spelling).toList();
  }

  /** Whether nothing more is to come. */
  public boolean ended() {
    return this != OPEN;
  }
}
