package org.genhowto.generator.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.ModelLocation;
import org.genhowto.networks.model.NamedNetwork;
import org.genhowto.networks.model.NamedTensors;
import org.genhowto.networks.model.PublishedNetwork;
import org.genhowto.networks.model.PublishedNetwork.Signature;

/** The networks of Stable Diffusion and GenHowTo as diffusers calls them. */
public final class DiffusionNetworkDescriptors {
  private static final String CONFIG = "config.json";

  private DiffusionNetworkDescriptors() {}

  /** U-Net, GenHowTo's ControlNet, and the autoencoder's two halves. */
  public static List<PublishedNetwork> networks() {
    return List.of(
        new PublishedNetwork(
            new Signature(
                "unet",
                "UNet2DConditionModel",
                List.of(
                    "sample (B,C,h,w)",
                    "timestep (B) or ()",
                    "encoder_hidden_states (B,L,D)",
                    "[down_block_additional_residuals.N (B,C,h,w)]",
                    "[mid_block_additional_residual (B,C,h,w)]")),
            place ->
                place.configuredFor("UNet2DConditionModel")
                    || place.called("unet")
                    || DenoiserFiles.isGenHowTo(place),
            DiffusionNetworkDescriptors::unetTensors,
            DiffusionNetworkDescriptors::loadUNet),
        new PublishedNetwork(
            new Signature(
                "controlnet",
                "ControlNetModel",
                List.of(
                    "sample (B,4,h,w)",
                    "timestep (B) or ()",
                    "encoder_hidden_states (B,L,D)",
                    "controlnet_cond (B,4,h,w)",
                    "[conditioning_scale ()]")),
            DenoiserFiles::isGenHowTo,
            place ->
                DenoiserFiles.controlnet(
                    DenoiserFiles.controlConfig(place.folder()), place.folder()),
            (parent, place) -> {
              Denoiser denoiser = DenoiserFiles.loadControlNet(parent, place.folder());
              return new NamedNetwork(in -> controlnet(denoiser, in), denoiser::close);
            }),
        autoencoder("vae-encoder", "sample (B,3,H,W)", DiffusionNetworkDescriptors::encoder),
        autoencoder("vae-decoder", "sample (B,4,h,w)", DiffusionNetworkDescriptors::decoder));
  }

  private static Checkpoint unetTensors(ModelLocation place) throws IOException {
    Path folder = place.folder();
    return DenoiserFiles.isGenHowTo(place)
        ? DenoiserFiles.unet(DenoiserFiles.config(base(place), folder), base(place), folder)
        : DenoiserFiles.base(UNetConfig.read(folder.resolve(CONFIG)), folder);
  }

  private static NamedNetwork loadUNet(NDManager parent, ModelLocation place) throws IOException {
    Denoiser denoiser =
        DenoiserFiles.isGenHowTo(place)
            ? DenoiserFiles.loadUNet(parent, base(place), place.folder())
            : DenoiserFiles.loadBase(parent, place.folder());
    return new NamedNetwork(inputs -> unet(denoiser, inputs), denoiser::close);
  }

  /** The base model's U-Net below the same root, from which GenHowTo's takes what it leaves out. */
  private static Path base(ModelLocation place) {
    return SingleFile.places(place.root()).stream()
        .filter(other -> other.called("unet") && !ModelLayout.isOfInstructPix2Pix(other))
        .map(ModelLocation::folder)
        .findFirst()
        .orElse(place.folder().resolve("unet"));
  }

  /** sample. */
  private static Map<String, NDArray> unet(Denoiser denoiser, NamedTensors inputs) {
    NDArray sample = inputs.floats("sample", 4);
    NDArray timestep = inputs.scalars("timestep");
    NDArray text = inputs.floats("encoder_hidden_states", 3);
    NDList residuals = new NDList(inputs.list("down_block_additional_residuals", 4));
    inputs.find("mid_block_additional_residual", 4).ifPresent(residuals::add);
    inputs.requireAllRead();
    if (residuals.isEmpty()) {
      return Map.of("sample", denoiser.predict(sample, timestep, text));
    }
    int expected = denoiser.config().skipChannels().size() + 1;
    if (residuals.size() != expected) {
      throw new IllegalArgumentException(
          "There are %d residuals, expected %d for the down blocks and one for the middle."
              .formatted(residuals.size(), expected - 1));
    }
    return Map.of("sample", denoiser.predictWith(residuals, sample, timestep, text));
  }

  /** down_block_res_samples.N and mid_block_res_sample. */
  private static Map<String, NDArray> controlnet(Denoiser denoiser, NamedTensors inputs) {
    NDArray sample = inputs.floats("sample", 4);
    NDArray timestep = inputs.scalars("timestep");
    NDArray text = inputs.floats("encoder_hidden_states", 3);
    NDArray image = inputs.floats("controlnet_cond", 4);
    double scale = inputs.number("conditioning_scale", 1);
    inputs.requireAllRead();
    List<NDArray> residuals = denoiser.residuals(sample, timestep, text, image, scale);
    int middle = residuals.size() - 1;
    Map<String, NDArray> outputs = new LinkedHashMap<>();
    for (int i = 0; i < middle; i++) {
      outputs.put("down_block_res_samples." + i, residuals.get(i));
    }
    outputs.put("mid_block_res_sample", residuals.get(middle));
    return outputs;
  }

  private static PublishedNetwork autoencoder(
      String spelling, String input, BiFunction<Autoencoder, NDArray, Map<String, NDArray>> half) {
    return new PublishedNetwork(
        new Signature(spelling, "AutoencoderKL", List.of(input)),
        place -> place.configuredFor("AutoencoderKL") || place.called("vae"),
        place ->
            AutoencoderFiles.checkpoint(
                AutoencoderConfig.read(place.folder().resolve(CONFIG)), place.folder()),
        (parent, place) -> {
          Autoencoder autoencoder = AutoencoderFiles.load(parent, place.folder());
          return new NamedNetwork(
              inputs -> half.apply(autoencoder, sample(inputs)), autoencoder::close);
        });
  }

  private static NDArray sample(NamedTensors inputs) {
    NDArray sample = inputs.floats("sample", 4);
    inputs.requireAllRead();
    return sample;
  }

  /** latent_mean and latent_logvar, not scaled. */
  private static Map<String, NDArray> encoder(Autoencoder autoencoder, NDArray image) {
    NDList distribution = autoencoder.distribution(image);
    return Map.of("latent_mean", distribution.get(0), "latent_logvar", distribution.get(1));
  }

  /** sample. */
  private static Map<String, NDArray> decoder(Autoencoder autoencoder, NDArray latent) {
    return Map.of("sample", autoencoder.decode(latent));
  }
}
