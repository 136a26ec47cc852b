package org.genhowto.dataset.looks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.Resampling;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.config.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutImagesTest {
  @TempDir Path folder;

  private static RgbImage plain(int level) {
    byte[] rgb = new byte[3 * 32 * 32];
    Arrays.fill(rgb, (byte) level);
    return new RgbImage(32, 32, rgb);
  }

  private void hold(String name, RgbImage image) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, Images.png(image));
  }

  @Test
  void an_image_is_found_at_another_size_and_compression() throws Exception {
    for (int i = 0; i < 20; i++) {
      hold("below/" + i + ".png", Waves.picture(i));
    }
    HeldOutImages images = HeldOutImages.read(List.of(folder));
    assertThat(images.size()).isEqualTo(20);
    for (int i = 0; i < 20; i++) {
      byte[] other = Images.jpeg(Waves.picture(i).resize(64, 48, Resampling.BICUBIC), .6);
      assertThat(images.like(other)).contains(folder.resolve("below/" + i + ".png"));
    }
    for (int i = 20; i < 200; i++) {
      assertThat(images.like(Images.png(Waves.picture(i)))).isEmpty();
    }
  }

  @Test
  void plain_pictures_of_other_brightness_are_others() throws Exception {
    hold("black.png", plain(0));
    HeldOutImages images = HeldOutImages.read(List.of(folder));
    assertThat(images.like(Images.png(plain(3)))).isPresent();
    assertThat(images.like(Images.png(plain(120)))).isEmpty();
  }

  @Test
  void folders_without_images_and_files_that_are_none_are_refused() throws Exception {
    assertThatThrownBy(() -> HeldOutImages.read(List.of(folder)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("held-out folder " + folder + " has no image");
    assertThatThrownBy(() -> HeldOutImages.read(List.of(folder.resolve("nowhere"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("nowhere cannot be read");
    Files.writeString(folder.resolve("no.png"), "text");
    assertThatThrownBy(() -> HeldOutImages.read(List.of(folder)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no.png cannot be read");
  }
}
