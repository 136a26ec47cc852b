package org.genhowto.evaluator.features;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names and shapes of the published FID Inception network (pytorch-fid's {@code
 * pt_inception-2015-12-05}, in the names of torchvision's Inception3): 94 convolutions without
 * bias, each with a batch norm, and the classifier of 1008 classes.
 */
public final class InceptionLayout {
  private static final int CLASSES = 1008;

  private final Map<String, Shape> shapes = new LinkedHashMap<>();

  private InceptionLayout() {}

  /** All tensors but the batch norms' counters, which no network reads. */
  public static Map<String, Shape> shapes() {
    InceptionLayout layout = new InceptionLayout();
    layout.stem();
    layout.blockA("Mixed_5b.", 192, 32);
    layout.blockA("Mixed_5c.", 256, 64);
    layout.blockA("Mixed_5d.", 288, 64);
    layout.blockB("Mixed_6a.", 288);
    layout.blockC("Mixed_6b.", 128);
    layout.blockC("Mixed_6c.", 160);
    layout.blockC("Mixed_6d.", 160);
    layout.blockC("Mixed_6e.", 192);
    layout.blockD("Mixed_7a.", 768);
    layout.blockE("Mixed_7b.", 1280);
    layout.blockE("Mixed_7c.", 2048);
    layout.shapes.put("fc.weight", new Shape(CLASSES, 2048));
    layout.shapes.put("fc.bias", new Shape(CLASSES));
    return layout.shapes;
  }

  private void stem() {
    square("Conv2d_1a_3x3", 3, 32, 3);
    square("Conv2d_2a_3x3", 32, 32, 3);
    square("Conv2d_2b_3x3", 32, 64, 3);
    square("Conv2d_3b_1x1", 64, 80, 1);
    square("Conv2d_4a_3x3", 80, 192, 3);
  }

  private void blockA(String p, int in, int pool) {
    square(p + "branch1x1", in, 64, 1);
    square(p + "branch5x5_1", in, 48, 1);
    square(p + "branch5x5_2", 48, 64, 5);
    square(p + "branch3x3dbl_1", in, 64, 1);
    square(p + "branch3x3dbl_2", 64, 96, 3);
    square(p + "branch3x3dbl_3", 96, 96, 3);
    square(p + "branch_pool", in, pool, 1);
  }

  private void blockB(String p, int in) {
    square(p + "branch3x3", in, 384, 3);
    square(p + "branch3x3dbl_1", in, 64, 1);
    square(p + "branch3x3dbl_2", 64, 96, 3);
    square(p + "branch3x3dbl_3", 96, 96, 3);
  }

  private void blockC(String p, int width) {
    square(p + "branch1x1", 768, 192, 1);
    square(p + "branch7x7_1", 768, width, 1);
    row(p + "branch7x7_2", width, width, 7);
    column(p + "branch7x7_3", width, 192, 7);
    square(p + "branch7x7dbl_1", 768, width, 1);
    column(p + "branch7x7dbl_2", width, width, 7);
    row(p + "branch7x7dbl_3", width, width, 7);
    column(p + "branch7x7dbl_4", width, width, 7);
    row(p + "branch7x7dbl_5", width, 192, 7);
    square(p + "branch_pool", 768, 192, 1);
  }

  private void blockD(String p, int in) {
    square(p + "branch3x3_1", in, 192, 1);
    square(p + "branch3x3_2", 192, 320, 3);
    square(p + "branch7x7x3_1", in, 192, 1);
    row(p + "branch7x7x3_2", 192, 192, 7);
    column(p + "branch7x7x3_3", 192, 192, 7);
    square(p + "branch7x7x3_4", 192, 192, 3);
  }

  private void blockE(String p, int in) {
    square(p + "branch1x1", in, 320, 1);
    square(p + "branch3x3_1", in, 384, 1);
    row(p + "branch3x3_2a", 384, 384, 3);
    column(p + "branch3x3_2b", 384, 384, 3);
    square(p + "branch3x3dbl_1", in, 448, 1);
    square(p + "branch3x3dbl_2", 448, 384, 3);
    row(p + "branch3x3dbl_3a", 384, 384, 3);
    column(p + "branch3x3dbl_3b", 384, 384, 3);
    square(p + "branch_pool", in, 192, 1);
  }

  private void square(String name, int in, int out, int side) {
    convolution(name, new Shape(out, in, side, side));
  }

  private void row(String name, int in, int out, int length) {
    convolution(name, new Shape(out, in, 1, length));
  }

  private void column(String name, int in, int out, int length) {
    convolution(name, new Shape(out, in, length, 1));
  }

  private void convolution(String name, Shape shape) {
    Shape channels = new Shape(shape.get(0));
    shapes.put(name + ".conv.weight", shape);
    shapes.put(name + ".bn.weight", channels);
    shapes.put(name + ".bn.bias", channels);
    shapes.put(name + ".bn.running_mean", channels);
    shapes.put(name + ".bn.running_var", channels);
  }
}
