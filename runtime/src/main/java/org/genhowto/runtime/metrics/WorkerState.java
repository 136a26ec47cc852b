package org.genhowto.runtime.metrics;

/**
 * How a worker stands.
 *
 * @param reason why it does not simply work, in a sentence, or what to look at though it does;
 *     empty where there is nothing to say
 */
public record WorkerState(Kind kind, String reason) {

  /** What may be said of a worker, in the words of the health page. */
  public enum Kind {
    STARTING("starting", ", but "),
    READY("ready", ", but "),
    WAITING("waiting", ": "),
    RESTARTING("restarting", ": "),
    STOPPED("stopped", ": ");

    private final String word;
    private final String join;

    Kind(String word, String join) {
      this.word = word;
      this.join = join;
    }

    public String word() {
      return word;
    }
  }

  /** As the health page says it. */
  public String text() {
    return reason.isEmpty() ? kind.word : kind.word + kind.join + reason;
  }
}
