package org.genhowto.generator.baselines;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.genhowto.generator.baselines.EditFriendlyInversion.Source;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.generator.diffusion.ModelLayout;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.generator.sampler.SamplerKind;
import org.genhowto.generator.sampling.GenHowTo;
import org.genhowto.generator.sampling.ImageGenerator;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.StepwiseGenerator;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;

/**
 * The methods by name, on the models below one folder, so that the same requests can be put to all
 * of them. A model is read when it is first asked for, and only once, however many methods use it.
 *
 * <p>Methods are asked for by one thread at a time; the generators may run on several.
 */
public final class Methods implements AutoCloseable {
  private final NDManager manager;
  private final ModelLayout folders;
  private final BaseModel base;
  private final boolean ownsBase;
  private final Map<Target, Entry> genHowTo = new EnumMap<>(Target.class);
  private @Nullable LatentDiffusion stableDiffusion;
  private @Nullable Entry instructPix2Pix;

  private Methods(NDManager manager, ModelLayout folders, BaseModel base, boolean ownsBase) {
    this.manager = manager;
    this.folders = folders;
    this.base = base;
    this.ownsBase = ownsBase;
  }

  /** Reads the base model's autoencoder and text encoder. */
  public static Methods load(NDManager parent, ModelLayout folders) throws IOException {
    NDManager manager = parent.newSubManager();
    return new Methods(manager, folders, BaseModel.load(manager, folders.base()), true);
  }

  /** The methods on a base model that is in memory, and stays the caller's. */
  public static Methods on(NDManager parent, BaseModel base, ModelLayout folders) {
    return new Methods(parent.newSubManager(), folders, base, false);
  }

  /**
   * The same methods with other denoisers, such as a fine-tuned one, on this one's autoencoder and
   * text encoder; it is closed no later than this one.
   *
   * @param others of whose base folder unet/ and scheduler/ are read
   */
  public Methods sharing(ModelLayout others) {
    return new Methods(manager.newSubManager(), others, base, false);
  }

  /**
   * Checks that a method can make images of what lies below a folder, by the headers of its files
   * alone: what passes here is read, and what does not is refused.
   *
   * @param target counts for GenHowTo
   * @throws CheckpointException something is missing, broken, or does not fit
   */
  public static void require(ModelLayout folders, Method method, Target target) throws IOException {
    require(folders, method, target, null);
  }

  /**
   * The same for a sampler.
   *
   * @param asked for by name; null is the method's own, or that of the base model's folder
   */
  public static void require(
      ModelLayout folders, Method method, Target target, @Nullable SamplerKind asked)
      throws IOException {
    Path base = folders.base();
    Path unet = base.resolve("unet");
    switch (method) {
      case GENHOWTO -> {
        Path folder = folders.target(target);
        BaseModel.require(base).requireFit(folder, DenoiserFiles.requireGenHowTo(unet, folder), 1);
        NoiseSchedule.readGenHowTo(base).require(asked);
        SamplingSettings.of(folder);
      }
      case STABLE_DIFFUSION, SDEDIT -> {
        BaseModel.require(base).requireFit(unet, DenoiserFiles.requireBase(unet), 1);
        NoiseSchedule.read(base).require(asked);
      }
      case EDIT_FRIENDLY -> {
        BaseModel.require(base).requireFit(unet, DenoiserFiles.requireBase(unet), 1);
        NoiseSchedule.read(base);
      }
      case INSTRUCT_PIX2PIX -> {
        Path folder = folders.requireInstructPix2Pix();
        InstructPix2Pix.check(
            folder.resolve("unet/config.json"),
            BaseModel.require(BaseModel.isIn(folder) ? folder : base));
        DenoiserFiles.requireBase(folder.resolve("unet"));
        NoiseSchedule.readEuler(folder).require(asked);
      }
    }
  }

  /**
   * A method that is ready for requests.
   *
   * @param generator takes prompts that say what is to be seen, whatever words the method needs; a
   *     {@link StepwiseGenerator} for all methods but {@link Method#EDIT_FRIENDLY}
   * @param sampling what holds where a request leaves it open
   * @param weights folder of the denoiser
   */
  public record Entry(ImageGenerator generator, SamplingSettings sampling, Path weights) {}

  /**
   * The method for a target; the methods without a model for each target pass over it.
   *
   * @throws CheckpointException where its weights are missing
   */
  public Entry method(Method method, Target target) throws IOException {
    return method(method, target, null);
  }

  /**
   * The same with a sampler.
   *
   * @param asked for by name; null is the method's own, or that of the base model's folder
   */
  public Entry method(Method method, Target target, @Nullable SamplerKind asked)
      throws IOException {
    return switch (method) {
      case GENHOWTO -> genHowTo(target);
      case STABLE_DIFFUSION -> {
        GenHowTo model = new GenHowTo(stableDiffusion());
        StepwiseGenerator generator =
            (input, prompt, sampling, noise) -> model.beginFromText(prompt, sampling, noise);
        yield onBase(method, generator, asked);
      }
      case SDEDIT -> onBase(method, new GenHowTo(stableDiffusion()), asked);
      case EDIT_FRIENDLY ->
          onBase(method, new EditFriendlyInversion(stableDiffusion(), Source.UNKNOWN), asked);
      case INSTRUCT_PIX2PIX -> instructPix2Pix();
    };
  }

  /** With the sampler that the base model's folder is for, where the method has none of its own. */
  private Entry onBase(Method method, ImageGenerator generator, @Nullable SamplerKind asked)
      throws IOException {
    SamplingSettings sampling = method.published();
    if (method == Method.EDIT_FRIENDLY) {
      return new Entry(generator, sampling, folders.base());
    }
    SamplerKind sampler = asked == null ? stableDiffusion().schedule().ownSampler() : asked;
    return new Entry(generator, sampling.withSampler(sampler), folders.base());
  }

  private Entry genHowTo(Target target) throws IOException {
    Entry loaded = genHowTo.get(target);
    if (loaded == null) {
      Path folder = folders.target(target);
      GenHowTo model = GenHowTo.load(manager, base, folders.base(), folder);
      loaded = new Entry(model, SamplingSettings.of(folder), folder);
      genHowTo.put(target, loaded);
    }
    return loaded;
  }

  private LatentDiffusion stableDiffusion() throws IOException {
    if (stableDiffusion == null) {
      stableDiffusion = LatentDiffusion.load(manager, base, folders.base());
    }
    return stableDiffusion;
  }

  private Entry instructPix2Pix() throws IOException {
    if (instructPix2Pix == null) {
      Path folder = folders.requireInstructPix2Pix();
      // Published as a whole pipeline, on another Stable Diffusion than GenHowTo's.
      BaseModel own = BaseModel.isIn(folder) ? BaseModel.load(manager, folder) : base;
      InstructPix2Pix model = InstructPix2Pix.load(manager, own, folder);
      StepwiseGenerator generator =
          (input, prompt, sampling, noise) ->
              model.begin(input, InstructPix2Pix.instruction(prompt), sampling, noise);
      instructPix2Pix = new Entry(generator, InstructPix2Pix.PUBLISHED, folder);
    }
    return instructPix2Pix;
  }

  /**
   * Gives the memory of the text encoder back, a fifth of Stable Diffusion 2: for a process that
   * encodes no further prompt.
   */
  public void releaseTextEncoder() {
    base.releaseTextEncoder();
  }

  @Override
  public void close() {
    if (ownsBase) {
      base.close();
    }
    manager.close();
  }
}
