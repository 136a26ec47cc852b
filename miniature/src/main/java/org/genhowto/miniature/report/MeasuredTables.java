package org.genhowto.miniature.report;

import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static org.genhowto.miniature.page.PageTables.row;

import j2html.tags.DomContent;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.genhowto.evaluator.protocol.PaperTable;
import org.genhowto.evaluator.protocol.TableOrder;
import org.genhowto.evaluator.statistics.Estimate;
import org.genhowto.miniature.evaluation.Measurements;
import org.genhowto.miniature.evaluation.NetworkQuality;
import org.genhowto.miniature.evaluation.TruthReport;
import org.genhowto.miniature.page.Page.Section;
import org.genhowto.miniature.page.PageTables;
import org.genhowto.miniature.training.GenerationMethod;
import org.genhowto.runtime.json.Json;
import org.jspecify.annotations.Nullable;

/** What was measured, as tables of a page. */
record MeasuredTables(Measurements measurements) {
  private static final String NOTHING = "–";

  /** Tables 1, 2 and 3 of the paper. */
  Section paper() {
    List<DomContent> content = new ArrayList<>();
    content.add(
        p(
            "Means over %d sampling seeds with 95%% intervals, %s. Accuracies are shares of real"
                    .formatted(measurements.seeds().size(), measurements.tables().interval())
                + " test pictures that a classifier puts into the right class, after"
                + " learning the target classes from generated pictures alone. N is the number of"
                + " test pictures, or of generated ones for distances, which depend on it and so"
                + " compare within a column only."));
    for (PaperTable table : measurements.tables().tables()) {
      content.add(h3(table.name() + ". " + table.caption()));
      content.add(table(table));
    }
    return new Section("The paper's tables", content);
  }

  private static DomContent table(PaperTable table) {
    Map<String, Set<Integer>> sizes = new LinkedHashMap<>();
    table
        .rows()
        .forEach(
            row ->
                row.cells()
                    .forEach(
                        (column, cell) ->
                            sizes.computeIfAbsent(column, c -> new TreeSet<>()).add(cell.n())));
    List<String> header = new ArrayList<>(List.of("method"));
    sizes.forEach((column, n) -> header.add(column + (n.size() == 1 ? ", N " + first(n) : "")));
    List<TrTag> rows = new ArrayList<>();
    for (PaperTable.Row row : table.rows()) {
      List<String> cells = new ArrayList<>(List.of(row.method()));
      sizes.forEach((column, n) -> cells.add(cell(row.cells().get(column), n)));
      rows.add(methodRow(row.method(), cells));
    }
    return PageTables.numbers(header, rows);
  }

  private static int first(Set<Integer> sizes) {
    return sizes.iterator().next();
  }

  /** A number, with its N where the column has several. */
  private static String cell(PaperTable.@Nullable Cell cell, Set<Integer> sizes) {
    if (cell == null) {
      return NOTHING;
    }
    String estimate = estimate(cell.mean(), cell.halfWidth(), 3);
    return sizes.size() == 1 ? estimate : estimate + " (N " + cell.n() + ")";
  }

  /** Whether the paper's orders came out. */
  Section orders() {
    List<TrTag> rows =
        measurements.tables().orders().stream()
            .map(order -> row(order.claim(), sign(order.verdict()), order.detail()))
            .toList();
    return Section.of(
        "Do the paper's orders come out?",
        p(
            "Clear: the means have the order, and the intervals do not overlap. Means only: the"
                + " means have it, the intervals overlap. A failure is reported as it is."),
        PageTables.words(List.of("order", "verdict", "numbers"), rows));
  }

  private static String sign(TableOrder.Verdict verdict) {
    return switch (verdict) {
      case CLEAR -> "✓ clear";
      case MEANS_ONLY -> "~ means only";
      case FAILS -> "✗ fails";
      case NOT_MEASURED -> NOTHING;
    };
  }

