package org.genhowto.miniature.evaluation;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.genhowto.evaluator.protocol.EvaluatedImage.Exposure;
import org.genhowto.evaluator.protocol.EvaluationManifest;
import org.genhowto.evaluator.statistics.Estimate;
import org.genhowto.generator.diffusion.AutoencoderFiles;
import org.genhowto.miniature.training.GenerationMethod;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Meaning;
import org.genhowto.miniature.world.Phase;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;

/** Looks at what the methods made of the test scenes, and at what that can be compared with. */
final class TruthEvaluation {
  /** The initial picture in the place of an answer. */
  static final String INPUT = "input-copied";

  /** The rendered truth. */
  static final String TRUTH = "truth";

  /** The truth as well as latents can hold it. */
  static final String AUTOENCODED = "truth-through-autoencoder";

  private final Reader clip;
  private final Reader judge;
  private final Examples examples;

  TruthEvaluation(Reader clip, Reader judge, Examples examples) {
    this.clip = clip;
    this.judge = judge;
    this.examples = examples;
  }

  /** What is shown for a scene. */
  @FunctionalInterface
  private interface Shown {
    RgbImage picture(TestScene scene, long seed) throws IOException;
  }

  /** One picture's marks. */
  private record Mark(
      Category category,
      boolean phase,
      boolean both,
      boolean judgedPhase,
      boolean judgedBoth,
      double background) {}

  /**
   * A row to be: whose pictures are looked at, for which target.
   *
   * @param seeds of the pictures; one where there is nothing random
   */
  private record Case(String method, Target target, List<Long> seeds, Shown shown) {}

  /** Judges all contenders. */
  TruthReport judge(ResultFiles files, List<Long> seeds, Path vae) throws IOException {
    var rows = new ArrayList<TruthReport.Row>();
    try (NDManager manager = NDManager.newBaseManager();
        var autoencoder = AutoencoderFiles.load(manager, vae)) {
      for (var target : Target.values()) {
        var phase = Phase.of(target);
        add(rows, once(INPUT, target, (scene, seed) -> scene.initial()));
        for (var contender : GenerationMethod.values()) {
          Shown shown = (x, seed) -> read(files.generated(contender, seed, target, x));
          add(rows, new Case(contender.folder(), target, seeds, shown));
        }
        add(
            rows,
            once(
                AUTOENCODED,
                target,
                (x, seed) -> Quality.throughAutoencoder(manager, autoencoder, x.image(phase))));
        add(rows, once(TRUTH, target, (scene, seed) -> scene.image(phase)));
      }
    }
    return new TruthReport(
        "pixels in which initial picture and truth differ by at most %d of 255 in every channel"
            .formatted(Background.NOISE),
        rows);
  }

  private static Case once(String method, Target target, Shown shown) {
    return new Case(method, target, List.of(0L), shown);
  }

  private static RgbImage read(Path file) throws IOException {
    return Images.decode(Files.readAllBytes(file));
  }

  private void add(List<TruthReport.Row> rows, Case judged) throws IOException {
    var groups = groups(judged);
    var runs = runs(judged, groups.values().stream().flatMap(List::stream).distinct().toList());
    for (var group : groups.entrySet()) {
      rows.add(row(judged, group.getKey(), null, of(group.getValue(), runs)));
      for (var category : group.getValue()) {
        rows.add(row(judged, group.getKey(), category.word(), of(List.of(category), runs)));
      }
    }
  }

  /** Only GenHowTo is asked about seen categories that are not measured. */
  private Map<String, List<Category>> groups(Case judged) {
    var groups = new LinkedHashMap<String, List<Category>>();
    for (var exposure : Exposure.values()) {
      groups.put(EvaluationManifest.spelling(exposure), examples.categories(exposure));
    }
    if (judged.method().equals(GenerationMethod.GENHOWTO.folder())) {
      groups.put(TruthReport.ALL_SEEN, examples.world().seen());
    }
    return groups;
  }

  /** The marks of each seed. */
  private List<List<Mark>> runs(Case judged, List<Category> categories) throws IOException {
    var phase = Phase.of(judged.target());
    var runs = new ArrayList<List<Mark>>();
    for (long seed : judged.seeds()) {
      var marks = new ArrayList<Mark>();
      for (var scene : examples.scenes(categories).toList()) {
        marks.add(mark(scene, phase, judged.shown().picture(scene, seed)));
      }
      runs.add(marks);
    }
    return runs;
  }

  private static List<List<Mark>> of(List<Category> categories, List<List<Mark>> runs) {
    return runs.stream()
        .map(run -> run.stream().filter(mark -> categories.contains(mark.category())).toList())
        .toList();
  }

  private Mark mark(TestScene scene, Phase phase, RgbImage picture) {
    var category = scene.category();
    var meaning = Meaning.of(category, phase);
    var reading = clip.read(picture);
    var judgement = judge.read(picture);
    return new Mark(
        category,
        reading.sight(category).equals(meaning.sight()),
        reading.meaning().equals(meaning),
        judgement.sight(category).equals(meaning.sight()),
        judgement.meaning().equals(meaning),
        Background.of(scene, phase).distance(picture));
  }

  private static TruthReport.Row row(
      Case judged, String group, @Nullable String category, List<List<Mark>> runs) {
    return new TruthReport.Row(
        judged.method(),
        EvaluationManifest.spelling(judged.target()),
        group,
        category,
        runs.get(0).size(),
        estimate(runs, mark -> mark.phase() ? 1 : 0),
        estimate(runs, mark -> mark.both() ? 1 : 0),
        estimate(runs, mark -> mark.judgedPhase() ? 1 : 0),
        estimate(runs, mark -> mark.judgedBoth() ? 1 : 0),
        estimate(runs, Mark::background));
  }

  private static Estimate estimate(List<List<Mark>> runs, ToDoubleFunction<Mark> value) {
    return Estimate.of(
        runs.stream().map(run -> run.stream().mapToDouble(value).average().orElseThrow()).toList());
  }
}
