package org.genhowto.miniature.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.genhowto.ingest.video.VideoCodec;
import org.genhowto.ingest.video.VideoEncoder;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;

/**
 * A folder of videos with its truth, laid out like ChangeIt: {@code media/} holds the files, {@code
 * videos/CATEGORY.csv} the ids with their relevance, {@code annotations/CATEGORY/ID.csv} a label
 * for every second.
 */
public final class VideoFolder {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final int RATE = 4;

  private final Path folder;

  private VideoFolder(Path folder) {
    this.folder = folder;
  }

  /** Renders the videos of these categories and every seed of the range, last seed excluded. */
  public static VideoFolder render(
      Path folder, Edition edition, List<Category> categories, long firstSeed, long endSeed)
      throws IOException {
    var target = new VideoFolder(folder);
    for (var category : categories) {
      var rows = new ArrayList<String>();
      rows.add("id,relevance");
      for (long seed = firstSeed; seed < endSeed; seed++) {
        var script = VideoScript.of(edition, category, seed);
        target.write(script, seed);
        rows.add(String.format(Locale.ROOT, "%s,%.3f", script.id(), script.relevance()));
      }
      Files.createDirectories(folder.resolve("videos"));
      Files.write(folder.resolve("videos").resolve(category.word() + ".csv"), rows);
    }
    return target;
  }

  /** A folder that was rendered before. */
  public static VideoFolder of(Path folder) {
    return new VideoFolder(folder);
  }

  /** The video files in order of their names. */
  public List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("media"))) {
      return files.sorted().toList();
    }
  }

  /** Truth of one video: one label a second. */
  public int[] labels(Category category, String videoId) throws IOException {
    return Files.readAllLines(annotation(category, videoId)).stream()
        .mapToInt(row -> Integer.parseInt(row.substring(row.indexOf(',') + 1).trim()))
        .toArray();
  }

  private void write(VideoScript script, long seed) throws IOException {
    var media = Files.createDirectories(folder.resolve("media"));
    var form = Form.values()[(int) Math.floorMod(seed + script.category().ordinal(), 4)];
    encode(script, media.resolve(script.id() + "." + form.extension), form.codec);
    var rows = new ArrayList<String>();
    int[] labels = script.labels();
    for (int second = 0; second < labels.length; second++) {
      rows.add(second + "," + labels[second]);
    }
    var annotation = annotation(script.category(), script.id());
    Files.createDirectories(annotation.getParent());
    Files.write(annotation, rows);
  }

  private Path annotation(Category category, String videoId) {
    return folder.resolve("annotations").resolve(category.word()).resolve(videoId + ".csv");
  }

  private static void encode(VideoScript script, Path file, VideoCodec codec) throws IOException {
    try (var encoder = VideoEncoder.open(file, WIDTH, HEIGHT, RATE, codec)) {
      for (int frame = 0; frame < script.seconds() * RATE; frame++) {
        encoder.add(script.image((double) frame / RATE, WIDTH, HEIGHT));
      }
    }
  }

  private enum Form {
    MP4("mp4", VideoCodec.MPEG4),
    WEBM("webm", VideoCodec.VP8),
    MKV("mkv", VideoCodec.MPEG4),
    AVI("avi", VideoCodec.MJPEG);

    private final String extension;
    private final VideoCodec codec;

    Form(String extension, VideoCodec codec) {
      this.extension = extension;
      this.codec = codec;
    }
  }
}
