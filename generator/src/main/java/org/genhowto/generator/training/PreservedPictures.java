package org.genhowto.generator.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.genhowto.generator.diffusion.Autoencoder;
import org.genhowto.generator.diffusion.TextEncoder;
import org.genhowto.generator.sampler.NoiseSchedule;

/** Captioned pictures of which some are drawn beside the triplets of every step. */
final class PreservedPictures implements AutoCloseable {
  private final CaptionedImages images;
  private final LatentBank latents;
  private final PromptBank prompts;

  /**
   * @param side of the images, in pixels
   * @param folder where the latents are, until this is closed
   */
  PreservedPictures(
      CaptionedImages images, Autoencoder autoencoder, TextEncoder text, int side, Path folder) {
    this.images = images;
    this.latents = new LatentBank(autoencoder, side, folder);
    this.prompts = new PromptBank(text);
  }

  /** Encodes all of them; call it once, before anything is drawn. */
  void encode(NDManager manager) {
    for (int i = 0; i < images.size(); i++) {
      latents.add(manager, images.image(i));
    }
    latents.encodeWaiting(manager);
  }

  /** The inputs of a noise loss for so many pictures. */
  NDArray[] inputs(NDManager scope, int count, NoiseSchedule schedule, SplittableRandom random) {
    int[] indices = random.ints(count, 0, images.size()).toArray();
    NDArray clean = latents.scaledBatch(scope, indices);
    DiffusionBatch draw = DiffusionBatch.of(scope, schedule, clean.getShape(), random);
    List<String> captions = new ArrayList<>();
    for (int index : indices) {
      captions.add(TrainingPlan.dropsText(random) ? "" : images.caption(index));
    }
    NDArray words = prompts.batch(scope, captions);
    return new NDArray[] {clean, draw.noise(), draw.t(), draw.signal(), draw.sigma(), words};
  }

  @Override
  public void close() {
    latents.close();
  }
}
