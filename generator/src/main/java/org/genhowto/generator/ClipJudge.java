package org.genhowto.generator;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.genhowto.generator.release.Lending;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.clip.ClipModel;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.text.Tokenizer;
import org.genhowto.runtime.worker.WorkerComponent;
import org.jspecify.annotations.Nullable;

/**
 * Judges with CLIP, which is read when it is first needed. Where it is not there, that is looked
 * for again with the next request. Several threads may use it.
 */
final class ClipJudge implements PromptJudge, WorkerComponent {
  /** Images that CLIP sees at once: its largest needs some 20 MB a layer for each. */
  private static final int AT_ONCE = 4;

  private final Device device;
  private final Path folder;
  private final Lending lending = new Lending(this::free);
  private @Nullable Clip loaded;

  /** The model in memory. */
  private record Clip(NDManager manager, ClipModel model, Tokenizer tokenizer, String version) {
    void close() {
      tokenizer.close();
      model.close();
      manager.close();
    }
  }

  /**
   * @param folder of a CLIP as Hugging Face writes it
   */
  ClipJudge(Device device, Path folder) {
    this.device = device;
    this.folder = folder;
  }

  @Override
  public String version() throws RefusedException {
    return using(clip -> clip.version);
  }

  @Override
  public List<Double> agreement(String prompt, List<RgbImage> images) throws RefusedException {
    return using(clip -> agreement(clip, prompt, images));
  }

  /** What is used is not freed meanwhile. */
  private <T> T using(Function<Clip, T> use) throws RefusedException {
    if (!lending.borrow()) {
      throw new RefusedException("the worker ends");
    }
    try {
      return use.apply(clip());
    } finally {
      lending.giveBack();
    }
  }

  private static List<Double> agreement(Clip clip, String prompt, List<RgbImage> images) {
    List<Double> cosines = new ArrayList<>();
    try (NDManager scope = clip.manager.newSubManager()) {
      NDArray ids = clip.tokenizer.encode(scope, List.of(prompt));
      for (int start = 0; start < images.size(); start += AT_ONCE) {
        List<RgbImage> some = images.subList(start, Math.min(images.size(), start + AT_ONCE));
        for (float cosine : floats(clip.model, clip.model.pixels(scope, some), ids)) {
          cosines.add((double) cosine);
        }
      }
    }
    return cosines;
  }

  private static float[] floats(ClipModel model, NDArray pixels, NDArray ids) {
    try (pixels;
        NDArray cosines = model.cosines(pixels, ids)) {
      return cosines.toFloatArray();
    }
  }

  private synchronized Clip clip() throws RefusedException {
    if (loaded == null) {
      try {
        loaded = load();
      } catch (CheckpointException | UncheckedIOException e) {
        throw new RefusedException(
            "candidates are judged by CLIP, which cannot be read from %s (setting generator.clip): %s"
                .formatted(folder, e.getMessage()));
      }
    }
    return loaded;
  }

  private Clip load() {
    NDManager manager = NDManager.newBaseManager(device);
    try {
      ClipModel model = ClipModel.load(manager, folder);
      return new Clip(
          manager,
          model,
          Tokenizer.load(folder, model.config().text().positions()),
          new ModelFolder(folder).version());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
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
