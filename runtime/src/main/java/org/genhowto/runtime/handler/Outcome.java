package org.genhowto.runtime.handler;

import java.util.List;
import java.util.Map;

/** What became of one input. Every input ends as exactly one of these. */
public sealed interface Outcome {

  /**
   * The input was worked on; these records come of it (none is allowed, where the work itself was
   * the point).
   */
  record Emit(List<Output<?>> outputs) implements Outcome {
    public Emit {
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * The input is fine and nothing comes of it: counted under its reason.
   *
   * @param reason a fixed word or two in kebab-case, such as low-confidence: it becomes a metric
   *     label
   * @param sentence one sentence that tells this input's case; empty where the reason says it all
   * @param scores numbers that tell why, such as confidence or votes; the ledger keeps them
   */
  record Skip(String reason, String sentence, Map<String, Double> scores) implements Outcome {
    public Skip {
      scores = Map.copyOf(scores);
    }
  }

  /**
   * The input can never be worked on: it becomes a dead letter.
   *
   * @param reason one sentence: what, actual, expected
   */
  record Reject(String reason) implements Outcome {}

  static Outcome emit(Output<?>... outputs) {
    return new Emit(List.of(outputs));
  }

  static Outcome skip(String reason) {
    return new Skip(reason, "", Map.of());
  }

  static Outcome skip(String reason, String sentence, Map<String, Double> scores) {
    return new Skip(reason, sentence, scores);
  }

  static Outcome reject(String reason) {
    return new Reject(reason);
  }
}
