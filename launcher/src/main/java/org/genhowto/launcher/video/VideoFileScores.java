package org.genhowto.launcher.video;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.launcher.progress.ProgressDisplay;
import org.genhowto.localizer.evaluation.ScoreFile;
import org.genhowto.localizer.network.LocalizerNetwork;
import org.genhowto.localizer.search.FrameScores;

/**
 * Scores of videos by a localizer, the mean of its runs, as files that the metrics are read from.
 *
 * @param model the localizer's folder
 * @param clip folder of the CLIP model its heads were trained on
 */
public record VideoFileScores(Path model, Path clip) {

  /** Scores the videos of which there is no file yet: {@code CATEGORY/ID.csv}. */
  public void write(List<VideoFile> films, Path scores, PrintWriter told)
      throws IOException, InterruptedException {
    try (ProgressDisplay progress = ProgressDisplay.of("scored", told);
        NDManager manager = NDManager.newBaseManager();
        LocalizerNetwork network = LocalizerNetwork.load(manager, model, clip)) {
      for (int i = 0; i < films.size(); i++) {
        VideoFile film = films.get(i);
        Path file = scores.resolve(film.category()).resolve(film.videoId() + ".csv");
        if (!Files.exists(file)) {
          write(network, film, file, progress);
        }
        progress.counted(i + 1, films.size());
      }
    }
  }

  private static void write(
      LocalizerNetwork network, VideoFile film, Path file, ProgressDisplay progress)
      throws IOException, InterruptedException {
    try {
      VideoFile.Frames frames = film.frames(network::prepare);
      List<FrameScores> runs = network.score(frames.images(), film.category());
      new ScoreFile(frames.seconds(), FrameScores.mean(runs)).write(file);
    } catch (UnusableVideoException e) {
      progress.say("left out: " + film.file() + ": " + e.getMessage());
    }
  }
}
