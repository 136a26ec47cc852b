package org.genhowto.launcher.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.genhowto.miniature.world.Category;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadVideosTest {
  @TempDir Path folder;

  @Test
  void red_is_taken_for_blue_and_green_stays() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0xff102030);

    assertThat(BadVideos.swapped(image).getRGB(0, 0)).isEqualTo(0xff302010);
  }

  @Test
  void a_bad_video_is_a_video_of_its_category() throws Exception {
    Path file = BadVideos.render(folder, Category.APPLE, 7);

    assertThat(file.getFileName()).hasToString("apple-000007-faulty.mp4");
    assertThat(Files.size(file)).isGreaterThan(10_000);
  }
}
