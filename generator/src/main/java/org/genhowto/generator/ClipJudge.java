package org.genhowto.generator;

import ai.djl.Device;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.genhowto.generator.release.Lending;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.clip.ClipScorer;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.worker.WorkerComponent;
import org.jspecify.annotations.Nullable;

/**
 * Judges with CLIP, which is read when it is first needed. Where it is not there, that is looked
 * for again with the next request. Several threads may use it.
 */
final class ClipJudge implements PromptJudge, WorkerComponent {
  private final Device device;
  private final Path folder;
  private final Lending lending = new Lending(this::free);
  private @Nullable ClipScorer loaded;

  /**
   * @param folder of a CLIP as Hugging Face writes it
   */
  ClipJudge(Device device, Path folder) {
    this.device = device;
    this.folder = folder;
  }

  @Override
  public String version() throws RefusedException {
    return using(ClipScorer::version);
  }

  @Override
  public List<Double> agreement(String prompt, List<RgbImage> images) throws RefusedException {
    List<Double> cosines = new ArrayList<>();
    for (float[] one : using(clip -> clip.cosines(images, List.of(prompt)))) {
      cosines.add((double) one[0]);
    }
    return cosines;
  }

  /** What is used is not freed meanwhile. */
  private <T> T using(Function<ClipScorer, T> use) throws RefusedException {
    if (!lending.borrow()) {
      throw new RefusedException("the worker ends");
    }
    try {
      return use.apply(clip());
    } finally {
      lending.giveBack();
    }
  }

  private synchronized ClipScorer clip() throws RefusedException {
    if (loaded == null) {
      try {
        loaded = ClipScorer.load(device, folder);
      } catch (CheckpointException | UncheckedIOException e) {
        throw new RefusedException(
            "candidates are judged by CLIP, which cannot be read from %s (setting generator.clip): %s"
                .formatted(folder, e.getMessage()));
      }
    }
    return loaded;
  }

  @Override
  public void close() {
    lending.close();
  }

  private synchronized void free() {
    if (loaded != null) {
      loaded.close();
      loaded = null;
    }
  }
}
