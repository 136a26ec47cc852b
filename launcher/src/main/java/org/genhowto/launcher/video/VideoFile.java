package org.genhowto.launcher.video;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.genhowto.dataset.corpus.CorpusVideo;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.ingest.video.VideoFrames;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.VideoReference;

/**
 * A video file and the category it was found under.
 *
 * @param relevance how well a search engine says it fits, where it says so
 */
public record VideoFile(String videoId, String category, OptionalDouble relevance, Path file) {
  /**
   * Frames of a video.
   *
   * @param seconds the second each of them shows
   */
  public record Frames(List<Integer> seconds, List<RgbImage> images) {}

  /** The files in sub-folders that are named after categories. */
  public static List<VideoFile> inFolders(Path videos) throws IOException {
    requireFolder(videos);
    List<VideoFile> films = new ArrayList<>();
    for (VideoReference reference : VideoReferences.folder(videos).videos()) {
      films.add(
          new VideoFile(
              reference.getVideoId(),
              reference.getCategory(),
              OptionalDouble.empty(),
              Path.of(URI.create(reference.getUri()))));
    }
    return films;
  }

  /** Those videos of a data set of which there is a file: ID.mp4 or the like, in any sub-folder. */
  public static List<VideoFile> of(List<CorpusVideo> corpus, Path videos) throws IOException {
    requireFolder(videos);
    Map<String, Path> files = byName(videos);
    List<VideoFile> films = new ArrayList<>();
    for (CorpusVideo video : corpus) {
      Path file = files.get(video.videoId());
      if (file != null) {
        films.add(new VideoFile(video.videoId(), video.category(), video.relevance(), file));
      }
    }
    if (films.isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds none of the %d videos of the data set, expected files named ID.mp4 or the like"
              .formatted(videos, corpus.size()));
    }
    return films;
  }

  /** One frame a second, as ingest takes them, each made small while the others are decoded. */
  public Frames frames(UnaryOperator<RgbImage> smaller)
      throws UnusableVideoException, IOException, InterruptedException {
    Frames frames = new Frames(new ArrayList<>(), new ArrayList<>());
    VideoFrames.sample(
        file,
        frame -> {
          frames.seconds.add(frame.second());
          frames.images.add(smaller.apply(Images.decode(frame.jpeg())));
        });
    return frames;
  }

  private static void requireFolder(Path videos) {
    if (!Files.isDirectory(videos)) {
      throw new IllegalArgumentException("There is no folder of videos at " + videos + ".");
    }
  }

  private static Map<String, Path> byName(Path folder) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        Matcher name = VideoFolderWalk.VIDEO.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          files.putIfAbsent(name.group(1), file);
        }
      }
    }
    return files;
  }
}
