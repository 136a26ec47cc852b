package org.genhowto.generator.training;

import org.genhowto.networks.model.Recipe;
import org.genhowto.networks.model.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a base model's knowledge while GenHowTo learns from triplets. The paper does nothing
 * of the kind: its decoder learns as fast as its ControlNet, from triplets alone.
 *
 * @param decoderRate learning rate of the U-Net's decoder, as a share of the plan's
 * @param share pictures that the U-Net alone sees in a step, without ControlNet and input, as a
 *     share of the step's triplets, rounded; their losses count as much as those of triplets
 * @param images these pictures, such as the base model learnt from; needed where the share is above
 *     0
 */
public record Preservation(double decoderRate, double share, @Nullable CaptionedImages images) {
  /** The paper's way. */
  public static final Preservation NONE = new Preservation(1, 0, null);

  public Preservation {
    if (!(decoderRate > 0) || !(share >= 0) || share > 1) {
      throw new IllegalArgumentException(
          "The decoder's rate and the share of pictures are %s and %s, expected a rate above 0 and a share in [0, 1]"
              .formatted(decoderRate, share));
    }
    if (share > 0 && (images == null || images.size() == 0)) {
      throw new IllegalArgumentException(
          "The share of pictures is %s, but there are none".formatted(share));
    }
  }

  /** How many pictures a step has beside so many triplets. */
  int pictures(int triplets) {
    return (int) Math.round(share * triplets);
  }

  /**
   * A recipe in which the decoder has its own rate.
   *
   * @param recipe of one group
   */
  Recipe over(Recipe recipe) {
    if (decoderRate == 1) {
      return recipe;
    }
    Recipe.Group all = recipe.groups().get(0);
    Schedule slower = step -> decoderRate * all.schedule().rate(step);
    return recipe.with(new Recipe.Group(GeneratorTrainer::decoder, all.rule(), slower));
  }
}
