package org.genhowto.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.NamedTensors;
import org.genhowto.networks.ReferenceNetwork;

/** Calls under the argument and output names of diffusers. */
final class DiffusionForward {
  private static final String DOWN = "down_block_res_samples.";
  private static final String MID = "mid_block_res_sample";

  private DiffusionForward() {}

  /** A timestep for each of the batch, or one for all, as float32. */
  private static NDArray timesteps(NamedTensors inputs) {
    return inputs.scalars("timestep");
  }

  /** sample. */
  record UNet(Denoiser denoiser) implements ReferenceNetwork {
    @Override
    public Map<String, NDArray> forward(NamedTensors inputs) {
      NDArray sample = inputs.floats("sample", 4);
      NDArray timestep = timesteps(inputs);
      NDArray text = inputs.floats("encoder_hidden_states", 3);
      NDList residuals = new NDList(inputs.list("down_block_additional_residuals", 4));
      inputs.find("mid_block_additional_residual", 4).ifPresent(residuals::add);
      inputs.requireAllRead();
      int expected = denoiser.config().skipChannels().size() + 1;
      if (!residuals.isEmpty() && residuals.size() != expected) {
        throw new IllegalArgumentException(
            "There are %d residuals, expected %d for the down blocks and one for the middle."
                .formatted(residuals.size(), expected - 1));
      }
      return Map.of(
          "sample",
          residuals.isEmpty()
              ? denoiser.predict(sample, timestep, text)
              : denoiser.predictWith(residuals, sample, timestep, text));
    }

    @Override
    public void close() {
      denoiser.close();
    }
  }

  /** down_block_res_samples.N and mid_block_res_sample. */
  record ControlNet(Denoiser denoiser) implements ReferenceNetwork {
    @Override
    public Map<String, NDArray> forward(NamedTensors inputs) {
      NDArray sample = inputs.floats("sample", 4);
      NDArray timestep = timesteps(inputs);
      NDArray text = inputs.floats("encoder_hidden_states", 3);
      NDArray image = inputs.floats("controlnet_cond", 4);
      double scale = inputs.number("conditioning_scale", 1);
      inputs.requireAllRead();
      List<NDArray> residuals = denoiser.residuals(sample, timestep, text, image, scale);
      Map<String, NDArray> outputs = new LinkedHashMap<>();
      for (int i = 0; i < residuals.size(); i++) {
        outputs.put(i < residuals.size() - 1 ? DOWN + i : MID, residuals.get(i));
      }
      return outputs;
    }

    @Override
    public void close() {
      denoiser.close();
    }
  }

  /** latent_mean and latent_logvar, not scaled. */
  record Encoder(Autoencoder autoencoder) implements ReferenceNetwork {
    @Override
    public Map<String, NDArray> forward(NamedTensors inputs) {
      NDArray image = inputs.floats("sample", 4);
      inputs.requireAllRead();
      NDList distribution = autoencoder.distribution(image);
      return Map.of("latent_mean", distribution.get(0), "latent_logvar", distribution.get(1));
    }

    @Override
    public void close() {
      autoencoder.close();
    }
  }

  /** sample. */
  record Decoder(Autoencoder autoencoder) implements ReferenceNetwork {
    @Override
    public Map<String, NDArray> forward(NamedTensors inputs) {
      NDArray latent = inputs.floats("sample", 4);
      inputs.requireAllRead();
      return Map.of("sample", autoencoder.decode(latent));
    }

    @Override
    public void close() {
      autoencoder.close();
    }
  }
}
