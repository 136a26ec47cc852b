package org.genhowto.ingest.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class GreyPictureTest {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;

  /** cv2.Laplacian(grey, cv2.CV_64F).var() of OpenCV 4.10.0. */
  @Test
  void sharpness_is_the_variance_of_opencvs_laplacian() {
    assertThat(drawn(40, 30, (x, y) -> 7 * x + 13 * y + x * y).sharpness())
        .isCloseTo(47489.683733, within(1e-6));
    assertThat(drawn(40, 30, (x, y) -> 3 * Math.abs(x - 20) + 2 * Math.abs(y - 15)).sharpness())
        .isCloseTo(4.259722, within(1e-6));
  }

  @Test
  void a_plain_picture_is_not_sharp_and_shows_nothing() {
    GreyPicture plain = drawn(WIDTH, HEIGHT, (x, y) -> 90);

    assertThat(plain.sharpness()).isZero();
    assertThat(plain.writing()).isZero();
    assertThat(plain.isBlack()).isFalse();
  }

  @Test
  void a_picture_of_one_pixel_has_no_neighbours() {
    GreyPicture pixel = drawn(1, 1, (x, y) -> 7);

    assertThat(pixel.sharpness()).isZero();
    assertThat(pixel.writing()).isZero();
  }

  @Test
  void a_picture_with_two_light_pixels_in_a_hundred_is_black_and_with_three_is_not() {
    assertThat(drawn(100, 100, (x, y) -> x < 2 ? 255 : 25).isBlack()).isTrue();
    assertThat(drawn(100, 100, (x, y) -> x < 3 ? 255 : 25).isBlack()).isFalse();
    assertThat(drawn(100, 100, (x, y) -> 26).isBlack()).isFalse();
  }

  @Test
  void a_card_with_bars_shows_writing() {
    assertThat(drawn(WIDTH, HEIGHT, (x, y) -> y > 80 && y < 95 && x > 60 && x < 250 ? 40 : 170))
        .satisfies(card -> assertThat(card.writing()).isEqualTo(1));
  }

  @Test
  void letters_over_a_picture_are_writing_and_the_picture_alone_is_not() {
    BufferedImage image = scene();
    GreyPicture alone = grey(image);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    // Strokes of letters, without a font: they differ from machine to machine.
    for (int x = 60; x < 260; x += 6) {
      graphics.fillRect(x, 150, 2, 13);
    }
    graphics.dispose();

    assertThat(alone.writing()).isZero();
    assertThat(grey(image).writing()).isEqualTo(1);
  }

  /** Soft hills, and a few hard edges. */
  private static BufferedImage scene() {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int level = (int) (90 + 50 * Math.sin(x / 23.0) + 30 * Math.cos(y / 17.0));
        image.getRaster().setSample(x, y, 0, x / 40 == 3 && y > 60 ? 200 : level);
      }
    }
    return image;
  }

  private static GreyPicture grey(BufferedImage image) {
    byte[] bytes = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    return new GreyPicture(Arrays.copyOf(bytes, bytes.length), WIDTH, HEIGHT);
  }

  private static GreyPicture drawn(int width, int height, IntBinaryOperator level) {
    byte[] grey = new byte[width * height];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) level.applyAsInt(i % width, i / width);
    }
    return new GreyPicture(grey, width, height);
  }
}
