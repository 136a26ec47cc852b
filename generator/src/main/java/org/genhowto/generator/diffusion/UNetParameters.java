package org.genhowto.generator.diffusion;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Names and shapes of the U-Net and of the ControlNet that copies its encoder. */
public final class UNetParameters {
  private final UNetConfig config;
  private final ParameterList p = new ParameterList();
  private final int time;

  private UNetParameters(UNetConfig config) {
    this.config = config;
    this.time = 4 * config.blockOutChannels().get(0);
  }

  /** The whole U-Net, under the names of UNet2DConditionModel. */
  public static ParameterList unet(UNetConfig config) {
    UNetParameters parameters = new UNetParameters(config);
    parameters.encoder();
    parameters.decoder();
    return parameters.p;
  }

  /** GenHowTo's ControlNet, under its published names. */
  public static ParameterList controlnet(UNetConfig config) {
    UNetParameters parameters = new UNetParameters(config);
    parameters.encoder();
    parameters.control();
    return parameters.p;
  }

  private void encoder() {
    List<Integer> channels = config.blockOutChannels();
    p.convolution("conv_in", config.inChannels(), channels.get(0), 3, ParameterList.Start.LINEAR);
    p.linear("time_embedding.linear_1", channels.get(0), time, ParameterList.Start.LINEAR);
    p.linear("time_embedding.linear_2", time, time, ParameterList.Start.LINEAR);
    int in = channels.get(0);
    for (int level = 0; level < config.levels(); level++) {
      int out = channels.get(level);
      String block = "down_blocks." + level;
      for (int i = 0; i < config.layersPerBlock(); i++) {
        resnet(block + ".resnets." + i, i == 0 ? in : out, out);
        if (config.crossAttentionDown(level)) {
          transformer(block + ".attentions." + i, out);
        }
      }
      if (level < config.levels() - 1) {
        p.convolution(block + ".downsamplers.0.conv", out, out, 3, ParameterList.Start.LINEAR);
      }
      in = out;
    }
    resnet("mid_block.resnets.0", in, in);
    transformer("mid_block.attentions.0", in);
    resnet("mid_block.resnets.1", in, in);
  }

  private void decoder() {
    Deque<Integer> skips = new ArrayDeque<>(config.skipChannels());
    int levels = config.levels();
    int in = config.blockOutChannels().get(levels - 1);
    for (int level = 0; level < levels; level++) {
      int out = config.blockOutChannels().get(levels - 1 - level);
      String block = "up_blocks." + level;
      for (int i = 0; i < config.layersPerBlock() + 1; i++) {
        resnet(block + ".resnets." + i, in + skips.removeLast(), out);
        if (config.crossAttentionUp(level)) {
          transformer(block + ".attentions." + i, out);
        }
        in = out;
      }
      if (level < levels - 1) {
        p.convolution(block + ".upsamplers.0.conv", out, out, 3, ParameterList.Start.LINEAR);
      }
    }
    p.norm("conv_norm_out", in);
    p.convolution("conv_out", in, config.outChannels(), 3, ParameterList.Start.ZERO);
  }

  private void control() {
    int first = config.blockOutChannels().get(0);
    String embedding = "controlnet_cond_embedding";
    p.convolution(
        embedding + ".conv_in", config.inChannels(), first, 3, ParameterList.Start.LINEAR);
    p.convolution(embedding + ".conv_out", first, first, 3, ParameterList.Start.ZERO);
    List<Integer> skips = config.skipChannels();
    for (int i = 0; i < skips.size(); i++) {
      p.convolution(
          "controlnet_down_blocks." + i, skips.get(i), skips.get(i), 1, ParameterList.Start.ZERO);
    }
    int middle = config.blockOutChannels().get(config.levels() - 1);
    p.convolution("controlnet_mid_block", middle, middle, 1, ParameterList.Start.ZERO);
  }

  private void resnet(String name, int in, int out) {
    p.norm(name + ".norm1", in);
    p.convolution(name + ".conv1", in, out, 3, ParameterList.Start.LINEAR);
    p.linear(name + ".time_emb_proj", time, out, ParameterList.Start.LINEAR);
    p.norm(name + ".norm2", out);
    p.convolution(name + ".conv2", out, out, 3, ParameterList.Start.ZERO);
    if (in != out) {
      p.convolution(name + ".conv_shortcut", in, out, 1, ParameterList.Start.LINEAR);
    }
  }

  private void transformer(String name, int channels) {
    p.norm(name + ".norm", channels);
    projection(name + ".proj_in", channels, ParameterList.Start.LINEAR);
    String block = name + ".transformer_blocks.0";
    p.norm(block + ".norm1", channels);
    attention(block + ".attn1", channels, channels);
    p.norm(block + ".norm2", channels);
    attention(block + ".attn2", channels, config.crossAttentionDim());
    p.norm(block + ".norm3", channels);
    p.linear(block + ".ff.net.0.proj", channels, 8L * channels, ParameterList.Start.LINEAR);
    p.linear(block + ".ff.net.2", 4L * channels, channels, ParameterList.Start.LINEAR);
    projection(name + ".proj_out", channels, ParameterList.Start.ZERO);
  }

  private void projection(String name, int channels, ParameterList.Start start) {
    if (config.useLinearProjection()) {
      p.linear(name, channels, channels, start);
    } else {
      p.convolution(name, channels, channels, 1, start);
    }
  }

  private void attention(String name, int channels, int context) {
    p.linearWithoutBias(name + ".to_q", channels, channels);
    p.linearWithoutBias(name + ".to_k", context, channels);
    p.linearWithoutBias(name + ".to_v", context, channels);
    p.linear(name + ".to_out.0", channels, channels, ParameterList.Start.LINEAR);
  }
}
