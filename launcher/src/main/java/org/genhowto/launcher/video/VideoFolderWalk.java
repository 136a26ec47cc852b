package org.genhowto.launcher.video;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.genhowto.ingest.video.VideoFrames;

/** Everything in a folder and below it, and what of it is no video. */
final class VideoFolderWalk {
  /** Names of files in the containers that ingest reads: what stands before the dot, and behind. */
  static final Pattern VIDEO =
      Pattern.compile("(?i)([^.].*)\\.(" + String.join("|", VideoFrames.ENDINGS) + ")");

  private VideoFolderWalk() {}

  /** Gets each file. */
  interface Taker {
    /**
     * Takes one file, or a folder that cannot be looked into.
     *
     * @param why it is no video, in words that follow its name; empty where it is one
     */
    void take(Path file, Optional<String> why);
  }

  /** Goes through all files in the order of their paths. */
  static void walk(Path folder, Taker taker) throws IOException {
    Map<Path, Optional<String>> found = new TreeMap<>();
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
            if (inner.equals(folder) || !hidden(inner)) {
              return FileVisitResult.CONTINUE;
            }
            found.put(inner, Optional.of("is hidden, with all in it"));
            return FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            found.put(file, noVideo(file));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            found.put(
                file,
                Optional.of(
                    e instanceof FileSystemLoopException
                        ? "leads back to a folder above it"
                        : "cannot be read"));
            return FileVisitResult.CONTINUE;
          }
        });
    found.forEach(taker::take);
  }

  /** Why a file is no video, as far as name and size tell; empty where it may be one. */
  static Optional<String> noVideo(Path file) {
    if (hidden(file)) {
      return Optional.of("is hidden");
    }
    if (!VIDEO.matcher(String.valueOf(file.getFileName())).matches()) {
      return Optional.of("is not named as a video: " + String.join(" ", VideoFrames.ENDINGS));
    }
    if (!Files.isRegularFile(file)) {
      return Optional.of("is no file");
    }
    try {
      return Files.size(file) == 0 ? Optional.of("is empty") : Optional.empty();
    } catch (IOException e) {
      return Optional.of("cannot be read");
    }
  }

  /** The name of the sub-folder that a file is in, however deep; empty where it is in none. */
  static Optional<String> category(Path folder, Path file) {
    Path below = folder.relativize(file);
    return below.getNameCount() < 2 ? Optional.empty() : Optional.of(below.getName(0).toString());
  }

  private static boolean hidden(Path file) {
    return String.valueOf(file.getFileName()).startsWith(".");
  }
}