  /** Against the truth: a table for each target and measure, a column for each group. */
  Section judgement() {
    TruthReport judgement = measurements.judgement();
    List<DomContent> content = new ArrayList<>();
    content.add(
        p(
            "What the paper could not measure. CLIP, trained in this world, looks at the pictures"
                + " made for the test scenes: does it see the asked phase, and does it see the"
                + " asked phase of the right category among all? The judge, a classifier that"
                + " learnt from true labels and is used for nothing else, is asked the same. And"
                + " how far is the picture from"
                + " the truth where nothing should change: "
                + judgement.background()
                + "."));
    Set<String> targets = new LinkedHashSet<>();
    judgement.rows().forEach(row -> targets.add(row.target()));
    for (String target : targets) {
      List<TruthReport.Row> rows =
          judgement.rows().stream().filter(row -> row.target().equals(target)).toList();
      content.add(h3(target + ": phase right"));
      content.add(judged(rows, TruthReport.Row::phase, 2));
      content.add(h3(target + ": category and phase right"));
      content.add(judged(rows, TruthReport.Row::both, 2));
      content.add(h3(target + ": phase right, says the judge"));
      content.add(judged(rows, TruthReport.Row::judgedPhase, 2));
      content.add(h3(target + ": category and phase right, says the judge"));
      content.add(judged(rows, TruthReport.Row::judgedBoth, 2));
      content.add(h3(target + ": background, L1 of 255 (less is better)"));
      content.add(judged(rows, TruthReport.Row::backgroundL1, 1));
    }
    return new Section("Judged with the truth at hand", content);
  }

  private static DomContent judged(
      List<TruthReport.Row> rows, Function<TruthReport.Row, Estimate> value, int digits) {
    Set<String> columns = new LinkedHashSet<>();
    Map<String, Map<String, String>> methods = new LinkedHashMap<>();
    for (TruthReport.Row row : rows) {
      if (row.category() == null) {
        columns.add(column(row));
      }
    }
    rows.forEach(row -> columns.add(column(row)));
    for (TruthReport.Row row : rows) {
      Estimate estimate = value.apply(row);
      methods
          .computeIfAbsent(row.method(), name -> new LinkedHashMap<>())
          .put(column(row), estimate(estimate.mean(), estimate.halfWidth(), digits));
    }
    return matrix(columns, methods);
  }

  private static String column(TruthReport.Row row) {
    String category = row.category();
    return category == null ? "%s (N %d)".formatted(row.group(), row.n()) : category;
  }

  private static DomContent matrix(Set<String> columns, Map<String, Map<String, String>> methods) {
    List<String> header = new ArrayList<>(List.of("method"));
    header.addAll(columns);
    List<TrTag> rows = new ArrayList<>();
    methods.forEach(
        (name, values) -> {
          List<String> cells = new ArrayList<>(List.of(name));
          columns.forEach(column -> cells.add(values.getOrDefault(column, NOTHING)));
          rows.add(methodRow(name, cells));
        });
    return PageTables.numbers(header, rows);
  }

  /** The row of the method that all others are compared with stands out. */
  private static TrTag methodRow(String method, List<String> cells) {
    return method.equals(GenerationMethod.GENHOWTO.folder())
        ? PageTables.firstRow(cells)
        : row(cells);
  }

  /** The networks that the paper takes from the shelf. */
  Section networks() {
    NetworkQuality networks = measurements.networks();
    List<TrTag> rows =
        List.of(
            row("CLIP, zero-shot", "phase of a known category", number(networks.clip().phase(), 3)),
            row("CLIP, zero-shot", "category and phase", number(networks.clip().both(), 3)),
            row("judge", "phase of a known category", number(networks.judge().phase(), 3)),
            row("judge", "category and phase", number(networks.judge().both(), 3)),
            row("autoencoder", "L1 of 255", number(networks.autoencoder().l1(), 2)),
            row("autoencoder", "PSNR in dB", number(networks.autoencoder().psnr(), 1)),
            row(
                "captioner",
                "a true sentence, to the letter",
                number(networks.captioner().exact(), 3)),
            row("captioner", "category named", number(networks.captioner().category(), 3)),
            row("captioner", "category and phase", number(networks.captioner().both(), 3)));
    return Section.of(
        "The networks that the paper takes from the shelf",
        p("Measured on %d pictures that nothing was trained on.".formatted(networks.stills())),
        PageTables.words(List.of("network", "measure", "value"), rows));
  }

  /** How every method was asked. */
  List<DomContent> settings() {
    List<TrTag> rows = measurements.settings().stream().map(MeasuredTables::setting).toList();
    return List.of(
        PageTables.words(
            List.of("method", "what it is", "steps", "skip", "guidance", "weights"), rows),
        p("Sampling seeds: %s. The scale:".formatted(measurements.seeds())),
        pre(Json.PLAIN.valueToTree(measurements.scale()).toPrettyString()));
  }

  private static TrTag setting(Measurements.Setting setting) {
    return row(
        setting.name(),
        setting.description(),
        Integer.toString(setting.sampling().steps()),
        Integer.toString(setting.sampling().skip()),
        Double.toString(setting.sampling().guidance()),
        setting.weights().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", ")));
  }

  static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static String estimate(double mean, @Nullable Double halfWidth, int digits) {
    return halfWidth == null
        ? number(mean, digits)
        : number(mean, digits) + " ± " + number(halfWidth, digits);
  }
}
