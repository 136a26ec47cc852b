package org.genhowto.generator.diffusion;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of an AutoencoderKL, as vae/config.json spells them (in snake case). What the file leaves
 * out takes the value of diffusers.
 *
 * @param blockOutChannels channels of each level, from high to low resolution
 * @param layersPerBlock resnets of a level of the encoder; the decoder has one more
 * @param scalingFactor what a latent is multiplied by before diffusion
 * @param patchSize an addition of this project: pixels are folded into channels (pixel unshuffle)
 *     by this factor before the first convolution, and unfolded after the last; 1 is plain
 *     AutoencoderKL
 */
public record AutoencoderConfig(
    List<Integer> blockOutChannels,
    Integer layersPerBlock,
    Integer latentChannels,
    Integer normNumGroups,
    Integer inChannels,
    Double scalingFactor,
    Integer patchSize) {

  /** Stable Diffusion's autoencoder: 8x smaller, 83,653,863 parameters. */
  public static final AutoencoderConfig STABLE_DIFFUSION =
      new AutoencoderConfig(List.of(128, 256, 512, 512), 2, 4, 32, 3, 0.18215, 1);

  public AutoencoderConfig(
      @JsonProperty("block_out_channels") @Nullable List<Integer> blockOutChannels,
      @JsonProperty("layers_per_block") @Nullable Integer layersPerBlock,
      @JsonProperty("latent_channels") @Nullable Integer latentChannels,
      @JsonProperty("norm_num_groups") @Nullable Integer normNumGroups,
      @JsonProperty("in_channels") @Nullable Integer inChannels,
      @JsonProperty("scaling_factor") @Nullable Double scalingFactor,
      @JsonProperty("patch_size") @Nullable Integer patchSize) {
    if (blockOutChannels == null || blockOutChannels.isEmpty()) {
      throw new IllegalArgumentException("block_out_channels of the autoencoder is missing");
    }
    this.blockOutChannels = List.copyOf(blockOutChannels);
    this.layersPerBlock = layersPerBlock == null ? 1 : layersPerBlock;
    this.latentChannels = latentChannels == null ? 4 : latentChannels;
    this.normNumGroups = normNumGroups == null ? 32 : normNumGroups;
    this.inChannels = inChannels == null ? 3 : inChannels;
    this.scalingFactor = scalingFactor == null ? 0.18215 : scalingFactor;
    this.patchSize = patchSize == null ? 1 : patchSize;
    for (int channels : this.blockOutChannels) {
      if (channels % this.normNumGroups != 0) {
        throw new IllegalArgumentException(
            "block_out_channels has %d, which norm_num_groups %d does not divide"
                .formatted(channels, this.normNumGroups));
      }
    }
  }

  /** Reads a config.json, or what the {@link SingleFile} tells that the path leads into. */
  public static AutoencoderConfig read(Path file) throws IOException {
    Optional<SingleFile> whole = SingleFile.containing(file);
    return whole.isPresent()
        ? whole.get().autoencoderConfig()
        : ConfigFile.read(file, AutoencoderConfig.class, ConfigOptions.AUTOENCODER);
  }

  /** How many times smaller than the image a side of the latent is. */
  public int downsampling() {
    return patchSize << (blockOutChannels.size() - 1);
  }

  /** What the script reads as self.name. */
  Map<String, Object> attributes() {
    return Map.of(
        "levels", (long) blockOutChannels.size(),
        "layers", (long) layersPerBlock,
        "groups", (long) normNumGroups,
        "patch", (long) patchSize);
  }

  public AutoencoderConfig withScalingFactor(double factor) {
    return new AutoencoderConfig(
        blockOutChannels,
        layersPerBlock,
        latentChannels,
        normNumGroups,
        inChannels,
        factor,
        patchSize);
  }

  /** Every parameter, under its published name. */
  ParameterList parameters() {
    ParameterList p = new ParameterList();
    int levels = blockOutChannels.size();
    int first = blockOutChannels.get(0);
    int last = blockOutChannels.get(levels - 1);
    int pixels = inChannels * patchSize * patchSize;
    p.convolution("encoder.conv_in", pixels, first, 3, ParameterList.Start.LINEAR);
    int in = first;
    for (int level = 0; level < levels; level++) {
      int out = blockOutChannels.get(level);
      String block = "encoder.down_blocks." + level;
      for (int i = 0; i < layersPerBlock; i++) {
        resnet(p, block + ".resnets." + i, i == 0 ? in : out, out);
      }
      if (level < levels - 1) {
        p.convolution(block + ".downsamplers.0.conv", out, out, 3, ParameterList.Start.LINEAR);
      }
      in = out;
    }
    middle(p, "encoder.mid_block", last);
    p.norm("encoder.conv_norm_out", last);
    p.convolution("encoder.conv_out", last, 2L * latentChannels, 3, ParameterList.Start.LINEAR);
    p.convolution(
        "quant_conv", 2L * latentChannels, 2L * latentChannels, 1, ParameterList.Start.LINEAR);
    p.convolution("post_quant_conv", latentChannels, latentChannels, 1, ParameterList.Start.LINEAR);
    p.convolution("decoder.conv_in", latentChannels, last, 3, ParameterList.Start.LINEAR);
    middle(p, "decoder.mid_block", last);
    in = last;
    for (int level = 0; level < levels; level++) {
      int out = blockOutChannels.get(levels - 1 - level);
      String block = "decoder.up_blocks." + level;
      for (int i = 0; i < layersPerBlock + 1; i++) {
        resnet(p, block + ".resnets." + i, i == 0 ? in : out, out);
      }
      if (level < levels - 1) {
        p.convolution(block + ".upsamplers.0.conv", out, out, 3, ParameterList.Start.LINEAR);
      }
      in = out;
    }
    p.norm("decoder.conv_norm_out", first);
    p.convolution("decoder.conv_out", first, pixels, 3, ParameterList.Start.LINEAR);
    return p;
  }

  private static void middle(ParameterList p, String block, int channels) {
    resnet(p, block + ".resnets.0", channels, channels);
    String attention = block + ".attentions.0";
    p.norm(attention + ".group_norm", channels);
    for (String part : List.of(".to_q", ".to_k", ".to_v")) {
      p.linear(attention + part, channels, channels, ParameterList.Start.LINEAR);
    }
    p.linear(attention + ".to_out.0", channels, channels, ParameterList.Start.SMALL);
    resnet(p, block + ".resnets.1", channels, channels);
  }

  private static void resnet(ParameterList p, String name, int in, int out) {
    p.norm(name + ".norm1", in);
    p.convolution(name + ".conv1", in, out, 3, ParameterList.Start.LINEAR);
    p.norm(name + ".norm2", out);
    p.convolution(name + ".conv2", out, out, 3, ParameterList.Start.SMALL);
    if (in != out) {
      p.convolution(name + ".conv_shortcut", in, out, 1, ParameterList.Start.LINEAR);
    }
  }
}
