package org.genhowto.evaluator.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The images that lie directly in a folder. Nothing is passed over without a word: text beside
 * images is counted, sub folders are named, and any other file is an error. Hidden files count as
 * not there.
 *
 * @param images by name, at least 2
 * @param beside files of text, such as .txt and .json
 * @param folders sub folders, into which nothing looks
 */
public record PictureFolder(Path folder, List<Path> images, List<Path> beside, List<Path> folders) {
  private static final Set<String> IMAGES =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "webp", "bmp", "dib", "gif", "tif", "tiff");

  private static final Set<String> BESIDE =
      Set.of("txt", "json", "jsonl", "csv", "tsv", "md", "html", "xml", "yaml", "yml", "log");

  private static final int LEAST = 2;
  private static final int NAMED = 10;

  /**
   * Looks into a folder.
   *
   * @throws IllegalArgumentException there is none, it holds fewer than 2 images, or files of which
   *     it is not clear whether they should count
   */
  public static PictureFolder of(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("There is no folder at " + folder + ".");
    }
    List<Path> images = new ArrayList<>();
    List<Path> beside = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    for (Path file : listed(folder)) {
      if (Files.isDirectory(file)) {
        folders.add(file);
      } else if (IMAGES.contains(extension(file))) {
        images.add(file);
      } else {
        (BESIDE.contains(extension(file)) ? beside : others).add(file);
      }
    }
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds %d files that are neither images that are read (%s) nor text beside them: %s"
              .formatted(folder, others.size(), String.join(", ", sorted(IMAGES)), names(others)));
    }
    if (images.size() < LEAST) {
      throw new IllegalArgumentException(
          "%s holds %d images (%s)%s, expected at least %d"
              .formatted(
                  folder,
                  images.size(),
                  String.join(", ", sorted(IMAGES)),
                  folders.isEmpty() ? "" : " beside the sub folders " + names(folders),
                  LEAST));
    }
    return new PictureFolder(folder, images, beside, folders);
  }

  /** What was not looked at, in sentences. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!beside.isEmpty()) {
      notes.add(
          "%s: %d files of text are no images and do not count: %s"
              .formatted(folder, beside.size(), names(beside)));
    }
    if (!folders.isEmpty()) {
      notes.add(
          "%s: images in %d sub folders do not count: %s"
              .formatted(folder, folders.size(), names(folders)));
    }
    return notes;
  }

  private static List<Path> listed(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new IllegalArgumentException(folder + " cannot be listed", e);
    }
  }

  private static String extension(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private static String names(List<Path> files) {
    String named =
        String.join(
            ", ",
            files.stream().limit(NAMED).map(file -> String.valueOf(file.getFileName())).toList());
    return files.size() <= NAMED ? named : named + " and %d more".formatted(files.size() - NAMED);
  }
}
