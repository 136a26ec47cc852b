package org.genhowto.localizer.network;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A video to train on: image features of its frames, and nothing about what they show.
 *
 * @param category index of the category the video was found under
 * @param relevance what the search engine gave for how well it fits, where it gave anything
 * @param views features of all frames, each view under another augmentation; the first is plain
 */
public record TrainingVideo(
    String videoId, int category, OptionalDouble relevance, List<float[][]> views) {

  public TrainingVideo {
    views = List.copyOf(views);
    if (views.isEmpty()) {
      throw new IllegalArgumentException(
          "Video %s has no view; expected at least the plain one".formatted(videoId));
    }
    for (float[][] view : views) {
      if (view.length != views.get(0).length || view.length == 0) {
        throw new IllegalArgumentException(
            "Views of video %s have %d and %d frames; expected one number, at least 1"
                .formatted(videoId, views.get(0).length, view.length));
      }
    }
  }

  public int frames() {
    return views.get(0).length;
  }

  /** Features (T, C) of one view. */
  public float[][] features(int view) {
    return views.get(view);
  }
}
