package org.genhowto.miniature;

import ai.djl.ndarray.NDManager;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.genhowto.networks.ClipModel;
import org.genhowto.networks.RgbImage;

/** CLIP's features of one frame a second of many videos, kept in one file a category. */
final class VideoFeatures {
  private static final int WIDTH = 160;
  private static final int HEIGHT = 90;

  private final Path folder;
  private final ClipModel clip;

  VideoFeatures(Path folder, ClipModel clip) {
    this.folder = folder;
    this.clip = clip;
  }

  /** Features (frames, width) of the videos of a range of seeds, the last excluded. */
  List<float[][]> of(Category category, long firstSeed, long endSeed) throws IOException {
    var file = folder.resolve(category.word() + "-" + firstSeed + "-" + endSeed + ".features");
    if (Files.exists(file)) {
      return read(file);
    }
    var features = new ArrayList<float[][]>();
    try (NDManager manager = NDManager.newBaseManager()) {
      for (long seed = firstSeed; seed < endSeed; seed++) {
        features.add(compute(manager, VideoScript.of(category, seed)));
      }
    }
    write(file, features);
    return features;
  }

  private float[][] compute(NDManager manager, VideoScript script) {
    var images = new ArrayList<RgbImage>();
    for (BufferedImage frame : script.imagesEverySecond(WIDTH, HEIGHT)) {
      images.add(Pictures.throughJpeg(Pictures.rgb(frame)));
    }
    try (NDManager scope = manager.newSubManager()) {
      float[] all = clip.imageFeatures(clip.pixels(scope, images)).toFloatArray();
      int width = all.length / images.size();
      var rows = new float[images.size()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Arrays.copyOfRange(all, i * width, (i + 1) * width);
      }
      return rows;
    }
  }

  private static void write(Path file, List<float[][]> videos) throws IOException {
    Files.createDirectories(file.getParent());
    var growing = file.resolveSibling(file.getFileName() + ".tmp");
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(growing)))) {
      out.writeInt(videos.size());
      for (float[][] video : videos) {
        out.writeInt(video.length);
        out.writeInt(video[0].length);
        for (float[] row : video) {
          for (float value : row) {
            out.writeFloat(value);
          }
        }
      }
    }
    Files.move(growing, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<float[][]> read(Path file) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int count = in.readInt();
      var videos = new ArrayList<float[][]>();
      for (int i = 0; i < count; i++) {
        var video = new float[in.readInt()][];
        int width = in.readInt();
        for (int row = 0; row < video.length; row++) {
          video[row] = new float[width];
          for (int column = 0; column < width; column++) {
            video[row][column] = in.readFloat();
          }
        }
        videos.add(video);
      }
      return videos;
    }
  }
}
