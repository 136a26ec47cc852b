package org.genhowto.generator;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.genhowto.generator.diffusion.AutoencoderConfig;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.diffusion.TextEncoder;
import org.genhowto.generator.diffusion.UNetConfig;
import org.genhowto.generator.diffusion.UNetParameters;
import org.genhowto.generator.diffusion.UntrainedNetworks;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.Weights;

/** Configurations small enough for tests, with every kind of block. */
public final class SmallModels {
  public static final UNetConfig UNET =
      new UNetConfig(
          List.of(32, 64, 64),
          List.of("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
          List.of("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
          1,
          List.of(2, 4, 4),
          16,
          true,
          8,
          1e-5,
          4,
          4,
          8,
          true);

  public static final AutoencoderConfig AUTOENCODER =
      new AutoencoderConfig(List.of(16, 32), 1, 4, 8, 3, 0.5, 2);

  /** Stands in for the text model: every prompt has its own embedding. */
  public static final TextEncoder TEXT =
      (manager, prompts) -> {
        NDList embeddings = new NDList();
        for (String prompt : prompts) {
          embeddings.add(NoiseSource.seeded(prompt.hashCode()).next(manager, new Shape(1, 5, 16)));
        }
        return NDArrays.concat(embeddings, 0);
      };

  private SmallModels() {}

  /** A model whose every weight counts. */
  public static LatentDiffusion diffusion(NDManager manager, UNetConfig config) {
    Weights unet =
        Weights.create(manager, UNetParameters.unet(config).shapes(), Initialization.fanIn(1, 4));
    Weights all = Weights.create(manager, Map.of(), Initialization.constant(0));
    return new LatentDiffusion(
        manager,
        UntrainedNetworks.autoencoder(manager, AUTOENCODER, 1),
        TEXT,
        new Denoiser(manager, config, all.take(Denoiser.UNET, unet)),
        NoiseSchedule.stableDiffusion());
  }
}
