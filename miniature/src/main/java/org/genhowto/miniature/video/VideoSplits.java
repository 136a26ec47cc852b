package org.genhowto.miniature.video;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.genhowto.localizer.network.FrameEncoder;
import org.genhowto.localizer.network.TrainingVideo;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Scale;
import org.genhowto.miniature.world.World;
import org.genhowto.networks.clip.ClipModel;

/**
 * The videos of a scale as the localizer sees them. Their seeds tell which are for what: what is
 * learnt from, what is mined afterwards and what is measured on have no video in common.
 */
public final class VideoSplits implements AutoCloseable {
  private static final long HELD_OUT = 500_000;
  private static final long JUDGED = 1_000_000;

  private final NDManager manager = NDManager.newBaseManager();
  private final World world;
  private final Scale.Mining mining;
  private final VideoFeatures plain;
  private final VideoFeatures varied;

  public VideoSplits(Path work, Scale scale) throws IOException {
    var clip = ClipModel.load(manager, work.resolve("models/clip"));
    var encoder = new FrameEncoder(manager, clip);
    this.world = scale.world();
    this.mining = scale.mining();
    var folder = work.resolve("features");
    this.plain = new VideoFeatures(manager, folder, world.edition(), encoder, 0);
    this.varied = new VideoFeatures(manager, folder, world.edition(), encoder, mining.views());
  }

  /** What the localizer learns from, of all categories. */
  public List<TrainingVideo> training() throws IOException {
    var videos = new ArrayList<TrainingVideo>();
    for (var category : world.categories()) {
      videos.addAll(
          varied.of(category, 0, world.heldOut(category) ? mining.unseen() : mining.seen()));
    }
    return videos;
  }

  /** What GenHowTo's training triplets are mined in: of those, the seen categories. */
  public List<TrainingVideo> trainingOfSeen() throws IOException {
    return training().stream().filter(video -> !world.heldOut(category(video))).toList();
  }

  /** How many those are, by category. */
  public static Map<String, Integer> mined(Scale scale) {
    return scale.world().seen().stream()
        .collect(Collectors.toMap(Category::word, category -> scale.mining().seen()));
  }

  /** Fresh videos of the measured categories. */
  public List<TrainingVideo> heldOut() throws IOException {
    var videos = new ArrayList<TrainingVideo>();
    for (var categories : List.of(world.unseen(), world.siblings())) {
      for (var category : categories) {
        videos.addAll(plain.of(category, HELD_OUT, HELD_OUT + mining.heldOut()));
      }
    }
    return videos;
  }

  /** Videos to measure the localizer on, of all categories. */
  public List<TrainingVideo> judged() throws IOException {
    var videos = new ArrayList<TrainingVideo>();
    for (var category : world.categories()) {
      videos.addAll(plain.of(category, JUDGED, JUDGED + mining.judged()));
    }
    return videos;
  }

  public static Category category(TrainingVideo video) {
    return Category.values()[video.category()];
  }

  /** The video itself, with its truth. */
  public VideoScript script(TrainingVideo video) {
    return VideoScript.of(world.edition(), category(video), seed(video));
  }

  public static long seed(TrainingVideo video) {
    return Long.parseLong(video.videoId().replaceFirst(".*-", ""));
  }

  @Override
  public void close() {
    manager.close();
  }
}
