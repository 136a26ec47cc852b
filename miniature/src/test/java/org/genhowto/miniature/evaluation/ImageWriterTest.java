package org.genhowto.miniature.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.genhowto.miniature.evaluation.ImageWriter.Wanted;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageWriterTest {
  @TempDir private Path folder;

  @Test
  void missing_pictures_are_made_and_counted() throws IOException {
    // Given
    var wanted = new ArrayList<Wanted>();
    for (int i = 0; i < 20; i++) {
      var picture = grey(i);
      wanted.add(new Wanted(folder.resolve("deep/" + i + ".png"), () -> picture));
    }
    var made = new AtomicInteger();
    // When
    try (var painter = new ImageWriter(3)) {
      painter.paint(wanted, made::incrementAndGet);
    }
    // Then
    assertThat(made).hasValue(20);
    for (int i = 0; i < 20; i++) {
      var file = folder.resolve("deep/" + i + ".png");
      assertThat(Images.decode(Files.readAllBytes(file))).isEqualTo(grey(i));
    }
    try (var files = Files.list(folder.resolve("deep"))) {
      assertThat(files).hasSize(20);
    }
  }

  @Test
  void a_picture_that_is_there_is_kept() throws IOException {
    // Given
    var file = folder.resolve("a.png");
    Files.write(file, Images.png(grey(1)));
    var made = new AtomicInteger();
    // When
    try (var painter = new ImageWriter(1)) {
      painter.paint(List.of(new Wanted(file, () -> grey(2))), made::incrementAndGet);
    }
    // Then
    assertThat(made).hasValue(0);
    assertThat(Images.decode(Files.readAllBytes(file))).isEqualTo(grey(1));
  }

  @Test
  void a_failure_ends_the_work_and_leaves_no_file() {
    // Given
    var file = folder.resolve("a.png");
    var wanted =
        new Wanted(
            file,
            () -> {
              throw new IllegalStateException("the paint is dry");
            });
    // When / Then
    try (var painter = new ImageWriter(2)) {
      assertThatThrownBy(() -> painter.paint(List.of(wanted), () -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the paint is dry");
    }
    assertThat(file).doesNotExist();
  }

  private static RgbImage grey(int level) {
    var rgb = new byte[12];
    Arrays.fill(rgb, (byte) level);
    return new RgbImage(2, 2, rgb);
  }
}
