package org.genhowto.generator.training;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.diffusion.ParameterList;
import org.genhowto.generator.diffusion.UNetConfig;
import org.genhowto.generator.diffusion.UNetParameters;

/**
 * What {@link GeneratorTrainer} keeps in memory for all of its time. Every number of U-Net and
 * ControlNet is a float32, 4 bytes. Each one that is trained has four more beside it: its gradient,
 * AdamW's two moments, and its moving average. On top comes what a step needs for a while: the
 * activations that the gradient is made of, about 2 GB an image of 512x512 pixels at the sizes of
 * Stable Diffusion 2 (saved tensors counted with PyTorch 2.7's saved_tensors_hooks on diffusers'
 * networks: 3.06 GB at 64x64 latents and 1.56 GB at 32x32, 1.06 GB of either being weights), and
 * the autoencoder's, before the first step.
 *
 * @param all numbers of both networks
 * @param trained those of the ControlNet and of the U-Net's decoder
 */
public record TrainingMemory(long all, long trained) {
  /** Gradient, two moments, average. */
  private static final int BESIDE = 4;

  /** Of the U-Net in a base model's folder. */
  public static TrainingMemory of(Path base) throws IOException {
    return of(UNetConfig.read(base.resolve("unet").resolve("config.json")));
  }

  static TrainingMemory of(UNetConfig config) {
    long all = 0;
    long trained = 0;
    for (Map.Entry<String, ParameterList> network :
        Map.of(
                Denoiser.UNET, UNetParameters.unet(config),
                Denoiser.CONTROLNET, UNetParameters.controlnet(config))
            .entrySet()) {
      for (Map.Entry<String, Shape> tensor : network.getValue().shapes().entrySet()) {
        long size = tensor.getValue().size();
        all += size;
        trained += GeneratorTrainer.trains(network.getKey() + tensor.getKey()) ? size : 0;
      }
    }
    return new TrainingMemory(all, trained);
  }

  /** Bytes, without what a step needs for a while. */
  public long bytes() {
    return Float.BYTES * (all + BESIDE * trained);
  }
}
