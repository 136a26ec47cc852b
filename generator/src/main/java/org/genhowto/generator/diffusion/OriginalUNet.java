package org.genhowto.generator.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.genhowto.networks.checkpoint.Checkpoint;

/**
 * The U-Net of Stable Diffusion under the names of its first publication: blocks in one row each
 * for encoder and decoder, whatever their level. Its sizes are read from the shapes; what no tensor
 * tells is as published: 8 heads in version 1, heads of 64 channels in version 2, which projects by
 * matrices.
 */
final class OriginalUNet {
  private static final Map<String, String> EDGES =
      Map.of(
          "time_embed.0.", "time_embedding.linear_1.",
          "time_embed.2.", "time_embedding.linear_2.",
          "input_blocks.0.0.", "conv_in.",
          "out.0.", "conv_norm_out.",
          "out.2.", "conv_out.");

  private static final Map<String, String> RESNET =
      Map.of(
          "in_layers.0.", "norm1.",
          "in_layers.2.", "conv1.",
          "emb_layers.1.", "time_emb_proj.",
          "out_layers.0.", "norm2.",
          "out_layers.3.", "conv2.",
          "skip_connection.", "conv_shortcut.");

  private static final Pattern BLOCK =
      Pattern.compile("(input|output)_blocks\\.(\\d+)\\.(\\d)\\.(.*)");
  private static final Pattern MIDDLE = Pattern.compile("middle_block\\.(\\d)\\.(.*)");
  private static final String DOWNSAMPLER = "op.";
  private static final String UPSAMPLER = "conv.";
  private static final int HEADS = 8;
  private static final int HEAD = 64;

  private final Checkpoint tensors;
  private final TensorSizes sizes;
  private final int layers;

  /**
   * @param tensors without the prefix of the U-Net
   */
  OriginalUNet(Checkpoint tensors) {
    this.tensors = tensors;
    this.sizes = new TensorSizes(tensors);
    this.layers = layers();
  }

  /** Resnets before the first downsampling. */
  private int layers() {
    int blocks = 0;
    while (isResnet(1 + blocks)) {
      blocks++;
    }
    return Math.max(1, blocks);
  }

  private boolean isResnet(int block) {
    return tensors.contains("input_blocks." + block + ".0.in_layers.2.weight");
  }

  /** Whether it projects by matrices, as version 2 does, and not by convolutions. */
  boolean projectsByMatrices() {
    return sizes.dimensions("middle_block.1.proj_in.weight") == 2;
  }

  /** Numbers of a token that it reads. */
  int textWidth() {
    return sizes.of("middle_block.1.transformer_blocks.0.attn2.to_k.weight", 1);
  }

  /** Its numbers, for latents of a size. */
  UNetConfig config(int sampleSize) {
    List<Integer> channels = new ArrayList<>();
    List<String> down = new ArrayList<>();
    List<String> up = new ArrayList<>();
    for (int level = 0; isResnet(first(level)); level++) {
      channels.add(sizes.of("input_blocks." + first(level) + ".0.out_layers.3.weight", 0));
      down.add(attends("input", first(level)) ? "CrossAttnDownBlock2D" : "DownBlock2D");
      up.add(attends("output", level * (layers + 1)) ? "CrossAttnUpBlock2D" : "UpBlock2D");
    }
    boolean matrices = projectsByMatrices();
    return new UNetConfig(
        channels,
        down,
        up,
        layers,
        matrices
            ? channels.stream().map(each -> Math.max(1, each / HEAD)).toList()
            : List.of(HEADS),
        textWidth(),
        matrices,
        32,
        1e-5,
        sizes.of("input_blocks.0.0.weight", 1),
        sizes.of("out.2.weight", 0),
        sampleSize,
        true);
  }

  private int first(int level) {
    return 1 + level * (layers + 1);
  }

  private boolean attends(String row, int block) {
    return tensors.contains(row + "_blocks." + block + ".1.norm.weight");
  }

  /** Its tensors under the names of diffusers. */
  Checkpoint renamed() {
    return tensors.renamed(this::name);
  }

  private String name(String original) {
    for (Map.Entry<String, String> edge : EDGES.entrySet()) {
      if (original.startsWith(edge.getKey())) {
        return edge.getValue() + original.substring(edge.getKey().length());
      }
    }
    Matcher middle = MIDDLE.matcher(original);
    if (middle.matches()) {
      int part = Integer.parseInt(middle.group(1));
      return part == 1
          ? "mid_block.attentions.0." + middle.group(2)
          : "mid_block.resnets." + part / 2 + "." + resnet(middle.group(2));
    }
    Matcher block = BLOCK.matcher(original);
    return block.matches() ? block(block) : original;
  }

  private String block(Matcher block) {
    boolean encoder = block.group(1).equals("input");
    int number = Integer.parseInt(block.group(2)) - (encoder ? 1 : 0);
    String level = (encoder ? "down" : "up") + "_blocks." + number / (layers + 1) + ".";
    int place = number % (layers + 1);
    String rest = block.group(4);
    if (encoder && rest.startsWith(DOWNSAMPLER)) {
      return level + "downsamplers.0.conv." + rest.substring(DOWNSAMPLER.length());
    }
    if (!encoder && rest.startsWith(UPSAMPLER)) {
      return level + "upsamplers.0." + rest;
    }
    return block.group(3).equals("0")
        ? level + "resnets." + place + "." + resnet(rest)
        : level + "attentions." + place + "." + rest;
  }

  private static String resnet(String original) {
    for (Map.Entry<String, String> part : RESNET.entrySet()) {
      if (original.startsWith(part.getKey())) {
        return part.getValue() + original.substring(part.getKey().length());
      }
    }
    return original;
  }
}
