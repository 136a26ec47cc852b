package org.genhowto.evaluator.live;

import java.util.List;
import java.util.Optional;
import org.genhowto.schemas.EvaluationMetric;

/**
 * What a measurement came to.
 *
 * @param whole the window of which these are all metrics: what was published of it before and is
 *     not among them counts no longer; empty where they are only some
 */
record Measurement(Series series, Optional<Window> whole, List<EvaluationMetric> metrics) {
  Measurement {
    metrics = List.copyOf(metrics);
  }
}
