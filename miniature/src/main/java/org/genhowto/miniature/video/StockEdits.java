package org.genhowto.miniature.video;

import org.genhowto.generator.training.EditPairs;
import org.genhowto.miniature.stock.StockPicture;
import org.genhowto.miniature.world.Knobs;
import org.genhowto.miniature.world.Seeds;
import org.genhowto.networks.image.RgbImage;

/**
 * Stock pictures before and after an edit, for the stand-in of InstructPix2Pix: its authors made
 * such pairs by changing the words of a caption under a picture that keeps its layout. Here the
 * object is swapped for another, recoloured, or filled with something else, in the same place,
 * light and phase: no pair shows what an action does, which only videos teach.
 *
 * <p>The instruction is "make it" and what one says who wants the picture afterwards. The words
 * "make it" are unknown to the miniature's text encoder.
 */
record StockEdits(int size, Knobs.Stock stock) implements EditPairs {
  private static final long FIRST = 1L << 41;
  private static final int EDIT = 9;
  private static final int NOISE = 10;

  @Override
  public RgbImage before(int index) {
    return picture(still(index), index, NOISE);
  }

  @Override
  public RgbImage after(int index) {
    return picture(edited(index), index, NOISE + 1);
  }

  @Override
  public String instruction(int index) {
    return "make it " + edited(index).wish();
  }

  private StockPicture still(int index) {
    return StockPicture.of(FIRST + index, stock);
  }

  private StockPicture edited(int index) {
    return still(index).edited(Seeds.random(FIRST + index, 0, EDIT));
  }

  private static RgbImage picture(StockPicture picture, int index, int noise) {
    long grain = Seeds.random(FIRST + index, 0, noise).nextLong();
    return Pictures.rgb(picture.image(grain));
  }
}
