package org.genhowto.launcher.video;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.schemas.VideoContract;
import org.genhowto.schemas.VideoReference;
import org.jspecify.annotations.Nullable;

/** Makes references of what a user names: files, folders of categories, addresses. */
public final class VideoReferences {
  private VideoReferences() {}

  /** References in a fixed order; ids follow from category and file name. */
  public static List<VideoReference> of(List<String> uris, @Nullable String category)
      throws IOException {
    List<VideoReference> references = new ArrayList<>();
    for (String uri : uris) {
      if (uri.matches("(?i)(https?|file):.*")) {
        references.add(
            reference(
                VideoContract.requireUri(uri, VideoContract.SCHEMES), required(category, uri)));
      } else if (Files.isDirectory(Path.of(uri))) {
        references.addAll(folder(Path.of(uri)));
      } else {
        references.add(reference(Path.of(uri).toAbsolutePath().toUri(), required(category, uri)));
      }
    }
    return references;
  }

  /** The videos in the sub-folders of a folder, each named after a category. */
  public static List<VideoReference> folder(Path folder) throws IOException {
    List<VideoReference> references = new ArrayList<>();
    for (Path category : sorted(folder)) {
      if (Files.isDirectory(category)) {
        for (Path file : sorted(category)) {
          if (Files.isRegularFile(file)) {
            references.add(
                reference(file.toAbsolutePath().toUri(), String.valueOf(category.getFileName())));
          }
        }
      }
    }
    if (references.isEmpty()) {
      throw new IllegalArgumentException(
          folder + " holds no videos, expected files in sub-folders named after categories");
    }
    return references;
  }

  private static VideoReference reference(URI uri, String category) {
    String path = uri.getPath();
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    String name = dot > 0 ? file.substring(0, dot) : file;
    String id = name.startsWith(category) ? name : category + "-" + name;
    VideoReference reference =
        VideoReference.newBuilder()
            .setVideoId(id.replaceAll("[^A-Za-z0-9._-]", "-"))
            .setUri(uri.toString())
            .setCategory(category)
            .build();
    VideoContract.require(reference);
    return reference;
  }

  private static String required(@Nullable String category, String uri) {
    if (category == null) {
      throw new IllegalArgumentException("the category of " + uri + " is missing, give --category");
    }
    return category;
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
