package org.genhowto.ingest.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoEncoderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "mp4, MPEG4",
    "mp4, H264",
    "mp4, AV1",
    "webm, VP8",
    "webm, VP9",
    "mkv, MJPEG",
    "avi, MPEG4",
    "ts, MPEG2",
    "mov, MJPEG"
  })
  void equal_images_give_equal_bytes(String extension, VideoCodec codec) throws IOException {
    Path first = write(folder.resolve("first." + extension), codec);
    Path second = write(folder.resolve("second." + extension), codec);

    assertThat(Files.size(first)).isGreaterThan(500);
    assertThat(Files.mismatch(first, second)).isEqualTo(-1);
  }

  @Test
  void a_codec_the_container_does_not_take_is_an_error() {
    assertThatThrownBy(() -> write(folder.resolve("video.webm"), VideoCodec.MPEG2))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("video.webm");
  }

  @Test
  void odd_sides_are_an_error() {
    assertThatThrownBy(
            () -> VideoEncoder.open(folder.resolve("video.mp4"), 63, 48, 5, VideoCodec.MPEG4))
        .hasMessageContaining("63x48");
  }

  private static Path write(Path path, VideoCodec codec) throws IOException {
    try (VideoEncoder encoder = VideoEncoder.open(path, 96, 64, 25, codec)) {
      for (int i = 0; i < 30; i++) {
        BufferedImage image = new BufferedImage(96, 64, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(8 * i, 255 - 8 * i, 100));
        graphics.fillOval(i, i, 30, 30);
        graphics.dispose();
        encoder.add(image);
      }
    }
    return path;
  }
}
