package org.genhowto.dataset.corpus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A published set of instructional videos: their ids and what is known of them, without pictures.
 *
 * @param videos by category, then as published
 * @param thresholds relevance by category around which {@code RelevanceGate} opens; empty where
 *     none are published
 */
public record Corpus(List<CorpusVideo> videos, Map<String, Double> thresholds) {
  public Corpus {
    videos = List.copyOf(videos);
    thresholds = Map.copyOf(thresholds);
  }

  /**
   * Reads a folder laid out like ChangeIt, or COIN's JSON file.
   *
   * @throws IllegalArgumentException naming file, line and what is wrong there
   */
  public static Corpus read(Path source) {
    if (Files.isDirectory(source)) {
      return ChangeIt.read(source);
    }
    if (Files.isRegularFile(source)) {
      return Coin.read(source);
    }
    throw new IllegalArgumentException(
        "There is no data set at %s; expected a folder like ChangeIt's or COIN's JSON file."
            .formatted(source));
  }

  /**
   * The folder laid out like ChangeIt that videos lie in: the given one, or the one around it where
   * that holds the files alone.
   */
  public static Optional<Path> around(Path videos) {
    return Stream.of(videos.toAbsolutePath().normalize())
        .flatMap(folder -> Stream.of(folder, folder.resolveSibling("")))
        .filter(ChangeIt::isIn)
        .findFirst();
  }

  /** Number of videos by category. */
  public Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new TreeMap<>();
    videos.forEach(video -> sizes.merge(video.category(), 1, Integer::sum));
    return sizes;
  }

  /** The videos that somebody annotated. */
  public List<CorpusVideo> annotated() {
    return videos.stream().filter(video -> !video.labels().isEmpty()).toList();
  }
}
