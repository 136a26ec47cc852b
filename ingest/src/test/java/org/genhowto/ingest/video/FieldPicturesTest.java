package org.genhowto.ingest.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.genhowto.ingest.video.FieldPictures.Codec;
import org.genhowto.ingest.video.FieldPictures.Coding;
import org.genhowto.ingest.video.FieldPictures.Packing;
import org.genhowto.ingest.video.VideoEncoder.Scan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Video whose fields are pictures of their own, beside the same as frames of two fields. */
@Tag("slow")
class FieldPicturesTest {
  private static final int FRAMES = 75;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "ts, H264, FIELDS, FIELDS",
    "ts, H264, FIELDS, FRAMES",
    "ts, H264, ADAPTIVE, FIELDS",
    "mp4, H264, FIELDS, FIELDS",
    "mp4, H264, FIELDS, FRAMES",
    "mp4, H264, ADAPTIVE, FRAMES",
    "mkv, H264, FIELDS, FIELDS",
    "mkv, H264, FIELDS, FRAMES",
    "mkv, H264, ADAPTIVE, FIELDS",
    "mov, H264, FIELDS, FIELDS",
    "ts, MPEG2, FIELDS, FIELDS",
    "ts, MPEG2, FIELDS, FRAMES",
    "mpg, MPEG2, FIELDS, FRAMES",
    "mpg, MPEG2, FIELDS, FIELDS",
    "mkv, MPEG2, FIELDS, FRAMES"
  })
  void fields_become_the_pictures_of_frames_of_two_fields(
      String extension, Codec codec, Coding coding, Packing packing) throws Exception {
    Path video =
        FieldPictures.write(
            folder.resolve("video." + extension),
            codec,
            coding,
            packing,
            FRAMES,
            FieldPicturesTest::moment);

    assertSeenAsFrames(video);
  }

  @ParameterizedTest
  @CsvSource({"ts, FIELDS", "mp4, FRAMES", "mkv, FIELDS"})
  void fields_that_are_made_of_others_become_pictures_too(String extension, Packing packing)
      throws Exception {
    Path video =
        FieldPictures.write(
            folder.resolve("video." + extension),
            Codec.H264,
            Coding.REPEATED_FIELDS,
            packing,
            FRAMES,
            FieldPicturesTest::moment);

    List<BufferedImage> images = see(video, FrameSampling.Decode.NEEDED);

    // Frame 12 shows second 0, frame 37 repeats frame 36, frame 62 shows second 2.
    assertThat(images).hasSize(3);
    assertThat(difference(images.get(0), moment(24))).isLessThan(4);
    assertThat(difference(images.get(2), moment(124))).isLessThan(4);
  }

  /** Without times MPEG-2 begins with its second frame, as FFmpeg has it. */
  @ParameterizedTest
  @CsvSource({"h264, H264, FIELDS, 24", "h264, H264, ADAPTIVE, 24", "m2v, MPEG2, FIELDS, 22"})
  void fields_in_a_bare_stream_last_as_long(String extension, Codec codec, Coding coding, int shown)
      throws Exception {
    Path video =
        FieldPictures.write(
            folder.resolve("video." + extension),
            codec,
            coding,
            Packing.FIELDS,
            FRAMES,
            FieldPicturesTest::moment);

    List<BufferedImage> images = see(video, FrameSampling.Decode.NEEDED);

    assertThat(images).hasSize(3);
    for (int second = 0; second < 3; second++) {
      assertThat(difference(images.get(second), moment(50 * second + shown))).isLessThan(4);
    }
  }

  @Test
  void fields_in_macroblocks_become_the_pictures_of_the_filter() throws Exception {
    Path video = Path.of(FieldPicturesTest.class.getResource("mbaff.mp4").toURI());

    List<BufferedImage> images = see(video, FrameSampling.Decode.NEEDED);

    assertThat(images).hasSize(3);
    for (int second = 0; second < 3; second++) {
      BufferedImage filtered =
          ImageIO.read(FieldPicturesTest.class.getResource("mbaff-" + second + ".png"));
      assertThat(difference(images.get(second), filtered)).isLessThan(4);
    }
  }

  @Test
  void the_pictures_that_are_compared_differ_from_woven_fields() {
    assertThat(difference(woven(24), moment(24))).isGreaterThan(8);
  }

  private void assertSeenAsFrames(Path video) throws Exception {
    Path frames = folder.resolve("frames.mkv");
    VideoEncoder.Format format =
        new VideoEncoder.Format(
            FieldPictures.WIDTH, FieldPictures.HEIGHT, 25, VideoCodec.FFV1, 0, Scan.TOP_FIRST);
    try (VideoEncoder encoder = VideoEncoder.open(frames, format)) {
      for (int frame = 0; frame < FRAMES; frame++) {
        encoder.add(woven(2 * frame));
      }
    }
    List<BufferedImage> expected = see(frames, FrameSampling.Decode.ALL);

    for (FrameSampling.Decode decode : FrameSampling.Decode.values()) {
      List<BufferedImage> images = see(video, decode);

      assertThat(images).hasSize(3);
      for (int second = 0; second < 3; second++) {
        assertThat(difference(images.get(second), expected.get(second))).isLessThan(2);
        assertThat(difference(images.get(second), moment(50 * second + 24))).isLessThan(4);
      }
    }
  }

  private static List<BufferedImage> see(Path video, FrameSampling.Decode decode) throws Exception {
    List<BufferedImage> images = new ArrayList<>();
    FrameSampling sampling =
        new FrameSampling(
            60,
            512,
            0.95,
            1 << 20,
            1,
            FrameSampling.CutVideos.KEEP,
            decode,
            FrameSampling.StillVideos.KEEP);
    new FrameSampler(sampling)
        .sample(
            video,
            frame -> {
              assertThat(frame.second()).isEqualTo(images.size());
              images.add(ImageIO.read(new ByteArrayInputStream(frame.jpeg())));
            });
    return images;
  }

  private static BufferedImage woven(int field) {
    BufferedImage first = moment(field);
    BufferedImage second = moment(field + 1);
    for (int y = 1; y < first.getHeight(); y += 2) {
      for (int x = 0; x < first.getWidth(); x++) {
        first.setRGB(x, y, second.getRGB(x, y));
      }
    }
    return first;
  }

  /** A bar that moves with every field. */
  private static BufferedImage moment(int field) {
    BufferedImage image =
        new BufferedImage(FieldPictures.WIDTH, FieldPictures.HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(field * 8 % 112, 0, 16, FieldPictures.HEIGHT);
    graphics.dispose();
    return image;
  }

  private static double difference(BufferedImage one, BufferedImage other) {
    double sum = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        sum += Math.abs((one.getRGB(x, y) >> 8 & 0xff) - (other.getRGB(x, y) >> 8 & 0xff));
      }
    }
    return sum / one.getWidth() / one.getHeight();
  }
}
