package org.genhowto.evaluator.gate;

import java.util.List;
import org.genhowto.evaluator.statistics.ClassifierRow;
import org.genhowto.schemas.Target;

/**
 * A candidate and the serving release on the same questions.
 *
 * @param network as releases name it, without the candidate's ending
 * @param candidate version of the candidate
 * @param serving version of the serving release
 * @param pairs in any order
 * @param real real images of the set: the initial ones, and the test images
 * @param reference features for the distances of the real images of the target, (n, d)
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; shared, not copied.
public record Contest(
    String network,
    Target target,
    String candidate,
    String serving,
    List<PairedImages> pairs,
    List<ClassifierRow> real,
    float[][] reference) {

  public Contest {
    pairs = List.copyOf(pairs);
    real = List.copyOf(real);
  }
}
