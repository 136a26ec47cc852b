package org.genhowto.generator;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.networks.Checkpoint;
import org.genhowto.networks.ModelPlace;
import org.genhowto.networks.PublishedNetwork;
import org.genhowto.networks.ReferenceNetwork;

/** The networks of Stable Diffusion and GenHowTo as diffusers calls them. */
public enum DiffusionNetwork implements PublishedNetwork {
  UNET(
      "unet",
      "UNet2DConditionModel",
      List.of(
          "sample (B,C,h,w)",
          "timestep (B) or ()",
          "encoder_hidden_states (B,L,D)",
          "[down_block_additional_residuals.N (B,C,h,w)]",
          "[mid_block_additional_residual (B,C,h,w)]")) {
    @Override
    public boolean lies(ModelPlace place) {
      return place.configuredFor("UNet2DConditionModel")
          || place.called("unet")
          || Denoiser.isGenHowTo(place);
    }

    @Override
    Checkpoint read(ModelPlace place) throws IOException {
      return Denoiser.isGenHowTo(place)
          ? Denoiser.unet(Denoiser.config(base(place), place.folder()), base(place), place.folder())
          : Denoiser.base(UNetConfig.read(place.folder().resolve(CONFIG)), place.folder());
    }

    @Override
    ReferenceNetwork open(NDManager parent, ModelPlace place) throws IOException {
      return new DiffusionForward.UNet(
          Denoiser.isGenHowTo(place)
              ? Denoiser.loadUNet(parent, base(place), place.folder())
              : Denoiser.loadBase(parent, place.folder()));
    }
  },

  /** GenHowTo's, whose condition is the latent of the input image. */
  CONTROLNET(
      "controlnet",
      "ControlNetModel",
      List.of(
          "sample (B,4,h,w)",
          "timestep (B) or ()",
          "encoder_hidden_states (B,L,D)",
          "controlnet_cond (B,4,h,w)",
          "[conditioning_scale ()]")) {
    @Override
    public boolean lies(ModelPlace place) {
      return Denoiser.isGenHowTo(place);
    }

    @Override
    Checkpoint read(ModelPlace place) throws IOException {
      return Denoiser.controlnet(Denoiser.controlConfig(place.folder()), place.folder());
    }

    @Override
    ReferenceNetwork open(NDManager parent, ModelPlace place) throws IOException {
      return new DiffusionForward.ControlNet(Denoiser.loadControlNet(parent, place.folder()));
    }
  },

  VAE_ENCODER("vae-encoder", "AutoencoderKL", List.of("sample (B,3,H,W)")) {
    @Override
    public boolean lies(ModelPlace place) {
      return isAutoencoder(place);
    }

    @Override
    Checkpoint read(ModelPlace place) throws IOException {
      return autoencoder(place);
    }

    @Override
    ReferenceNetwork open(NDManager parent, ModelPlace place) throws IOException {
      return new DiffusionForward.Encoder(Autoencoder.load(parent, place.folder()));
    }
  },

  VAE_DECODER("vae-decoder", "AutoencoderKL", List.of("sample (B,4,h,w)")) {
    @Override
    public boolean lies(ModelPlace place) {
      return isAutoencoder(place);
    }

    @Override
    Checkpoint read(ModelPlace place) throws IOException {
      return autoencoder(place);
    }

    @Override
    ReferenceNetwork open(NDManager parent, ModelPlace place) throws IOException {
      return new DiffusionForward.Decoder(Autoencoder.load(parent, place.folder()));
    }
  };

  private static final String CONFIG = "config.json";

  private final String spelling;
  private final String reference;
  private final List<String> inputs;

  DiffusionNetwork(String spelling, String reference, List<String> inputs) {
    this.spelling = spelling;
    this.reference = reference;
    this.inputs = inputs;
  }

  abstract Checkpoint read(ModelPlace place) throws IOException;

  abstract ReferenceNetwork open(NDManager parent, ModelPlace place) throws IOException;

  @Override
  public String spelling() {
    return spelling;
  }

  @Override
  public String reference() {
    return reference;
  }

  @Override
  public List<String> inputs() {
    return inputs;
  }

  @Override
  public Checkpoint checkpoint(ModelPlace place) {
    try {
      return read(place);
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read.".formatted(place.folder()), e);
    }
  }

  @Override
  public ReferenceNetwork load(NDManager parent, ModelPlace place) {
    try {
      return open(parent, place);
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read.".formatted(place.folder()), e);
    }
  }

  private static boolean isAutoencoder(ModelPlace place) {
    return place.configuredFor("AutoencoderKL") || place.called("vae");
  }

  private static Checkpoint autoencoder(ModelPlace place) throws IOException {
    AutoencoderConfig config = AutoencoderConfig.read(place.folder().resolve(CONFIG));
    return Autoencoder.checkpoint(config, place.folder());
  }

  /** The base model's U-Net below the same root, from which GenHowTo's takes what it leaves out. */
  private static Path base(ModelPlace place) {
    return place.all().stream()
        .filter(other -> other.called("unet"))
        .map(ModelPlace::folder)
        .findFirst()
        .orElse(place.folder().resolve("unet"));
  }
}
