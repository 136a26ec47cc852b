package org.genhowto.miniature.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.genhowto.evaluator.protocol.EvaluationManifest;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.ImageGenerator;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.miniature.evaluation.Measurements.Setting;
import org.genhowto.miniature.training.GenerationMethod;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Scale;
import org.genhowto.miniature.world.Seeds;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.Target;

/**
 * Puts the same examples to all methods, with the same noise, and keeps what they answer. Pictures
 * that are there from before are kept, if they were made with the same weights and settings.
 */
final class MethodRuns {

  private final Scale scale;
  private final Examples examples;
  private final ResultFiles files;
  private final Consumer<String> log;

  MethodRuns(Scale scale, Examples examples, ResultFiles files, Consumer<String> log) {
    this.scale = scale;
    this.examples = examples;
    this.files = files;
    this.log = log;
  }

  /**
   * What a model is asked.
   *
   * @param prompt of an example
   */
  private record Question(
      GenerationMethod contender,
      Target target,
      SamplingSettings sampling,
      Function<Example, String> prompt) {}

  /** A question with one seed about many examples. */
  private record Batch(
      String name,
      Question question,
      long seed,
      List<Example> examples,
      Function<Example, Path> file) {
    long missing() {
      return examples.stream().filter(example -> !Files.exists(file.apply(example))).count();
    }
  }

  /** What pictures were made with. */
  private record Origin(Setting setting, String examples) {}

  /**
   * Generates all that is missing.
   *
   * @param threads pictures at a time; the pictures do not depend on it
   * @return how each method was asked
   * @throws IllegalArgumentException where pictures are there that were made otherwise
   */
  List<Setting> run(GenerationMethods models, int threads) throws IOException {
    var settings = new ArrayList<Setting>();
    var version = examples.version();
    for (var contender : GenerationMethod.values()) {
      var setting =
          new Setting(
              contender.folder(),
              contender.description(),
              contender.sampling(scale),
              models.weights(contender));
      requireOrigin(contender, new Origin(setting, version));
      settings.add(setting);
    }
    var batches = batches();
    int missing = Math.toIntExact(batches.stream().mapToLong(Batch::missing).sum());
    log.accept(missing + " pictures to generate");
    var progress = new RunProgress(missing, InstantSource.system(), log);
    try (var painter = new ImageWriter(threads)) {
      painter.paint(real(), () -> {});
      for (var batch : batches) {
        painter.paint(wanted(batch, models), () -> progress.done(batch.name()));
      }
    }
    return settings;
  }

  private void requireOrigin(GenerationMethod contender, Origin origin) throws IOException {
    var file = files.origin(contender);
    var text = Json.INDENTED.writeValueAsString(origin);
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } else if (!Files.readString(file).equals(text)) {
      throw new IllegalArgumentException(
          "%s has pictures that were made with %s, expected %s; move the folder %s away"
              .formatted(file.getParent(), Files.readString(file), text, files.folder()));
    }
  }

  private List<ImageWriter.Wanted> real() {
    var wanted = new ArrayList<ImageWriter.Wanted>();
    for (var example : examples.all()) {
      for (var phase : Phase.values()) {
        wanted.add(new ImageWriter.Wanted(files.real(example, phase), () -> example.image(phase)));
      }
    }
    return wanted;
  }

  private List<Batch> batches() {
    var batches = new ArrayList<Batch>();
    for (long seed : scale.trial().numbers()) {
      batches.add(roundTrip(seed));
      for (var contender : GenerationMethod.values()) {
        for (var target : Target.values()) {
          batches.add(batch(contender, target, seed));
        }
      }
    }
    return batches;
  }

  private Batch batch(GenerationMethod contender, Target target, long seed) {
    var asked = examples.asked();
    if (contender == GenerationMethod.GENHOWTO) {
      var others =
          examples.world().seen().stream().filter(each -> !examples.measured().contains(each));
      examples.scenes(others.toList()).forEach(asked::add);
    }
    var phase = Phase.of(target);
    return new Batch(
        "%s, %s, seed %d".formatted(contender.folder(), EvaluationManifest.spelling(target), seed),
        new Question(
            contender, target, contender.sampling(scale), example -> example.prompt(phase)),
        seed,
        asked,
        example -> files.generated(contender, seed, target, example));
  }

  /** Noised halfway and denoised by the base model, which is told nothing. */
  private Batch roundTrip(long seed) {
    int steps = scale.trial().samplingSteps();
    var halfway = new SamplingSettings(steps, steps / 2, 1);
    return new Batch(
        "round trip, seed " + seed,
        new Question(GenerationMethod.SDEDIT, Target.FINAL_STATE, halfway, example -> ""),
        seed,
        List.copyOf(examples.mined()),
        example -> files.roundTrip(seed, example));
  }

  private static List<ImageWriter.Wanted> wanted(Batch batch, GenerationMethods models)
      throws IOException {
    if (batch.missing() == 0) {
      return List.of();
    }
    var question = batch.question();
    var generator = models.generator(question.contender(), question.target());
    return batch.examples().stream()
        .map(
            example ->
                new ImageWriter.Wanted(
                    batch.file().apply(example),
                    () -> answer(generator, question, example, batch.seed())))
        .toList();
  }

  private static RgbImage answer(
      ImageGenerator generator, Question question, Example example, long seed) {
    var noise = NoiseSource.seeded(Seeds.of(seed, example.id()));
    return generator
        .generate(
            example.image(Phase.INITIAL),
            question.prompt().apply(example),
            question.sampling(),
            List.of(noise),
            GenerationListener.NONE)
        .orElseThrow()
        .get(0);
  }
}
