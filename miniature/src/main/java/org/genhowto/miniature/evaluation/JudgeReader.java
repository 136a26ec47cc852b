package org.genhowto.miniature.evaluation;

import org.genhowto.miniature.judge.Judge;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Meaning;
import org.genhowto.miniature.world.Sight;
import org.genhowto.networks.image.RgbImage;

/** Says what a picture shows as the judge does. */
record JudgeReader(Judge judge) implements Reader {

  @Override
  public Reading read(RgbImage image) {
    return new Reading() {
      @Override
      public Meaning meaning() {
        return judge.nearest(image, meaning -> true);
      }

      @Override
      public Sight sight(Category category) {
        return judge.nearest(image, meaning -> meaning.category() == category).sight();
      }
    };
  }
}
