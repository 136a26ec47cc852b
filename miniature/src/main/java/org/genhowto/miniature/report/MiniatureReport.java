package org.genhowto.miniature.report;

import ai.djl.ndarray.NDManager;
import j2html.tags.specialized.FigureTag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.genhowto.dataset.report.DatasetReport;
import org.genhowto.localizer.network.LocalizerNetwork;
import org.genhowto.miniature.evaluation.GenerationMethods;
import org.genhowto.miniature.evaluation.LocalizerQuality;
import org.genhowto.miniature.evaluation.Measurements;
import org.genhowto.miniature.evaluation.SceneSeeds;
import org.genhowto.miniature.registration.RegisteredTest;
import org.genhowto.miniature.training.Stage;
import org.genhowto.miniature.training.StageReport;
import org.genhowto.miniature.training.Stopwatch;
import org.genhowto.miniature.training.TripletStage;
import org.genhowto.miniature.video.VideoSplits;
import org.genhowto.miniature.world.Scale;
import org.genhowto.runtime.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The tables and figures of the paper on trained miniature models: one page and one JSON. Pictures
 * that were made before with the same weights are not made again.
 *
 * @param work folder in which all stages are done
 * @param scale how much is measured and shown
 * @param test under a registration, which says what the test scenes are; null where none is needed
 * @param log takes progress lines
 */
public record MiniatureReport(
    Path work, Scale scale, @Nullable RegisteredTest test, Consumer<String> log) {

  /** What is free to be measured, without a registration. */
  public MiniatureReport(Path work, Scale scale, Consumer<String> log) {
    this(work, scale, null, log);
  }

  /** What the weights of a work folder hash to. */
  public static String models(Path work) throws IOException {
    return WeightFiles.in(work).version();
  }

  private SceneSeeds scenes() {
    return test == null ? SceneSeeds.usual() : SceneSeeds.registered(test.sha256());
  }

  /**
   * Measures and draws all there is to show.
   *
   * @param out folder for {@code index.html}, {@code report.json} and contact sheets
   * @return the page
   * @throws IllegalArgumentException where a registration is needed
   */
  public Path write(Path out) throws IOException {
    if (test == null && !RegisteredTest.isFree(scale.world())) {
      throw new IllegalArgumentException(
          "Final models of the %s edition are measured under a registration; name its file."
              .formatted(scale.world().edition().word()));
    }
    Stopwatch watch = new Stopwatch();
    Measurements measurements = Measurements.of(work, scale, scenes(), log);
    watch.lap("measurements");
    return write(out, measurements, watch);
  }

  /** Draws what there is to show beside the measurements. */
  Path write(Path out, Measurements measurements, Stopwatch watch) throws IOException {
    WeightFiles files = WeightFiles.in(work);
    PictureFigures drawn = new PictureFigures(scale, scenes());
    List<Figure> figures = drawn.all();
    FigureRenderer studio = draw(figures, files);
    watch.lap("figures");
    LocalizerQuality localizer = LocalizerQuality.of(work, scale);
    List<FigureTag> curves = curves();
    watch.lap("localizer");
    log.accept("reading the triplets");
    DatasetReport triplets =
        DatasetReport.of(TripletStage.shards(work), VideoSplits.mined(scale), (read, of) -> {});
    watch.lap("triplets");
    List<StageReport> stages = stages();
    ReportContent content =
        new ReportContent(
            measurements,
            localizer,
            triplets,
            entries(figures, studio),
            stages.stream().map(ReportContent.Trained::of).toList(),
            files.weights(),
            test,
            new ReportContent.Times(costs(stages), watch.laps()));
    Json.INDENTED.writeValue(Files.createDirectories(out).resolve("report.json").toFile(), content);
    Path page = out.resolve("index.html");
    Files.writeString(page, new ReportPage(content, figures, studio, curves).html());
    for (Map.Entry<String, List<Figure.Strip>> sheet : drawn.sheets().entrySet()) {
      Files.write(out.resolve(sheet.getKey()), ContactSheet.png(sheet.getValue(), studio));
    }
    return page;
  }

  private FigureRenderer draw(List<Figure> figures, WeightFiles files) throws IOException {
    FigureRenderer studio =
        new FigureRenderer(work.resolve("figures").resolve(files.version()), log);
    try (GenerationMethods contenders = new GenerationMethods(work)) {
      studio.draw(figures, contenders::generator, Runtime.getRuntime().availableProcessors());
    }
    return studio;
  }

  private List<FigureTag> curves() {
    log.accept("localizer: curves");
    try (NDManager manager = NDManager.newBaseManager();
        LocalizerNetwork localizer =
            LocalizerNetwork.load(manager, Stage.LOCALIZER.folder(work), Stage.CLIP.folder(work))) {
      return LocalizerCurve.videos(scale.world()).stream()
          .map(video -> LocalizerCurve.of(localizer, video))
          .map(curve -> LocalizerFigure.of(curve, scale.world()))
          .toList();
    }
  }

  private static List<FigureEntry> entries(List<Figure> figures, FigureRenderer studio)
      throws IOException {
    List<FigureEntry> entries = new ArrayList<>();
    for (Figure figure : figures) {
      entries.add(FigureEntry.of(figure, studio));
    }
    return entries;
  }

  private List<StageReport> stages() throws IOException {
    List<StageReport> reports = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      reports.add(StageReport.read(work, stage));
    }
    return reports;
  }

  private static Map<String, StageReport.Cost> costs(List<StageReport> stages) {
    Map<String, StageReport.Cost> costs = new LinkedHashMap<>();
    stages.forEach(stage -> costs.put(stage.stage(), stage.cost()));
    return costs;
  }
}
