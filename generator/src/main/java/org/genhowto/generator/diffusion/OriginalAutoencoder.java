package org.genhowto.generator.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.genhowto.networks.checkpoint.Checkpoint;

/**
 * The autoencoder of Stable Diffusion under the names of its first publication, where the decoder's
 * levels are counted from its end and its attention is made of convolutions of one pixel. Its sizes
 * are read from the shapes.
 */
final class OriginalAutoencoder {
  private static final Map<String, String> PARTS =
      Map.of(
          ".block.", ".resnets.",
          ".downsample.", ".downsamplers.0.",
          ".upsample.", ".upsamplers.0.",
          ".nin_shortcut.", ".conv_shortcut.",
          ".norm_out.", ".conv_norm_out.",
          ".mid.block_1.", ".mid_block.resnets.0.",
          ".mid.block_2.", ".mid_block.resnets.1.");

  private static final Map<String, String> ATTENTION =
      Map.of(
          "norm.", "group_norm.",
          "q.", "to_q.",
          "k.", "to_k.",
          "v.", "to_v.",
          "proj_out.", "to_out.0.");

  private static final Pattern LEVEL = Pattern.compile("(encoder\\.down|decoder\\.up)\\.(\\d+)\\.");
  private static final String MIDDLE = ".mid.attn_1.";

  private final Checkpoint tensors;
  private final TensorSizes sizes;
  private final List<Integer> channels = new ArrayList<>();

  /**
   * @param tensors without the prefix of the autoencoder
   */
  OriginalAutoencoder(Checkpoint tensors) {
    // Losses of its training may lie beside it.
    this.tensors = tensors.without(name -> name.startsWith("loss."));
    this.sizes = new TensorSizes(this.tensors);
    for (int level = 0; has(level, 0); level++) {
      channels.add(sizes.of(resnet(level, 0), 0));
    }
  }

  private boolean has(int level, int block) {
    return tensors.contains(resnet(level, block));
  }

  private static String resnet(int level, int block) {
    return "encoder.down.%d.block.%d.conv2.weight".formatted(level, block);
  }

  AutoencoderConfig config() {
    int layers = 1;
    while (has(0, layers)) {
      layers++;
    }
    return new AutoencoderConfig(
        channels,
        layers,
        sizes.of("post_quant_conv.weight", 0),
        32,
        sizes.of("encoder.conv_in.weight", 1),
        AutoencoderConfig.STABLE_DIFFUSION.scalingFactor(),
        1);
  }

  /** Its tensors under the names of diffusers. */
  Checkpoint renamed() {
    return tensors.asMatrices(name -> name.contains(MIDDLE)).renamed(this::name);
  }

  private String name(String original) {
    int attention = original.indexOf(MIDDLE);
    if (attention >= 0) {
      String part = original.substring(attention + MIDDLE.length());
      String start = original.substring(0, attention) + ".mid_block.attentions.0.";
      for (Map.Entry<String, String> each : ATTENTION.entrySet()) {
        if (part.startsWith(each.getKey())) {
          return start + each.getValue() + part.substring(each.getKey().length());
        }
      }
      return start + part;
    }
    String name = LEVEL.matcher(original).replaceFirst(this::level);
    for (Map.Entry<String, String> part : PARTS.entrySet()) {
      name = name.replace(part.getKey(), part.getValue());
    }
    return name;
  }

  private String level(MatchResult found) {
    int number = Integer.parseInt(found.group(2));
    return found.group(1).equals("encoder.down")
        ? "encoder.down_blocks." + number + "."
        : "decoder.up_blocks." + (channels.size() - 1 - number) + ".";
  }
}
