package org.genhowto.evaluator.live;

import java.time.Duration;
import java.util.List;
import org.genhowto.evaluator.alerts.AlertRule;
import org.genhowto.evaluator.gate.GatePolicy;

/**
 * What is measured, on how much, and how often.
 *
 * @param cGrid inverse penalties the classifier chooses from
 * @param minimumImages images of either side below which no number is given
 * @param minimumPerCategory images of each part and category below which no accuracy is given
 * @param exactRows most images of one part that a formula over single images takes; of more, a fair
 *     sample of as many is taken
 * @param last images in the window of the newest
 * @param keepReleases releases and methods of a set and target that are kept; the oldest go
 * @param keepSamples images of one release and method that are kept; the oldest go
 * @param interval shortest time between two measurements of one release
 * @param alerts rules that metrics are to keep
 * @param gate when a candidate may serve
 */
public record LivePolicy(
    List<Double> cGrid,
    int minimumImages,
    int minimumPerCategory,
    int exactRows,
    int last,
    int keepReleases,
    long keepSamples,
    Duration interval,
    List<AlertRule> alerts,
    GatePolicy gate) {

  public LivePolicy {
    cGrid = List.copyOf(cGrid);
    alerts = List.copyOf(alerts);
  }
}
