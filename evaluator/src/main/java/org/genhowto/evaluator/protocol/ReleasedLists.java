package org.genhowto.evaluator.protocol;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.genhowto.evaluator.protocol.EvaluatedImage.Experiment;
import org.genhowto.evaluator.protocol.EvaluatedImage.Exposure;
import org.genhowto.evaluator.protocol.EvaluatedImage.Origin;
import org.genhowto.evaluator.protocol.EvaluatedImage.Part;
import org.genhowto.schemas.Target;

/**
 * The lists that were released with GenHowTo, in place of lists of images: {@code
 * _released/states.heldout.txt}, {@code states.test.txt}, {@code actions.heldout.txt} and {@code
 * actions.test.txt} of a folder of results, or {@code .csv}. Frames are {@code
 * _released/frames/VIDEO/SECOND.jpg}; what a method made for a row is {@code
 * METHOD/SEED/LIST/FILENAME}, such as {@code
 * genhowto/0/states.heldout/results/states_0/0874_-0kfSotF0V0.jpg}. Of made images of held-out rows
 * the classifier learns targets; those of test rows count for the distances. The categories are
 * those that the paper holds out: unseen ones.
 */
final class ReleasedLists {
  private static final String FOLDER = "_released";
  private static final List<String> PICTURES = List.of(".jpg", ".jpeg", ".png", ".webp");
  private static final List<String> TABLES = List.of(".txt", ".csv");

  private final Path frames;
  private final Map<Target, Pair> pairs = new EnumMap<>(Target.class);

  /**
   * Both lists of a target.
   *
   * @param stem what they are called before {@code .heldout} and {@code .test}
   */
  private record Pair(String stem, List<ReleasedRow> heldOut, List<ReleasedRow> test) {
    int categories() {
      return 1
          + Stream.concat(heldOut.stream(), test.stream())
              .mapToInt(ReleasedRow::category)
              .max()
              .orElseThrow();
    }
  }

  private ReleasedLists(Path folder) {
    frames = folder.resolve("frames");
    Faults faults = new Faults();
    for (Target target : Target.values()) {
      String stem = stem(target);
      Optional<Path> heldOut = list(folder, stem + ".heldout");
      Optional<Path> test = list(folder, stem + ".test");
      if (heldOut.isPresent() && test.isPresent()) {
        List<List<ReleasedRow>> both = new ArrayList<>();
        faults.gather(() -> both.add(ReleasedRow.read(heldOut.get(), target)));
        faults.gather(() -> both.add(ReleasedRow.read(test.get(), target)));
        if (both.size() == 2) {
          pairs.put(target, new Pair(stem, both.get(0), both.get(1)));
        }
      } else if (heldOut.isPresent() || test.isPresent()) {
        faults.gather(
            () -> {
              throw new IllegalArgumentException(
                  "%s holds one list of %s, expected both, %s.heldout.txt and %s.test.txt"
                      .formatted(folder, stem, stem, stem));
            });
      }
    }
    faults.refuse();
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          folder
              + " holds no released lists, expected such as states.heldout.txt, states.test.txt");
    }
  }

  /**
   * The lists of a folder of results, where it has any.
   *
   * @throws IllegalArgumentException a line for each fault of the lists
   */
  static Optional<ReleasedLists> of(Path results) {
    Path folder = results.resolve(FOLDER);
    return Files.isDirectory(folder) ? Optional.of(new ReleasedLists(folder)) : Optional.empty();
  }

  /**
   * The images of one run.
   *
   * @param seed its folder, METHOD/SEED
   * @throws IllegalArgumentException a line for each image that is not there
   */
  List<EvaluatedImage> images(Path seed) {
    List<EvaluatedImage> images = new ArrayList<>();
    Faults faults = new Faults();
    pairs.forEach((target, pair) -> new Run(seed, target, pair, images, faults).gather());
    faults.refuse();
    if (images.isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds no images of released lists, expected a folder such as %s"
              .formatted(seed, seed.resolve(pairs.values().iterator().next().stem() + ".heldout")));
    }
    return images;
  }

  /** The images of one target, gathered with the faults of those that are not there. */
  private final class Run {
    private final Path seed;
    private final Pair pair;
    private final Experiment experiment;
    private final List<EvaluatedImage> images;
    private final Faults faults;

    Run(Path seed, Target target, Pair pair, List<EvaluatedImage> images, Faults faults) {
      this.seed = seed;
      this.pair = pair;
      this.experiment = new Experiment(target, Exposure.UNSEEN);
      this.images = images;
      this.faults = faults;
    }

    void gather() {
      boolean learns = isMade("heldout");
      boolean compares = isMade("test");
      if (!learns && !compares) {
        return; // The method makes no images of this target.
      }
      int categories = pair.categories();
      for (ReleasedRow row : pair.test()) {
        add(row, row.category(), Part.TEST, Origin.REAL, () -> frame(row, row.initial()));
        add(
            row,
            categories + row.category(),
            Part.TEST,
            Origin.REAL,
            () -> frame(row, row.target()));
        if (compares) {
          add(
              row,
              categories + row.category(),
              Part.TEST,
              Origin.GENERATED,
              () -> made("test", row));
        }
      }
      if (learns) {
        for (ReleasedRow row : pair.heldOut()) {
          add(row, row.category(), Part.TRAIN, Origin.REAL, () -> frame(row, row.initial()));
          add(
              row,
              categories + row.category(),
              Part.TRAIN,
              Origin.GENERATED,
              () -> made("heldout", row));
        }
      }
    }

    private boolean isMade(String part) {
      return isOfFrames() || Files.isDirectory(seed.resolve(pair.stem() + "." + part));
    }

    /** Bounds of what can be reached: their images are frames. */
    private boolean isOfFrames() {
      return List.of(EvaluatedMethod.INITIAL, EvaluatedMethod.REAL).contains(method());
    }

    private String method() {
      return String.valueOf(seed.resolveSibling("").toAbsolutePath().getFileName());
    }

    private Path made(String part, ReleasedRow row) {
      if (isOfFrames()) {
        return frame(row, method().equals(EvaluatedMethod.REAL) ? row.target() : row.initial());
      }
      Path file = seed.resolve(pair.stem() + "." + part).resolve(row.file());
      return Files.isRegularFile(file)
          ? file
          : picture(file.resolveSibling(stem(file)))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "%s: there is no image made for it at %s".formatted(row.where(), file)));
    }

    private void add(ReleasedRow row, int label, Part part, Origin origin, Supplier<Path> file) {
      faults.gather(
          () ->
              images.add(
                  new EvaluatedImage(
                      file.get(),
                      label,
                      row.video(),
                      experiment,
                      part,
                      origin,
                      OptionalInt.empty())));
    }
  }

  private Path frame(ReleasedRow row, int second) {
    Path file = frames.resolve(row.video()).resolve(String.valueOf(second));
    return picture(file)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: there is no frame of second %d at %s, of the endings %s"
                        .formatted(row.where(), second, file, PICTURES)));
  }

  private static Optional<Path> picture(Path stem) {
    return PICTURES.stream()
        .map(ending -> stem.resolveSibling(stem.getFileName() + ending))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Optional<Path> list(Path folder, String stem) {
    return TABLES.stream()
        .map(ending -> folder.resolve(stem + ending))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static String stem(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("[.][^.]*$", "");
  }

  private static String stem(Target target) {
    return switch (target) {
      case ACTION -> "actions";
      case FINAL_STATE -> "states";
    };
  }
}
