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
  void the_upper_third_is_lost_and_the_rest_stays() {
    BufferedImage image = new BufferedImage(1, 3, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0xff102030);
    image.setRGB(0, 1, 0xff102030);

    BufferedImage damaged = BadVideos.damaged(image);

    assertThat(damaged.getRGB(0, 0)).isEqualTo(0xff28c83c);
    assertThat(damaged.getRGB(0, 1)).isEqualTo(0xff102030);
  }

  @Test
  void a_bad_video_is_a_video_of_its_category() throws Exception {
    Path file = BadVideos.render(folder, Category.APPLE, 7);

    assertThat(file.getFileName()).hasToString("apple-000007-damaged.mp4");
    assertThat(Files.size(file)).isGreaterThan(10_000);
  }
}
