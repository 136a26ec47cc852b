package org.genhowto.miniature;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.genhowto.localizer.FrameEncoder;
import org.genhowto.localizer.TrainingVideo;
import org.genhowto.networks.RgbImage;

/** CLIP's features of one frame a second of many videos, kept in one file a category. */
final class VideoFeatures {
  private static final int WIDTH = 160;
  private static final int HEIGHT = 90;
  private static final long AUGMENTATION = 1;

  private final Path folder;
  private final FrameEncoder encoder;
  private final int views;

  /**
   * @param views augmented views beside the plain one
   */
  VideoFeatures(Path folder, FrameEncoder encoder, int views) {
    this.folder = folder;
    this.encoder = encoder;
    this.views = views;
  }

  /** The videos of a range of seeds, the last excluded. */
  List<TrainingVideo> of(Category category, long firstSeed, long endSeed) throws IOException {
    var name = category.word() + "-" + firstSeed + "-" + endSeed + "-" + views + ".features";
    var file = folder.resolve(name);
    if (!Files.exists(file)) {
      var videos = new ArrayList<TrainingVideo>();
      for (long seed = firstSeed; seed < endSeed; seed++) {
        videos.add(compute(VideoScript.of(category, seed)));
      }
      write(file, videos);
    }
    return read(file, category, firstSeed);
  }

  private TrainingVideo compute(VideoScript script) {
    var images = new ArrayList<RgbImage>();
    for (var frame : script.imagesEverySecond(WIDTH, HEIGHT)) {
      images.add(encoder.wide(Pictures.throughJpeg(Pictures.rgb(frame))));
    }
    return encoder.trainingVideo(
        script.id(),
        script.category().ordinal(),
        OptionalDouble.of(script.relevance()),
        images,
        new FrameEncoder.Views(views, AUGMENTATION));
  }

  private static void write(Path file, List<TrainingVideo> videos) throws IOException {
    Files.createDirectories(file.getParent());
    var growing = file.resolveSibling(file.getFileName() + ".tmp");
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(growing)))) {
      out.writeInt(videos.size());
      for (var video : videos) {
        out.writeInt(video.views().size());
        for (float[][] view : video.views()) {
          write(out, view);
        }
      }
    }
    Files.move(growing, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void write(DataOutputStream out, float[][] view) throws IOException {
    out.writeInt(view.length);
    out.writeInt(view[0].length);
    for (float[] row : view) {
      for (float value : row) {
        out.writeFloat(value);
      }
    }
  }

  private static List<TrainingVideo> read(Path file, Category category, long firstSeed)
      throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int count = in.readInt();
      var videos = new ArrayList<TrainingVideo>();
      for (int i = 0; i < count; i++) {
        var script = VideoScript.of(category, firstSeed + i);
        var views = new ArrayList<float[][]>();
        int size = in.readInt();
        for (int view = 0; view < size; view++) {
          views.add(view(in));
        }
        videos.add(
            new TrainingVideo(
                script.id(), category.ordinal(), OptionalDouble.of(script.relevance()), views));
      }
      return videos;
    }
  }

  private static float[][] view(DataInputStream in) throws IOException {
    var view = new float[in.readInt()][];
    int width = in.readInt();
    for (int row = 0; row < view.length; row++) {
      view[row] = new float[width];
      for (int column = 0; column < width; column++) {
        view[row][column] = in.readFloat();
      }
    }
    return view;
  }
}
