package org.genhowto.generator.training;

import org.genhowto.networks.image.RgbImage;

/**
 * Images before and after an edit, with the instruction for it, read by index, in any order and
 * more than once.
 */
public interface EditPairs {
  int size();

  RgbImage before(int index);

  RgbImage after(int index);

  String instruction(int index);
}
