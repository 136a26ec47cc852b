package org.genhowto.miniature.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.ImageGenerator;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.miniature.evaluation.ImageWriter;
import org.genhowto.miniature.evaluation.RunProgress;
import org.genhowto.miniature.report.FigureImage.Asked;
import org.genhowto.miniature.report.FigureImage.Given;
import org.genhowto.miniature.training.GenerationMethod;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.Target;

/** Draws what figures show, once: a picture that lies in the folder is not made again. */
final class FigureRenderer {
  private final Path folder;
  private final Consumer<String> log;

  /** The models. */
  @FunctionalInterface
  interface Generators {
    ImageGenerator generator(GenerationMethod contender, Target target) throws IOException;
  }

  /**
   * @param folder for pictures of the same weights alone
   */
  FigureRenderer(Path folder, Consumer<String> log) {
    this.folder = folder;
    this.log = log;
  }

  /**
   * Makes what is missing.
   *
   * @param threads pictures at a time; the pictures do not depend on it
   */
  void draw(Collection<Figure> figures, Generators generators, int threads) throws IOException {
    List<Asked> all = figures.stream().flatMap(f -> f.asked().stream()).distinct().toList();
    List<Asked> missing = all.stream().filter(asked -> !Files.exists(file(asked))).toList();
    log.accept("figures: %d of %d pictures to generate".formatted(missing.size(), all.size()));
    RunProgress progress = new RunProgress(missing.size(), InstantSource.system(), log);
    // A picture's input is there when all that need fewer pictures before them are.
    TreeMap<Integer, List<Asked>> waves =
        missing.stream()
            .collect(Collectors.groupingBy(Asked::depth, TreeMap::new, Collectors.toList()));
    try (ImageWriter painter = new ImageWriter(threads)) {
      for (List<Asked> wave : waves.values()) {
        painter.paint(wanted(wave, generators), () -> progress.done("figures"));
      }
    }
  }

  private List<ImageWriter.Wanted> wanted(List<Asked> wave, Generators generators)
      throws IOException {
    List<ImageWriter.Wanted> wanted = new ArrayList<>();
    for (Asked asked : wave) {
      ImageGenerator generator = generators.generator(asked.contender(), asked.target());
      wanted.add(new ImageWriter.Wanted(file(asked), () -> picture(generator, asked)));
    }
    return wanted;
  }

  private RgbImage picture(ImageGenerator generator, Asked asked) throws IOException {
    return generator
        .generate(
            Images.decode(png(asked.input())),
            asked.prompt(),
            asked.sampling(),
            List.of(NoiseSource.seeded(asked.seed())),
            GenerationListener.NONE)
        .orElseThrow()
        .get(0);
  }

  /** A picture as a PNG file; one that a method makes has to be drawn. */
  byte[] png(FigureImage shown) throws IOException {
    return shown instanceof Given given
        ? Images.png(given.image())
        : Files.readAllBytes(file(shown));
  }

  private Path file(FigureImage shown) {
    return folder.resolve(shown.key() + ".png");
  }
}
