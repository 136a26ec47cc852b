package org.genhowto.networks.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.genhowto.networks.Golden;
import org.genhowto.networks.image.Images.UnreadableImageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form in which people have pictures; src/test/python/image_kinds.py made them. */
class ImageKindsTest {
  private static final String GOLDEN = ".golden.png";

  static List<String> kinds() throws IOException {
    try (Stream<Path> files = Files.list(Golden.path("images/kinds"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(GOLDEN))
          .map(name -> name.substring(0, name.length() - GOLDEN.length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void every_kind_is_read_as_people_see_it(String name) {
    RgbImage expected = Images.decode(bytes(name + GOLDEN));
    RgbImage actual = Images.decode(bytes(name));

    assertThat(List.of(actual.width(), actual.height()))
        .containsExactly(expected.width(), expected.height());
    assertThat(worst(expected, actual)).isLessThanOrEqualTo(tolerance(name));
  }

  /** Pillow's four inks are rounded twice; nothing else may differ at all. */
  private static int tolerance(String name) {
    return name.equals("cmyk.jpg") || name.equals("ycck.jpg") ? 1 : 0;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_file_that_is_cut_off_anywhere_is_refused(String name) {
    byte[] whole = bytes(name);
    int end = name.startsWith("trailing") ? bytes("444.jpg").length : whole.length;
    for (int length = 0; length < end; length += 1 + length / 20) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Images.decode(part))
          .as("%s cut to %d bytes", name, length)
          .isInstanceOf(UnreadableImageException.class);
    }
    assertThatThrownBy(() -> Images.decode(Arrays.copyOf(whole, end - 1)))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("damaged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"444.jpg", "progressive.jpg", "cmyk.jpg", "grey.jpg"})
  void a_jpeg_whose_middle_is_missing_is_refused(String name) {
    byte[] whole = bytes(name);
    byte[] part = Arrays.copyOf(whole, whole.length * 2 / 3);
    part[part.length - 2] = (byte) 0xff;
    part[part.length - 1] = (byte) 0xd9;

    assertThatThrownBy(() -> Images.decode(part))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("damaged");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatever_is_damaged_is_read_or_refused_with_a_sentence(String name) {
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 40; i++) {
      byte[] damaged = bytes(name).clone();
      for (int j = 0; j <= i % 3; j++) {
        damaged[12 + random.nextInt(damaged.length - 12)] = (byte) random.nextInt();
      }
      try {
        assertThat(Images.decode(damaged, 1_000_000).rgb()).isNotEmpty();
      } catch (UnreadableImageException e) {
        assertThat(e.getMessage()).endsWith(".").doesNotContain("null");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"animation.webp", "animation.png"})
  void animations_are_refused(String name) {
    assertThatThrownBy(() -> Images.decode(bytes(name)))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("is an animation, expected one picture");
  }

  @Test
  void the_size_is_checked_in_every_format_before_pixels_are_decoded() {
    byte[] jpeg = bytes("444.jpg").clone();
    for (int at = 2; at < jpeg.length; at++) {
      if (jpeg[at] == (byte) 0xff && jpeg[at + 1] == (byte) 0xc0) {
        ByteBuffer.wrap(jpeg).putShort(at + 5, (short) 65_000).putShort(at + 7, (short) 65_000);
        break;
      }
    }
    byte[] webp = bytes("lossless.webp").clone();
    Arrays.fill(webp, 21, 24, (byte) 0xff);
    webp[24] = 0x0f;

    for (byte[] bomb : List.of(jpeg, webp)) {
      assertThatThrownBy(() -> Images.decode(bomb))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageContaining("at most 40000000 pixels");
    }
  }

  private static int worst(RgbImage expected, RgbImage actual) {
    int worst = 0;
    for (int i = 0; i < expected.rgb().length; i++) {
      int difference = (expected.rgb()[i] & 0xff) - (actual.rgb()[i] & 0xff);
      worst = Math.max(worst, Math.abs(difference));
    }
    return worst;
  }

  private static byte[] bytes(String name) {
    return Golden.bytes("images/kinds/" + name);
  }
}
