package org.genhowto.launcher.training;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.launcher.progress.ProgressDisplay;
import org.genhowto.launcher.video.VideoFile;
import org.genhowto.localizer.network.FrameVideo;
import org.genhowto.localizer.training.TowerTrainer;
import org.genhowto.localizer.training.TrainingSettings;
import org.genhowto.networks.clip.ClipModel;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.TrainingFiles;

/**
 * One run of a localizer whose image tower is trained along with the heads, as published. Its
 * features change with every step, so videos are decoded anew in every epoch.
 *
 * @param categories a video's category is its place in this list
 * @param rate peak learning rate of the tower
 */
public record TowerRun(
    List<VideoFile> films, List<String> categories, TrainingSettings settings, double rate) {
  private static final String STATE = "tower.safetensors";
  private static final int LEAST_FRAMES = 3;

  /**
   * Trains, or goes on after the last epoch, and writes the localizer's folder with its own tower.
   *
   * @param state folder of the training's state
   */
  public void train(Path clip, Path state, Path out, EpochLines lines, PrintWriter told)
      throws IOException, InterruptedException {
    List<FrameVideo> videos = usable(told);
    try (NDManager manager = NDManager.newBaseManager();
        ClipModel model = ClipModel.load(manager, clip);
        TowerTrainer trainer =
            new TowerTrainer(manager, model, categories, videos, settings, rate)) {
      trainer.train(TrainingFiles.beside(state.resolve(STATE)), epoch -> lines.done(0, epoch));
      trainer.save(out);
    }
  }

  private List<FrameVideo> usable(PrintWriter told) throws IOException, InterruptedException {
    List<FrameVideo> videos = new ArrayList<>();
    try (ProgressDisplay progress = ProgressDisplay.of("looked at", told)) {
      for (int i = 0; i < films.size(); i++) {
        VideoFile film = films.get(i);
        Optional<String> problem = problem(film);
        if (problem.isEmpty()) {
          int category = categories.indexOf(film.category());
          videos.add(
              new FrameVideo(film.videoId(), category, film.relevance(), () -> frames(film)));
        } else {
          progress.say("left out: " + film.file() + ": " + problem.get());
        }
        progress.counted(i + 1, films.size());
      }
    }
    return videos;
  }

  private static Optional<String> problem(VideoFile film) throws IOException, InterruptedException {
    try {
      int frames = film.frames(frame -> frame).images().size();
      return frames >= LEAST_FRAMES
          ? Optional.empty()
          : Optional.of("%d seconds, expected %d at least".formatted(frames, LEAST_FRAMES));
    } catch (UnusableVideoException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static List<RgbImage> frames(VideoFile film) {
    try {
      return film.frames(frame -> frame).images();
    } catch (UnusableVideoException e) {
      throw new UncheckedIOException(
          new IOException(film.file() + " could be read before and cannot now", e));
    } catch (IOException e) {
      throw new UncheckedIOException(film.file() + " cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a video was decoded", e);
    }
  }
}
