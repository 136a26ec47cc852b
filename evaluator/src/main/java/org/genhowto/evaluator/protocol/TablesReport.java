package org.genhowto.evaluator.protocol;

import java.nio.file.Path;
import java.util.List;
import org.genhowto.evaluator.features.FeatureCache;
import org.genhowto.evaluator.features.FeatureExtractor;
import org.genhowto.evaluator.statistics.ClassifierGrid;
import org.genhowto.evaluator.statistics.Estimate;
import org.genhowto.runtime.progress.Counter;

/**
 * The paper's tables on a folder of results, see {@link ResultsFolder}.
 *
 * @param interval formula of the intervals
 * @param grid what C and max_iter were chosen from
 * @param methods everything that was measured, with the values of each run
 * @param orders the paper's orders, and whether they came out
 */
public record TablesReport(
    String interval,
    ClassifierGrid grid,
    List<PaperTable> tables,
    List<TableOrder> orders,
    List<EvaluatedMethod> methods) {

  /**
   * Measures a folder of results.
   *
   * @param looked told of images of one run whose features were taken
   * @param measured told of runs
   * @throws IllegalArgumentException naming what is wrong in which list
   */
  public static TablesReport of(
      Path results,
      FeatureExtractor extractor,
      ClassifierGrid grid,
      Counter looked,
      Counter measured) {
    DownstreamProtocol protocol = new DownstreamProtocol(new FeatureCache(extractor, looked), grid);
    List<EvaluatedMethod> methods = new ResultsFolder(results).measure(protocol, measured);
    return new TablesReport(
        Estimate.FORMULA, grid, PaperTable.of(methods), new PaperOrders(methods).all(), methods);
  }

  /** For people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (PaperTable table : tables) {
      text.append(table.text()).append(System.lineSeparator());
    }
    text.append("Intervals: ").append(interval).append(" (95%); one run has none.");
    text.append(System.lineSeparator()).append(System.lineSeparator());
    TextTable claims = new TextTable();
    for (TableOrder order : orders) {
      claims.add(List.of(order.verdict().spelling(), order.claim(), order.detail()));
    }
    return text.append("Orders of the paper")
        .append(System.lineSeparator())
        .append(claims)
        .toString();
  }
}
