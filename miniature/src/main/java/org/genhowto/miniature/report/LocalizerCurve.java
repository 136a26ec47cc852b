package org.genhowto.miniature.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.genhowto.localizer.network.LocalizerNetwork;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.localizer.search.OrderedSearch;
import org.genhowto.localizer.search.ScoredTriplet;
import org.genhowto.miniature.video.Pictures;
import org.genhowto.miniature.video.VideoScript;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.World;
import org.genhowto.networks.image.RgbImage;

/**
 * What the runs of the localizer make of one video that nothing was trained on.
 *
 * @param runs scores of each
 * @param choices the frames that each run would choose alone
 * @param choice the frames that the mean of all runs chooses
 */
record LocalizerCurve(
    VideoScript video,
    List<FrameScores> runs,
    List<ScoredTriplet> choices,
    Optional<ScoredTriplet> choice,
    List<RgbImage> frames) {
  private static final long FIRST = 7_000_000;
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final List<Category> SHOWN =
      List.of(
          Category.APPLE,
          Category.TOAST,
          Category.POT,
          Category.SHIRT,
          Category.MUG,
          Category.TOWEL,
          Category.PANCAKE,
          Category.ORANGE);

  /** The first videos of some categories, and the first in which nothing happens. */
  static List<VideoScript> videos(World world) {
    var videos = new ArrayList<VideoScript>();
    var edition = world.edition();
    SHOWN.forEach(category -> videos.add(VideoScript.of(edition, category, FIRST)));
    long seed = FIRST;
    while (happens(VideoScript.of(edition, Category.CANDLE, seed))) {
      seed++;
    }
    videos.add(VideoScript.of(edition, Category.CANDLE, seed));
    return videos;
  }

  private static boolean happens(VideoScript video) {
    return Arrays.stream(video.labels()).anyMatch(label -> label == Phase.ACTION.label());
  }

  /** Scores a frame of every second. */
  static LocalizerCurve of(LocalizerNetwork localizer, VideoScript video) {
    List<RgbImage> frames =
        video.imagesEverySecond(WIDTH, HEIGHT).stream()
            .map(Pictures::rgb)
            .map(Pictures::throughJpeg)
            .toList();
    List<FrameScores> runs =
        localizer.score(frames.stream().map(localizer::prepare).toList(), video.category().word());
    OrderedSearch search = new OrderedSearch(OrderedSearch.PUBLISHED_MAX_DISTANCE);
    return new LocalizerCurve(
        video,
        runs,
        runs.stream().flatMap(run -> search.best(run).stream()).toList(),
        search.best(FrameScores.mean(runs)),
        frames);
  }
}
