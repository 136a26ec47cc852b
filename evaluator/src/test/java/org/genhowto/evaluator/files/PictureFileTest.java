package org.genhowto.evaluator.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against Pillow 12.0.0: see src/test/python/pictures_golden.py. */
class PictureFileTest {
  @TempDir private Path folder;

  static Stream<Path> pictures() throws IOException, URISyntaxException {
    Path pictures =
        Path.of(PictureFileTest.class.getResource("pictures/rgb.png").toURI()).resolveSibling("");
    List<Path> files;
    try (Stream<Path> all = Files.list(pictures)) {
      files = all.filter(file -> !file.toString().endsWith(".rgb")).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(20);
    return files.stream();
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void every_kind_has_the_pixels_that_pillow_gives_it(Path file) throws IOException {
    RgbImage image = PictureFile.read(file);

    assertThat(image.width()).isEqualTo(11);
    assertThat(image.height()).isEqualTo(7);
    assertThat(image.rgb())
        .isEqualTo(Files.readAllBytes(file.resolveSibling(file.getFileName() + ".rgb")));
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void a_file_that_is_cut_off_is_refused(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Path cut = folder.resolve("cut-" + file.getFileName());
    for (int length : new int[] {0, 3, whole.length / 4, whole.length / 2, whole.length * 3 / 4}) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> PictureFile.read(cut))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cut-" + file.getFileName() + " is no image that can be read: ");
    }
  }

  @Test
  void nothing_in_a_folder_is_passed_over_without_a_word() throws IOException {
    for (String name : List.of("b.JPG", "a.webp", "note.txt", "labels.json", ".hidden", "c.tif")) {
      Files.writeString(folder.resolve(name), "");
    }
    Files.createDirectories(folder.resolve("more"));

    PictureFolder found = PictureFolder.of(folder);

    assertThat(found.images())
        .extracting(Path::getFileName)
        .map(Path::toString)
        .containsExactly("a.webp", "b.JPG", "c.tif");
    assertThat(found.notes())
        .containsExactly(
            folder + ": 2 files of text are no images and do not count: labels.json, note.txt",
            folder + ": images in 1 sub folders do not count: more");
    Files.writeString(folder.resolve("d.heic"), "");
    Files.writeString(folder.resolve("readme"), "");
    assertThatThrownBy(() -> PictureFolder.of(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds 2 files that are neither images")
        .hasMessageEndingWith("d.heic, readme");
  }
}
