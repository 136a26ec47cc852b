package org.genhowto.evaluator.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.genhowto.evaluator.features.FeatureExtractor.Features;
import org.genhowto.runtime.progress.Counter;

/** Features of image files; each file is looked at once, however many lists name it. */
public final class FeatureCache {
  private final FeatureExtractor extractor;
  private final Counter counter;
  private final Map<Path, Features> known = new HashMap<>();

  public FeatureCache(FeatureExtractor extractor, Counter counter) {
    this.extractor = extractor;
    this.counter = counter;
  }

  /**
   * Takes the features of the files that are not known yet.
   *
   * @throws IllegalArgumentException naming the file that is no image
   */
  public void load(Collection<Path> files) {
    Set<Path> wanted = new LinkedHashSet<>(files);
    wanted.removeAll(known.keySet());
    int done = 0;
    for (Path file : wanted) {
      known.put(file, features(file));
      counter.counted(++done, wanted.size());
    }
  }

  /** Features of a file that was loaded. */
  public Features of(Path file) {
    Features features = known.get(file);
    if (features == null) {
      throw new IllegalStateException("the features of " + file + " were not loaded");
    }
    return features;
  }

  private Features features(Path file) {
    try {
      return extractor.features(Files.readAllBytes(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " is no image: " + e.getMessage(), e);
    }
  }
}
