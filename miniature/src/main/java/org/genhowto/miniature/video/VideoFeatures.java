package org.genhowto.miniature.video;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.genhowto.localizer.network.FeatureFile;
import org.genhowto.localizer.network.FrameEncoder;
import org.genhowto.localizer.network.TrainingVideo;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.genhowto.networks.image.RgbImage;

/**
 * Features of one frame a second of videos, kept in a file a video.
 *
 * @param folder of the files
 * @param views augmented views beside the plain one
 */
record VideoFeatures(
    NDManager manager, Path folder, Edition edition, FrameEncoder encoder, int views) {
  private static final int WIDTH = 160;
  private static final int HEIGHT = 90;
  private static final long AUGMENTATION = 1;

  /** The videos of a range of seeds, the last excluded. */
  List<TrainingVideo> of(Category category, long firstSeed, long endSeed) throws IOException {
    var own = Files.createDirectories(folder.resolve(category.word() + "-" + views));
    var videos = new ArrayList<TrainingVideo>();
    for (long seed = firstSeed; seed < endSeed; seed++) {
      videos.add(of(VideoScript.of(edition, category, seed), own));
    }
    return videos;
  }

  private TrainingVideo of(VideoScript script, Path own) throws IOException {
    var file = own.resolve(script.id() + ".safetensors");
    var category = script.category().ordinal();
    var relevance = OptionalDouble.of(script.relevance());
    if (Files.exists(file)) {
      var kept = FeatureFile.read(manager, file);
      return new TrainingVideo(script.id(), category, relevance, kept);
    }
    var images = new ArrayList<RgbImage>();
    for (var frame : script.imagesEverySecond(WIDTH, HEIGHT)) {
      images.add(encoder.wide(Pictures.throughJpeg(Pictures.rgb(frame))));
    }
    var computed =
        encoder.trainingVideo(
            script.id(), category, relevance, images, new FrameEncoder.Views(views, AUGMENTATION));
    FeatureFile.write(manager, file, computed);
    return computed;
  }
}
