package org.genhowto.launcher.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.genhowto.captioner.blip2.Blip2;
import org.genhowto.captioner.blip2.CaptionerConfig;
import org.genhowto.generator.diffusion.Autoencoder;
import org.genhowto.generator.diffusion.AutoencoderConfig;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.diffusion.UNetConfig;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.clip.ClipConfig;
import org.genhowto.networks.clip.ClipModel;
import org.genhowto.networks.clip.ClipText;
import org.genhowto.networks.model.NetworkScript;

/** Networks that can be written as files which PyTorch runs without Java. */
public enum ScriptExport {
  UNET("unet"),
  /** GenHowTo's, with the U-Net that it speaks to. */
  CONTROLNET("unet"),
  VAE("vae-decoder"),
  TEXT("text-encoder"),
  CLIP("clip-text"),
  BLIP2("blip2");

  /** The network of a folder that has its configuration. */
  private final String configured;

  ScriptExport(String configured) {
    this.configured = configured;
  }

  /**
   * The network of a name.
   *
   * @throws IllegalArgumentException naming all, where there is none
   */
  public static ScriptExport of(String spelling) {
    return Arrays.stream(values())
        .filter(each -> each.spelling().equals(spelling))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--network is '%s', expected one of %s".formatted(spelling, spellings())));
  }

  private static List<String> spellings() {
    return Arrays.stream(values()).map(ScriptExport::spelling).toList();
  }

  private String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The network in the size that was published: Stable Diffusion 2, ViT-L/14, OPT-2.7b. */
  public NetworkScript published() {
    return switch (this) {
      case UNET -> Denoiser.script(UNetConfig.STABLE_DIFFUSION_2);
      case CONTROLNET -> Denoiser.controlledScript(UNetConfig.STABLE_DIFFUSION_2);
      case VAE -> Autoencoder.script(AutoencoderConfig.STABLE_DIFFUSION);
      case TEXT -> ClipText.script(ClipConfig.Text.STABLE_DIFFUSION_2);
      case CLIP -> ClipModel.script(ClipConfig.LARGE_PATCH_14);
      case BLIP2 -> Blip2.script(CaptionerConfig.OPT_2_7B);
    };
  }

  /** The network in the size of the one that lies below a folder. */
  public NetworkScript in(Path root) throws IOException {
    Path folder = NetworkCatalogue.find(NetworkCatalogue.named(configured), root).folder();
    Path config = folder.resolve("config.json");
    return switch (this) {
      case UNET -> Denoiser.script(UNetConfig.read(config));
      case CONTROLNET -> Denoiser.controlledScript(UNetConfig.read(config));
      case VAE -> Autoencoder.script(AutoencoderConfig.read(config));
      case TEXT -> ClipText.script(ClipText.require(folder));
      case CLIP -> ClipModel.script(ClipConfig.read(new ModelFolder(folder).json("config.json")));
      case BLIP2 -> Blip2.script(CaptionerConfig.read(new ModelFolder(folder)));
    };
  }
}
