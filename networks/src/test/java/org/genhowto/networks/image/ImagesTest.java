package org.genhowto.networks.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import org.genhowto.networks.Golden;
import org.genhowto.networks.checkpoint.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Pillow and transformers; src/test/python/clip_and_resize.py and clip_golden.py. */
class ImagesTest {
  private static final RgbImage PICTURE = image("picture.png");

  private static RgbImage image(String name) {
    return Images.decode(Golden.bytes("images/" + name));
  }

  @ParameterizedTest
  @CsvSource({
    "BICUBIC,16,16", "BICUBIC,20,37", "BICUBIC,80,64", "BICUBIC,53,9",
    "BILINEAR,16,16", "BILINEAR,20,37", "BILINEAR,80,64", "BILINEAR,53,9"
  })
  void resizing_is_pillows_to_the_bit(Resampling resampling, int width, int height) {
    RgbImage resized = PICTURE.resize(width, height, resampling);

    String name = resampling.name().toLowerCase(Locale.ROOT) + "-" + width + "x" + height + ".png";
    assertThat(resized).isEqualTo(image(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"colour.jpg", "grey.jpg", "grey.png"})
  void decoding_is_pillows(String name) {
    byte[] expected = image(name + ".png").rgb();
    byte[] actual = image(name).rgb();
    int worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs((expected[i] & 0xff) - (actual[i] & 0xff)));
    }
    assertThat(worst).isZero();
  }

  @Test
  void png_keeps_every_bit_and_jpeg_comes_close() {
    assertThat(Images.decode(Images.png(PICTURE))).isEqualTo(PICTURE);
    RgbImage smooth = PICTURE.resize(8, 8, Resampling.BICUBIC).resize(96, 96, Resampling.BICUBIC);
    RgbImage lossy = Images.decode(Images.jpeg(smooth, 0.95));
    double error = 0;
    for (int i = 0; i < lossy.rgb().length; i++) {
      error += Math.abs((lossy.rgb()[i] & 0xff) - (smooth.rgb()[i] & 0xff));
    }
    assertThat(error / lossy.rgb().length).isLessThan(3);
  }

  @Test
  void the_centre_square_rounds_its_offset_down() {
    RgbImage square = PICTURE.centreSquare();

    assertThat(square).isEqualTo(PICTURE.crop(8, 0, 37, 37));
  }

  @Test
  void covering_keeps_the_whole_short_side() {
    assertThat(PICTURE.resizeToCover(16))
        .isEqualTo(PICTURE.resize(22, 16, Resampling.BICUBIC).crop(3, 0, 16, 16));
  }

  @ParameterizedTest
  @ValueSource(strings = {"53x37", "37x53", "28x28", "101x33", "31x97", "17x23", "64x64", "5x90"})
  void pictures_for_clip_are_its_image_processors(String size) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Weights golden = Weights.load(manager, Golden.path("clip/pictures/golden.safetensors"));
      byte[] expected = golden.get(size).transpose(1, 2, 0).toByteArray();

      RgbImage prepared =
          Images.decode(Golden.bytes("clip/pictures/" + size + ".png")).resizeToCover(28);

      assertThat(prepared).isEqualTo(new RgbImage(28, 28, expected));
      assertThat(prepared.toArray(manager, Normalization.CLIP).get(":, :, 13").toFloatArray())
          .containsExactly(golden.get(size + ".normalised").toFloatArray(), within(1e-6f));
    }
  }

  @Test
  void arrays_are_planes_of_normalised_colours() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray array = PICTURE.toArray(manager, Normalization.CLIP);
      float red = PICTURE.rgb()[3 * (5 * 53 + 7)] & 0xff;

      assertThat(array.getShape().getShape()).containsExactly(1, 3, 37, 53);
      assertThat(array.getFloat(0, 0, 5, 7))
          .isCloseTo((red / 255 - 0.48145466f) / 0.26862954f, within(1e-6f));
      assertThat(RgbImage.ofSigned(PICTURE.toArray(manager, Normalization.SIGNED)))
          .isEqualTo(PICTURE);
    }
  }

  @Test
  void what_is_not_an_image_is_a_plain_error() {
    assertThatThrownBy(() -> Images.decode("GET / HTTP/1.1".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Images.UnreadableImageException.class)
        .hasMessage("The 14 bytes are no PNG, JPEG or WebP image.");
  }

  @Test
  void a_huge_image_is_refused_by_its_header() {
    byte[] png = Golden.bytes("images/picture.png").clone();
    png[16] = 0x40; // the width's highest byte
    CRC32 sum = new CRC32();
    sum.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) sum.getValue());

    assertThatThrownBy(() -> Images.decode(png))
        .isInstanceOf(Images.UnreadableImageException.class)
        .hasMessageContaining("at most 40000000 pixels");
  }

  @Test
  void a_cut_off_image_is_a_plain_error() {
    byte[] png = Golden.bytes("images/picture.png");

    assertThatThrownBy(() -> Images.decode(Arrays.copyOf(png, 60)))
        .isInstanceOf(Images.UnreadableImageException.class)
        .hasMessageContaining("damaged");
  }
}
