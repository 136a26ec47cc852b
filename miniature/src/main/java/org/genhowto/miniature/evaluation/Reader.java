package org.genhowto.miniature.evaluation;

import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Meaning;
import org.genhowto.miniature.world.Sight;
import org.genhowto.networks.image.RgbImage;

/** Says what a picture shows. */
interface Reader {

  /** What it makes of one picture. */
  interface Reading {
    /** What it shows, among everything. */
    Meaning meaning();

    /** What it shows of a category that is known. */
    Sight sight(Category category);
  }

  Reading read(RgbImage image);
}
