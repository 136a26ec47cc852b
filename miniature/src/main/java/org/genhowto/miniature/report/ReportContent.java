package org.genhowto.miniature.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.genhowto.dataset.report.DatasetReport;
import org.genhowto.miniature.evaluation.LocalizerQuality;
import org.genhowto.miniature.evaluation.Measurements;
import org.genhowto.miniature.registration.RegisteredTest;
import org.genhowto.miniature.training.StageReport;
import org.genhowto.networks.model.LossCurve;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a report says, but for the pixels.
 *
 * @param triplets what the generators were trained on
 * @param weights SHA-256 of every file of weights
 * @param registration under which test scenes were looked at, with every look; null for a rehearsal
 *     or where there is none
 * @param times all that differs between two runs with the same seeds on the same machine
 */
record ReportContent(
    Measurements measurements,
    LocalizerQuality localizer,
    DatasetReport triplets,
    List<FigureEntry> figures,
    List<Trained> training,
    SortedMap<String, String> weights,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RegisteredTest registration,
    Times times) {

  /** A stage of the training without what it cost. */
  record Trained(
      String stage, Map<String, List<LossCurve.Point>> losses, Map<String, String> sha256) {
    static Trained of(StageReport report) {
      return new Trained(report.stage(), report.losses(), report.sha256());
    }
  }

  /**
   * What differs from run to run.
   *
   * @param training of each stage
   * @param report seconds of each part of the report
   */
  record Times(Map<String, StageReport.Cost> training, Map<String, Double> report) {}
}
