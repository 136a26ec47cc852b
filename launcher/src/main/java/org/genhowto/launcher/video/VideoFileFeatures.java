package org.genhowto.launcher.video;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.launcher.progress.ProgressDisplay;
import org.genhowto.localizer.network.FeatureFile;
import org.genhowto.localizer.network.FrameEncoder;
import org.genhowto.localizer.network.TrainingVideo;

/**
 * What the localizer learns from: the features of every second of a video. They are kept in files,
 * so that a training that goes on decodes no video twice.
 *
 * @param folder of the files; it belongs to one image tower and one choice of views
 */
public record VideoFileFeatures(
    NDManager manager, FrameEncoder encoder, FrameEncoder.Views views, Path folder) {

  /**
   * The videos that can be used; the others are named.
   *
   * @param categories a video's category is its place in this list
   */
  public List<TrainingVideo> of(List<VideoFile> films, List<String> categories, PrintWriter told)
      throws IOException, InterruptedException {
    List<TrainingVideo> videos = new ArrayList<>();
    try (ProgressDisplay progress = ProgressDisplay.of("features", told)) {
      for (int i = 0; i < films.size(); i++) {
        of(films.get(i), categories, progress).ifPresent(videos::add);
        progress.counted(i + 1, films.size());
      }
    }
    return videos;
  }

  private Optional<TrainingVideo> of(
      VideoFile film, List<String> categories, ProgressDisplay progress)
      throws IOException, InterruptedException {
    int category = categories.indexOf(film.category());
    Path file = folder.resolve(film.category()).resolve(film.videoId() + ".safetensors");
    if (Files.exists(file)) {
      List<float[][]> kept = FeatureFile.read(manager, file);
      return Optional.of(new TrainingVideo(film.videoId(), category, film.relevance(), kept));
    }
    try {
      TrainingVideo video =
          encoder.trainingVideo(
              film.videoId(),
              category,
              film.relevance(),
              film.frames(encoder::wide).images(),
              views);
      Files.createDirectories(file.getParent());
      FeatureFile.write(manager, file, video);
      return Optional.of(video);
    } catch (UnusableVideoException e) {
      progress.say("left out: " + film.file() + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
