package org.genhowto.generator.baselines;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.generator.diffusion.UNetConfig;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.generator.sampler.Sampler;
import org.genhowto.generator.sampler.SamplerKind;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.StepwiseGenerator;
import org.genhowto.generator.sampling.Trajectory;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.image.RgbImage;

/**
 * Editing by instruction (Brooks et al., CVPR 2023): a U-Net that sees the input's latent, not
 * scaled, beside the noisy one, under {@link InstructionGuidance}.
 *
 * <p>Calls may run on several threads at once.
 */
final class InstructPix2Pix implements StepwiseGenerator, AutoCloseable {
  /** The published code's: 100 steps, s_T = 7.5; a trajectory from pure noise skips nothing. */
  static final SamplingSettings PUBLISHED = new SamplingSettings(100, 0, 7.5);

  /** The published code's s_I. */
  static final double IMAGE_GUIDANCE = 1.5;

  private final LatentDiffusion model;
  private final double imageGuidance;

  /**
   * @param model whose denoiser takes twice the latent's channels
   */
  InstructPix2Pix(LatentDiffusion model, double imageGuidance) {
    this.model = model;
    this.imageGuidance = imageGuidance;
  }

  /**
   * Reads a folder in the layout of diffusers.
   *
   * @param base the autoencoder and the text encoder that it was trained with
   * @param folder unet/ and, where there is one, scheduler/ are read
   * @throws CheckpointException where the U-Net does not see the input image, or reads another text
   *     encoder
   */
  static InstructPix2Pix load(NDManager parent, BaseModel base, Path folder) throws IOException {
    Path unet = folder.resolve("unet");
    check(
        unet.resolve("config.json"),
        new BaseModel.Widths(base.autoencoder().config().latentChannels(), base.textWidth()));
    return new InstructPix2Pix(
        new LatentDiffusion(
            parent,
            base.autoencoder(),
            base,
            DenoiserFiles.loadBase(parent, unet),
            NoiseSchedule.readEuler(folder)),
        IMAGE_GUIDANCE);
  }

  static void check(Path file, BaseModel.Widths base) throws IOException {
    UNetConfig config = UNetConfig.read(file);
    int latent = base.latentChannels();
    if (config.inChannels() != 2 * latent) {
      throw new CheckpointException(
          "%s has in_channels %d; InstructPix2Pix's has %d, for the noisy latent and the input's."
              .formatted(file, config.inChannels(), 2 * latent));
    }
    if (config.crossAttentionDim() != base.textWidth()) {
      throw new CheckpointException(
          ("%s has cross_attention_dim %d, and the text encoder gives %d numbers a token; an"
                  + " InstructPix2Pix of another base model brings its own vae/, text_encoder/ and"
                  + " tokenizer/ beside its unet/.")
              .formatted(file, config.crossAttentionDim(), base.textWidth()));
    }
  }

  /**
   * The instruction that asks for what a caption describes. GenHowTo's paper puts the same words
   * before the captions it gives to InstructPix2Pix, which was trained on instructions.
   */
  static String instruction(String caption) {
    return "make it " + caption;
  }

  static Prompt instruction(Prompt caption) {
    return caption.saying(instruction(caption.text()));
  }

  /**
   * Begins at pure noise, beside the input image.
   *
   * @param prompt the instruction, and what takes the place of the empty one
   * @param sampling its guidance is s_T, its image guidance s_I; its skip counts for nothing
   */
  @Override
  public Trajectory begin(
      RgbImage input, Prompt prompt, SamplingSettings sampling, List<NoiseSource> noise) {
    Sampler sampler = sampling.withSkip(0).over(model.schedule(), SamplerKind.EULER_ANCESTRAL);
    LatentDiffusion sized = model.sized(sampling, noise);
    Double asked = sampling.steering().imageGuidance();
    return Trajectory.begin(
        sized,
        noise,
        scope ->
            new Trajectory.Start(
                sampler,
                sampler.start(sized.noise(scope, noise)),
                InstructionGuidance.of(
                    sized.crossAttentionKeysValues(
                        scope, List.of(prompt.negative(), prompt.text())),
                    sized.latent(scope, input),
                    sampling.guidance(),
                    asked == null ? imageGuidance : asked)));
  }

  @Override
  public void close() {
    model.close();
  }
}
