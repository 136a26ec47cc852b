package org.genhowto.evaluator.protocol;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import org.genhowto.evaluator.features.ImageFeatures;
import org.genhowto.evaluator.files.FeatureFile;
import org.genhowto.evaluator.files.FeatureSet;
import org.genhowto.evaluator.files.FeatureSet.Features;
import org.genhowto.evaluator.files.PictureFile;
import org.genhowto.evaluator.files.PictureFolder;
import org.jspecify.annotations.Nullable;

/** What one side of a distance is made of. */
public sealed interface FrechetSide {

  /**
   * A folder of images, or a file that is read at once.
   *
   * @throws IllegalArgumentException it is neither, or there is something wrong with it
   */
  static FrechetSide of(Path path) {
    if (Files.isDirectory(path)) {
      return new OfImages(PictureFolder.of(path));
    }
    if (!Files.exists(path)) {
      throw new IllegalArgumentException(
          "There is no folder or file at %s, expected a folder of images or a file that ends in"
                  .formatted(path)
              + " one of "
              + FeatureFile.endings());
    }
    return new OfFile(FeatureFile.read(path));
  }

  /** How many images a network has to look at. */
  int images();

  /** What did not count. */
  List<String> notes();

  /**
   * The features.
   *
   * @param network makes them of images; may be null where {@link #images} is 0
   * @param done told of images
   * @throws IllegalArgumentException naming the image that cannot be read
   */
  FeatureSet features(@Nullable ImageFeatures network, IntConsumer done);

  /** A folder of images. */
  record OfImages(PictureFolder folder) implements FrechetSide {
    @Override
    public int images() {
      return folder.images().size();
    }

    @Override
    public List<String> notes() {
      return folder.notes();
    }

    @Override
    public FeatureSet features(@Nullable ImageFeatures network, IntConsumer done) {
      if (network == null) {
        throw new IllegalArgumentException(
            folder.folder() + " holds images, of which a network has to make features");
      }
      float[][] rows = new float[images()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = row(folder.images().get(i), network);
        done.accept(i + 1);
      }
      return new Features(rows);
    }

    private static float[] row(Path file, ImageFeatures network) {
      try {
        return network.vector(PictureFile.read(file)).values();
      } catch (IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        throw message.startsWith(file.toString())
            ? e
            : new IllegalArgumentException(file + ": " + message, e);
      }
    }
  }

  /** A file of features or statistics. */
  record OfFile(FeatureSet set) implements FrechetSide {
    @Override
    public int images() {
      return 0;
    }

    @Override
    public List<String> notes() {
      return List.of();
    }

    @Override
    public FeatureSet features(@Nullable ImageFeatures network, IntConsumer done) {
      return set;
    }
  }
}
