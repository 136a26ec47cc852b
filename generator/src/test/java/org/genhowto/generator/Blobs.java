package org.genhowto.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.genhowto.generator.training.CaptionedImages;
import org.genhowto.generator.training.TrainersTest;
import org.genhowto.networks.image.Normalization;
import org.genhowto.networks.image.RgbImage;

/** Squares of one colour on another; ends with an error after so many images, where told to. */
public final class Blobs implements CaptionedImages {
  public int left = Integer.MAX_VALUE;

  @Override
  public int size() {
    return 12;
  }

  @Override
  public RgbImage image(int index) {
    if (left-- <= 0) {
      throw new IllegalStateException("no more images");
    }
    SplittableRandom random = new SplittableRandom(index);
    byte[] rgb = new byte[TrainersTest.SIDE * TrainersTest.SIDE * 3];
    int[] colours = random.ints(6, 30, 220).toArray();
    for (int i = 0; i < rgb.length; i++) {
      int x = i / 3 % TrainersTest.SIDE;
      int y = i / 3 / TrainersTest.SIDE;
      boolean inside = Math.abs(x - 16) < 4 + index / 2 && Math.abs(y - 16) < 8;
      rgb[i] = (byte) colours[inside ? i % 3 : 3 + i % 3];
    }
    return new RgbImage(TrainersTest.SIDE, TrainersTest.SIDE, rgb);
  }

  @Override
  public String caption(int index) {
    return "square " + index;
  }

  public static NDArray tensor(NDManager manager) {
    Blobs blobs = new Blobs();
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < blobs.size(); i++) {
      images.add(blobs.image(i));
    }
    return RgbImage.toArray(manager, images, Normalization.SIGNED);
  }
}
