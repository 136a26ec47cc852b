package org.genhowto.miniature.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.genhowto.evaluator.protocol.EvaluatedImage;
import org.genhowto.evaluator.protocol.EvaluatedImage.Experiment;
import org.genhowto.evaluator.protocol.EvaluatedImage.Exposure;
import org.genhowto.evaluator.protocol.EvaluatedImage.Origin;
import org.genhowto.evaluator.protocol.EvaluatedImage.Part;
import org.genhowto.evaluator.protocol.EvaluatedMethod;
import org.genhowto.evaluator.protocol.EvaluationManifest;
import org.genhowto.miniature.training.GenerationMethod;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Meaning;
import org.genhowto.miniature.world.Phase;
import org.genhowto.schemas.Target;

/**
 * Writes the list of every run, as {@code evaluate tables} reads it. In every experiment of n
 * categories the first n classes are their initial states, the others their targets; all methods
 * share the real rows.
 */
final class ResultLists {
  /** CLIP with written prompts, without training. */
  static final String ZERO_SHOT = "clip-zero-shot";

  private final Examples examples;
  private final ResultFiles files;

  ResultLists(Examples examples, ResultFiles files) {
    this.examples = examples;
    this.files = files;
  }

  /** What a picture counts as. */
  private enum Role {
    LEARNT(Part.TRAIN, Origin.REAL),
    LEARNT_IN_PLACE_OF_REAL(Part.TRAIN, Origin.GENERATED),
    CONTROL(Part.TRAIN, Origin.ROUND_TRIP),
    TESTED(Part.TEST, Origin.REAL),
    COMPARED_WITH_REAL(Part.TEST, Origin.GENERATED);

    private final Part part;
    private final Origin origin;

    Role(Part part, Origin origin) {
      this.part = part;
      this.origin = origin;
    }
  }

  /** The rows of one experiment. */
  @FunctionalInterface
  private interface Rows {
    Stream<EvaluatedImage> of(Experiment experiment);
  }

  /** Writes the lists of one seed. */
  void write(long seed, ZeroShot clip) throws IOException {
    for (var contender : GenerationMethod.values()) {
      write(contender.folder(), seed, e -> generated(contender, seed, e));
    }
    write(EvaluatedMethod.INITIAL, seed, this::initialImages);
    write(EvaluatedMethod.REAL, seed, this::realImages);
    write(ZERO_SHOT, seed, e -> zeroShot(e, clip));
  }

  private void write(String method, long seed, Rows rows) throws IOException {
    var all = new ArrayList<EvaluatedImage>();
    for (var exposure : Exposure.values()) {
      for (var target : Target.values()) {
        rows.of(new Experiment(target, exposure)).forEach(all::add);
      }
    }
    var list = files.list(method, seed);
    Files.createDirectories(list.getParent());
    EvaluationManifest.write(list, all);
  }

  private Stream<EvaluatedImage> generated(GenerationMethod contender, long seed, Experiment e) {
    Function<Example, Path> picture = x -> files.generated(contender, seed, e.target(), x);
    var control =
        mined(e).map(x -> row(e, x, Phase.INITIAL, Role.CONTROL, files.roundTrip(seed, x)));
    return Stream.of(frames(e), learnt(e, picture), compared(e, picture), control)
        .flatMap(rows -> rows);
  }

  private Stream<EvaluatedImage> initialImages(Experiment e) {
    Function<Example, Path> picture = x -> files.real(x, Phase.INITIAL);
    return Stream.of(frames(e), learnt(e, picture), compared(e, picture)).flatMap(rows -> rows);
  }

  /** Mined frames of the target, right or wrong, in the place of generated ones. */
  private Stream<EvaluatedImage> realImages(Experiment e) {
    var target = Phase.of(e.target());
    return Stream.concat(frames(e), learnt(e, x -> files.real(x, target)));
  }

  private Stream<EvaluatedImage> zeroShot(Experiment e, ZeroShot clip) {
    var classes =
        phases(e)
            .flatMap(
                phase ->
                    examples.categories(e.exposure()).stream()
                        .map(category -> Meaning.of(category, phase)))
            .toList();
    return tested(e)
        .flatMap(
            scene ->
                phases(e)
                    .map(
                        phase ->
                            predicted(
                                frame(e, scene, phase, Role.TESTED),
                                classes.indexOf(
                                    clip.read(scene.image(phase)).nearest(classes::contains)))));
  }

  /** The real rows: mined initial frames to learn from, the truth to be tested on. */
  private Stream<EvaluatedImage> frames(Experiment e) {
    return Stream.concat(
        mined(e).map(x -> frame(e, x, Phase.INITIAL, Role.LEARNT)),
        tested(e).flatMap(scene -> phases(e).map(phase -> frame(e, scene, phase, Role.TESTED))));
  }

  private Stream<EvaluatedImage> learnt(Experiment e, Function<Example, Path> picture) {
    var target = Phase.of(e.target());
    return mined(e).map(x -> row(e, x, target, Role.LEARNT_IN_PLACE_OF_REAL, picture.apply(x)));
  }

  private Stream<EvaluatedImage> compared(Experiment e, Function<Example, Path> picture) {
    var target = Phase.of(e.target());
    return scenes(e).map(x -> row(e, x, target, Role.COMPARED_WITH_REAL, picture.apply(x)));
  }

  private Stream<MinedExample> mined(Experiment e) {
    return examples.mined(examples.categories(e.exposure()));
  }

  private Stream<TestScene> tested(Experiment e) {
    return examples.tested(examples.categories(e.exposure()));
  }

  private Stream<TestScene> scenes(Experiment e) {
    return examples.scenes(examples.categories(e.exposure()));
  }

  private static Stream<Phase> phases(Experiment e) {
    return Stream.of(Phase.INITIAL, Phase.of(e.target()));
  }

  private EvaluatedImage frame(Experiment e, Example example, Phase phase, Role role) {
    return row(e, example, phase, role, files.real(example, phase));
  }

  private EvaluatedImage row(Experiment e, Example example, Phase phase, Role role, Path file) {
    List<Category> categories = examples.categories(e.exposure());
    int category = categories.indexOf(example.category());
    return new EvaluatedImage(
        file,
        phase == Phase.INITIAL ? category : categories.size() + category,
        example.video(),
        e,
        role.part,
        role.origin,
        OptionalInt.empty());
  }

  private static EvaluatedImage predicted(EvaluatedImage row, int label) {
    return new EvaluatedImage(
        row.file(),
        row.label(),
        row.videoId(),
        row.experiment(),
        row.part(),
        row.origin(),
        OptionalInt.of(label));
  }
}
