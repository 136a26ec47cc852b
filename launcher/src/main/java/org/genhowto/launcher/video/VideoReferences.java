package org.genhowto.launcher.video;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.genhowto.launcher.video.VideoListing.Kind;
import org.genhowto.launcher.video.VideoListing.Skipped;
import org.genhowto.schemas.Redaction;
import org.genhowto.schemas.VideoAddresses;
import org.genhowto.schemas.VideoContract;
import org.genhowto.schemas.VideoIds;
import org.genhowto.schemas.VideoReference;
import org.jspecify.annotations.Nullable;

/** Makes references of what a user names: files, folders, addresses, and lists of these. */
public final class VideoReferences {
  private static final Pattern ADDRESS = Pattern.compile("(?i)(file:|[a-z][a-z0-9+.-]*://).*");
  private static final Pattern LIST = Pattern.compile("(?i).+\\.(csv|jsonl|ndjson)");

  private final Optional<String> category;
  private final Optional<String> licence;
  private final List<VideoReference> videos = new ArrayList<>();
  private final List<Skipped> skipped = new ArrayList<>();

  /** Who has an id first. */
  private final Map<String, String> names = new HashMap<>();

  /**
   * A collection with nothing in it.
   *
   * @param category of all that says nothing else; null where folders name it
   */
  public VideoReferences(@Nullable String category) {
    this(category, null);
  }

  /**
   * The same.
   *
   * @param licence of all that says nothing else; null where it is not known
   */
  public VideoReferences(@Nullable String category, @Nullable String licence) {
    this.category = Optional.ofNullable(category);
    this.licence = Optional.ofNullable(licence);
  }

  /** The videos in the sub-folders of a folder, each named after a category. */
  public static VideoListing folder(Path folder) throws IOException {
    VideoReferences references = new VideoReferences(null);
    references.addFolder(folder);
    VideoListing listing = references.listing();
    if (listing.videos().isEmpty()) {
      throw new IllegalArgumentException(
          folder + " holds no videos, expected files in sub-folders named after categories");
    }
    return listing;
  }

  /** All that was added. */
  public VideoListing listing() {
    return new VideoListing(videos, skipped);
  }

  /**
   * Adds a file, a folder, a list by its name, or an address.
   *
   * @throws IllegalArgumentException it is none of these, or nobody says its category
   */
  public void add(String name) throws IOException {
    Path path = ADDRESS.matcher(name).matches() ? null : Path.of(name);
    if (path == null) {
      take(name, new VideoRow(Map.of(VideoRow.URI, name)), Path.of(""));
    } else if (Files.isDirectory(path)) {
      addFolder(path);
    } else if (!Files.exists(path)) {
      throw new IllegalArgumentException("There is no file or folder " + name + ".");
    } else if (LIST.matcher(name).matches()) {
      addList(path);
    } else {
      Optional<String> why = VideoFolderWalk.noVideo(path);
      if (why.isPresent()) {
        skip(Kind.NO_VIDEO, name, why.get());
      } else {
        take(name, new VideoRow(Map.of(VideoRow.URI, name)), Path.of(""));
      }
    }
  }

  /** Adds what a file lists. */
  public void addList(Path list) throws IOException {
    Path folder = Optional.ofNullable(list.toAbsolutePath().getParent()).orElse(Path.of("/"));
    try (BufferedReader reader = Files.newBufferedReader(list)) {
      addList(list.toString(), reader, folder);
    }
  }

  /**
   * Adds what a text lists; a row that cannot be used does not stop the others.
   *
   * @param folder what paths in it begin at
   */
  public void addList(String name, Reader reader, Path folder) throws IOException {
    VideoRows.read(
        reader,
        (number, row) -> {
          String shown = "%s row %d".formatted(name, number);
          try {
            VideoRow read = row.get();
            shown +=
                read.text(VideoRow.URI).map(uri -> " (" + Redaction.text(uri) + ")").orElse("");
            take(shown, read, folder);
          } catch (IllegalArgumentException e) {
            skip(Kind.REFUSED, shown, String.valueOf(e.getMessage()));
          }
        });
  }

  /** Adds the videos in a folder and all below it. */
  public void addFolder(Path folder) throws IOException {
    VideoFolderWalk.walk(
        folder,
        (file, why) -> {
          Optional<String> named = category.or(() -> VideoFolderWalk.category(folder, file));
          if (why.isPresent()) {
            skip(Kind.NO_VIDEO, file.toString(), why.get());
          } else if (named.isEmpty()) {
            skip(
                Kind.REFUSED,
                file.toString(),
                "is in no sub-folder named after a category; give --category");
          } else {
            takeOrRefuse(file, named.get());
          }
        });
  }

  private void takeOrRefuse(Path file, String of) {
    VideoRow row =
        new VideoRow(
            Map.of(VideoRow.URI, file.toAbsolutePath().toUri().toString(), VideoRow.CATEGORY, of));
    try {
      take(file.toString(), row, Path.of(""));
    } catch (IllegalArgumentException e) {
      skip(Kind.REFUSED, file.toString(), String.valueOf(e.getMessage()));
    }
  }

  private void take(String name, VideoRow row, Path folder) {
    VideoReference reference = reference(name, row, folder);
    String before = names.putIfAbsent(reference.getVideoId(), name);
    if (before == null) {
      videos.add(reference);
    } else {
      skip(
          Kind.NO_VIDEO,
          name,
          "has the id %s, as %s has before it"
              .formatted(reference.getVideoId(), Redaction.text(before)));
    }
  }

  private VideoReference reference(String name, VideoRow row, Path folder) {
    String text =
        row.text(VideoRow.URI)
            .orElseThrow(() -> new IllegalArgumentException("names no video, expected a uri"));
    String of =
        row.text(VideoRow.CATEGORY)
            .or(() -> category)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the category of %s is missing, give --category"
                            .formatted(Redaction.text(name))));
    URI uri = VideoContract.requireUri(located(text, folder), VideoContract.SCHEMES);
    VideoReference reference =
        VideoReference.newBuilder()
            .setVideoId(row.text(VideoRow.VIDEO_ID).orElseGet(() -> VideoIds.of(of, uri)))
            .setUri(uri.toString())
            .setCategory(of)
            .setSplit(row.split().orElse(null))
            .setRelevance(row.relevance().orElse(null))
            .setLicence(row.text(VideoRow.LICENCE).or(() -> licence).orElse(null))
            .build();
    VideoContract.require(reference);
    return reference;
  }

  private static String located(String text, Path folder) {
    return ADDRESS.matcher(text).matches()
        ? VideoAddresses.lenient(text)
        : folder.resolve(text).toAbsolutePath().normalize().toUri().toString();
  }

  private void skip(Kind kind, String name, String why) {
    skipped.add(new Skipped(kind, Redaction.text(name), why));
  }
}
