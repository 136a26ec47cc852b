package org.genhowto.miniature.report;

import java.util.List;
import org.genhowto.localizer.evaluation.LocalizerMetrics.Precision;
import org.genhowto.miniature.evaluation.LocalizerQuality;
import org.genhowto.runtime.page.HtmlTable;

/** How right the localizer is, as tables of a page. */
record LocalizerTables(LocalizerQuality quality) {

  /** Single runs, all together, and without the order of the moments. */
  HtmlTable runs() {
    HtmlTable table = precisions("localizer");
    for (int run = 0; run < quality.runs().size(); run++) {
      table.row(row("run " + run, quality.runs().get(run)));
    }
    table.firstRow(row("mean of the runs", quality.consensus()));
    return table.row(row("trained without the order", quality.unordered()));
  }

  HtmlTable categories() {
    HtmlTable table = precisions("category");
    quality.categories().forEach((category, precision) -> table.row(row(category, precision)));
    return table;
  }

  /** What would become triplets. */
  HtmlTable kept() {
    HtmlTable table =
        new HtmlTable(HtmlTable.Kind.NUMBERS, "chosen by", "kept", "all three moments right");
    for (int run = 0; run < quality.keptByRuns().size(); run++) {
      table.row(row("run " + run, quality.keptByRuns().get(run)));
    }
    return table.firstRow(row("all runs together", quality.keptByConsensus()));
  }

  private static HtmlTable precisions(String first) {
    return new HtmlTable(HtmlTable.Kind.NUMBERS, first, "sp", "ap", "jsp", "jap", "accuracy");
  }

  private static List<String> row(String name, Precision precision) {
    return List.of(
        name,
        MeasuredTables.number(precision.statePrecision(), 3),
        MeasuredTables.number(precision.actionPrecision(), 3),
        MeasuredTables.number(precision.jointStatePrecision(), 3),
        MeasuredTables.number(precision.jointActionPrecision(), 3),
        MeasuredTables.number(precision.stateAccuracy(), 3));
  }

  private static List<String> row(String name, LocalizerQuality.Kept kept) {
    return List.of(name, Integer.toString(kept.triplets()), MeasuredTables.number(kept.right(), 3));
  }
}
