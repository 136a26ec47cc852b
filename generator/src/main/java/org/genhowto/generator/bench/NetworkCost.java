package org.genhowto.generator.bench;

import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.genhowto.generator.diffusion.UNetConfig;
import org.genhowto.generator.diffusion.UNetParameters;

/**
 * The floating-point operations of one forward pass of U-Net and ControlNet by their definition:
 * two for each weight and position it is applied to, and the products of the attentions. A
 * convolution that works on tiles needs fewer than these.
 *
 * @param side of the latent, a multiple of what the levels halve
 * @param batch latents in one pass
 * @param tokens of a text; every latent has its own
 */
record NetworkCost(UNetConfig config, long side, long batch, long tokens) {

  double operations() {
    return operations(UNetParameters.unet(config).shapes())
        + operations(UNetParameters.controlnet(config).shapes());
  }

  private double operations(Map<String, Shape> shapes) {
    double sum = 0;
    for (Map.Entry<String, Shape> parameter : shapes.entrySet()) {
      String name = parameter.getKey();
      Shape shape = parameter.getValue();
      if (shape.dimension() >= 2) {
        sum += 2.0 * shape.size() * positions(name);
      }
      if (name.endsWith("attn1.to_q.weight")) {
        sum += 4.0 * pixels(level(name)) * pixels(level(name)) * shape.get(0);
      } else if (name.endsWith("attn2.to_q.weight")) {
        sum += 4.0 * pixels(level(name)) * tokens * shape.get(0);
      }
    }
    return batch * sum;
  }

  /** How often a weight is used for one latent. */
  private double positions(String name) {
    if (name.startsWith("time_embedding") || name.contains("time_emb_proj")) {
      return 1;
    }
    if (name.contains("attn2.to_k") || name.contains("attn2.to_v")) {
      return tokens;
    }
    if (name.contains("downsamplers")) {
      return pixels(level(name) + 1);
    }
    return pixels(name.contains("upsamplers") ? level(name) - 1 : level(name));
  }

  private double pixels(int level) {
    return (double) (side >> level) * (side >> level);
  }

  /** How often the place of a parameter has been halved. */
  private int level(String name) {
    String[] parts = name.split("\\.", -1);
    int last = config.levels() - 1;
    return switch (parts[0]) {
      case "down_blocks" -> Integer.parseInt(parts[1]);
      case "up_blocks" -> last - Integer.parseInt(parts[1]);
      case "mid_block", "controlnet_mid_block" -> last;
      // Of each level but the last: its resnets' states and that of its downsampling, which is
      // half.
      case "controlnet_down_blocks" -> Integer.parseInt(parts[1]) / (config.layersPerBlock() + 1);
      default -> 0;
    };
  }
}
