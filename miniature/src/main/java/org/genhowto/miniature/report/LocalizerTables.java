package org.genhowto.miniature.report;

import static org.genhowto.miniature.page.PageTables.firstRow;

import j2html.tags.DomContent;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.localizer.evaluation.LocalizerMetrics.Precision;
import org.genhowto.miniature.evaluation.LocalizerQuality;
import org.genhowto.miniature.page.PageTables;

/** How right the localizer is, as tables of a page. */
record LocalizerTables(LocalizerQuality quality) {

  /** Single runs, all together, and without the order of the moments. */
  DomContent runs() {
    List<TrTag> rows = new ArrayList<>();
    for (int run = 0; run < quality.runs().size(); run++) {
      rows.add(PageTables.row(row("run " + run, quality.runs().get(run))));
    }
    rows.add(firstRow(row("mean of the runs", quality.consensus())));
    rows.add(PageTables.row(row("trained without the order", quality.unordered())));
    return precisions("localizer", rows);
  }

  DomContent categories() {
    List<TrTag> rows = new ArrayList<>();
    quality
        .categories()
        .forEach((category, precision) -> rows.add(PageTables.row(row(category, precision))));
    return precisions("category", rows);
  }

  /** What would become triplets. */
  DomContent kept() {
    List<TrTag> rows = new ArrayList<>();
    for (int run = 0; run < quality.keptByRuns().size(); run++) {
      rows.add(PageTables.row(row("run " + run, quality.keptByRuns().get(run))));
    }
    rows.add(firstRow(row("all runs together", quality.keptByConsensus())));
    return PageTables.numbers(List.of("chosen by", "kept", "all three moments right"), rows);
  }

  private static DomContent precisions(String first, List<TrTag> rows) {
    return PageTables.numbers(List.of(first, "sp", "ap", "jsp", "jap", "accuracy"), rows);
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
