package org.genhowto.evaluator.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.genhowto.evaluator.protocol.EvaluatedImage.Experiment;
import org.genhowto.runtime.progress.Counter;

/**
 * A folder of results: {@code METHOD/SEED/manifest.tsv} ({@code .csv}, {@code .jsonl}), the list of
 * the images of one run of one method, see {@link EvaluationManifest}. Runs may name the same
 * files: real images lie wherever the lists say. A run without a list is of the released lists,
 * where there are such, see {@link ReleasedLists}. Folders whose names begin with {@code _} or
 * {@code .} are no methods.
 */
final class ResultsFolder {
  private static final List<String> LISTS =
      List.of("manifest.tsv", "manifest.csv", "manifest.jsonl");

  private final Path folder;

  ResultsFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("There is no folder of results at " + folder + ".");
    }
    this.folder = folder;
  }

  /**
   * Measures every method, after all lists of all runs were checked.
   *
   * @param runs told of the runs that are measured
   * @throws IllegalArgumentException a line for each fault of all lists
   */
  List<EvaluatedMethod> measure(DownstreamProtocol protocol, Counter runs) {
    List<Path> methods = folders(folder);
    int total = methods.stream().mapToInt(method -> folders(method).size()).sum();
    if (total == 0) {
      throw new IllegalArgumentException(
          "%s holds no METHOD/SEED folders, expected at least one".formatted(folder));
    }
    Map<Path, List<EvaluatedImage>> lists = lists(protocol, methods);
    List<EvaluatedMethod> measured = new ArrayList<>();
    int done = 0;
    for (Path method : methods) {
      List<Path> seeds = folders(method);
      List<Map<Experiment, Measurement>> results = new ArrayList<>();
      for (Path seed : seeds) {
        results.add(protocol.measure(lists.getOrDefault(seed, List.of()), results.size()));
        runs.counted(++done, total);
      }
      if (!seeds.isEmpty()) {
        measured.add(
            new EvaluatedMethod(name(method), names(seeds), ExperimentSummary.of(results)));
      }
    }
    return measured;
  }

  /** The lists of all runs, read and checked before the first is measured. */
  private Map<Path, List<EvaluatedImage>> lists(DownstreamProtocol protocol, List<Path> methods) {
    Optional<ReleasedLists> released = ReleasedLists.of(folder);
    Map<Path, List<EvaluatedImage>> lists = new LinkedHashMap<>();
    Faults faults = new Faults();
    for (Path method : methods) {
      for (Path seed : folders(method)) {
        faults.gather(
            () -> {
              Optional<Path> list = list(seed);
              List<EvaluatedImage> images =
                  list.map(EvaluationManifest::read)
                      .or(() -> released.map(known -> known.images(seed)))
                      .orElseThrow(() -> nothing(seed));
              lists.put(seed, protocol.checked(list.orElse(seed), images));
            });
      }
    }
    faults.refuse();
    return lists;
  }

  private static Optional<Path> list(Path seed) {
    return LISTS.stream().map(seed::resolve).filter(Files::isRegularFile).findFirst();
  }

  private static IllegalArgumentException nothing(Path seed) {
    return new IllegalArgumentException(
        "%s holds no list of images, expected one of %s".formatted(seed, LISTS));
  }

  private static List<Path> folders(Path parent) {
    try (Stream<Path> children = Files.list(parent)) {
      return children
          .filter(Files::isDirectory)
          .filter(child -> !name(child).startsWith("_") && !name(child).startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new IllegalArgumentException(parent + " cannot be listed", e);
    }
  }

  private static List<String> names(List<Path> paths) {
    return paths.stream().map(ResultsFolder::name).toList();
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
