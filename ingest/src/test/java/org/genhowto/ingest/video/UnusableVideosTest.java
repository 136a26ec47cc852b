package org.genhowto.ingest.video;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.genhowto.ingest.video.FrameSampling.CutVideos;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class UnusableVideosTest {
  @TempDir Path folder;

  @Test
  void an_empty_file() throws IOException {
    Path file = Files.createFile(folder.resolve("video.mp4"));

    assertRefused(file, "The file is empty.");
  }

  @Test
  void more_frames_in_a_second_than_any_camera_makes() throws Exception {
    Path video = TestVideos.steady(folder.resolve("video.mp4"), VideoCodec.MPEG4, 15_000, 12_000);

    assertRefused(video, "More than 11000 frames up to second 1, expected at most 1000 a second.");
  }

  /** A pause of an hour is one picture, not leave for millions. */
  @Test
  void more_frames_in_a_second_behind_a_long_pause() throws Exception {
    long[] times = LongStream.range(0, 14_000).map(i -> i == 0 ? 0 : 3600L * 15_000 + i).toArray();
    Path video = TestVideos.at(folder.resolve("video.mp4"), VideoCodec.MPEG4, 15_000, times);

    assertRefused(
        video, "More than 12000 frames up to second 3601, expected at most 1000 a second.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mov", "mkv", "avi"})
  void sound_without_pictures(String extension) {
    Path file = TestVideos.audioOnly(folder.resolve("sound." + extension), 3);

    assertRefused(file, "The file holds sound but no video.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "<svg xmlns='http://www.w3.org/2000/svg'/>", "RIFF"})
  void a_file_that_is_no_video(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("video.mp4"), text.repeat(200));

    assertRefused(file, "not a readable video");
  }

  @ParameterizedTest
  @ValueSource(strings = {"playlist.m3u8", "video.mp4"})
  void a_playlist_that_names_a_real_video(String name) throws IOException {
    Path video = TestVideos.steady(folder.resolve("part.ts"), VideoCodec.MPEG2, 25, 50);
    Path file =
        Files.writeString(
            folder.resolve(name),
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:2.0,\n"
                + video.getFileName()
                + "\n#EXT-X-ENDLIST\n");

    assertRefused(file, "not a readable video");
  }

  @Test
  void a_concat_script_that_names_a_real_video() throws IOException {
    Path video = TestVideos.steady(folder.resolve("part.mp4"), VideoCodec.MPEG4, 25, 50);
    Path file =
        Files.writeString(
            folder.resolve("video.mp4"),
            "ffconcat version 1.0\nfile " + video.getFileName() + "\n");

    assertRefused(file, "not a readable video");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif"})
  void a_picture(String format) throws IOException {
    Path file = folder.resolve("video.mp4");
    ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR), format, file.toFile());

    assertRefused(file, "not a readable video");
  }

  @Test
  void a_file_whose_index_was_at_its_missing_end() throws IOException {
    Path whole = TestVideos.steady(folder.resolve("whole.mp4"), VideoCodec.MPEG4, 25, 250);

    assertRefused(TestVideos.half(whole, folder.resolve("half.mp4")), "not a readable video");
  }

  @ParameterizedTest
  @CsvSource({"mp4, MPEG4", "mkv, H264", "webm, VP8", "avi, MPEG4"})
  void a_file_cut_in_half_where_such_are_refused(String extension, VideoCodec codec)
      throws IOException {
    Path whole = TestVideos.steady(folder.resolve("whole." + extension), codec, 25, 250);
    Path source =
        extension.equals("mp4")
            ? TestVideos.indexFirst(whole, folder.resolve("index-first.mp4"))
            : whole;
    Path file = TestVideos.half(source, folder.resolve("half." + extension));
    FrameSampling strict =
        new FrameSampling(
            60,
            512,
            0.95,
            1 << 20,
            1,
            CutVideos.REFUSE,
            FrameSampling.Decode.NEEDED,
            FrameSampling.StillVideos.KEEP);

    assertThatThrownBy(() -> new FrameSampler(strict).sample(file, frame -> {}))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageStartingWith("The file is cut short: it says 10.");
  }

  @Test
  void frames_with_too_many_pixels() throws IOException {
    Path file = folder.resolve("video.mkv");
    try (VideoEncoder encoder = VideoEncoder.open(file, 320, 320, 5, VideoCodec.MJPEG)) {
      for (int i = 0; i < 10; i++) {
        encoder.add(TestVideos.numbered(i));
      }
    }
    // The size in the header of every JPEG (height, width), then in that of Matroska.
    String bomb = hex(Files.readAllBytes(file)).replace("ffc000110801400140", "ffc00011084e204e20");

    Files.write(file, HexFormat.of().parseHex(bomb));
    assertRefused(file, "No frame of the video can be decoded");

    bomb = bomb.replace("b0820140", "b0824e20").replace("ba820140", "ba824e20");
    Files.write(file, HexFormat.of().parseHex(bomb));
    assertRefused(file, "20000x20000 pixels, expected at most 35389440 pixels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mp4", "mkv", "ts"})
  void frames_with_more_pixels_than_the_limit(String extension) throws IOException {
    Path file = TestVideos.steady(folder.resolve("video." + extension), VideoCodec.MPEG2, 25, 50);
    FrameSampling small = TestVideos.sampling(36_000, TestVideos.WIDTH * TestVideos.HEIGHT - 1, 1);

    assertThatThrownBy(() -> new FrameSampler(small).sample(file, frame -> {}))
        .isInstanceOf(UnusableVideoException.class);
  }

  @ParameterizedTest
  @CsvSource({"65504, 16", "16, 65504"})
  void frames_longer_than_a_jpeg_can_be(int width, int height) throws IOException {
    Path file = black(folder.resolve("long.y4m"), width, height);

    assertRefused(
        file,
        "Its pictures would have %dx%d pixels, expected at most 65500 on a side."
            .formatted(width, height));
  }

  @Test
  void frames_as_long_as_a_jpeg_can_be_are_no_fault() throws Exception {
    Path file = black(folder.resolve("long.y4m"), 65_500, 16);

    Sampled sampled = new FrameSampler(FrameSampling.DEFAULT).sample(file, frame -> {});

    assertThat(sampled.frames()).isEqualTo(2);
  }

  /** Two frames, each a second long. */
  private static Path black(Path file, int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write("YUV4MPEG2 W%d H%d F1:1 C420jpeg\n".formatted(width, height).getBytes(US_ASCII));
    for (int i = 0; i < 2; i++) {
      bytes.write("FRAME\n".getBytes(US_ASCII));
      bytes.write(new byte[width * height * 3 / 2]);
    }
    return Files.write(file, bytes.toByteArray());
  }

  @Test
  void damaged_files_are_refused_or_read_and_never_do_harm() throws Exception {
    List<Path> whole =
        List.of(
            TestVideos.steady(folder.resolve("a.mp4"), VideoCodec.H264, 25, 50),
            TestVideos.steady(folder.resolve("a.webm"), VideoCodec.VP9, 25, 50),
            TestVideos.steady(folder.resolve("b.webm"), VideoCodec.VP8, 25, 50),
            TestVideos.steady(folder.resolve("a.mkv"), VideoCodec.MPEG4, 25, 50),
            TestVideos.steady(folder.resolve("a.avi"), VideoCodec.MJPEG, 25, 50),
            TestVideos.steady(folder.resolve("a.ts"), VideoCodec.MPEG2, 25, 50),
            TestVideos.steady(folder.resolve("b.mp4"), VideoCodec.AV1, 25, 50),
            Path.of(UnusableVideosTest.class.getResource("hevc.mp4").toURI()));
    Random random = new Random(20240617);
    int read = 0;
    int refused = 0;
    for (int round = 0; round < 200; round++) {
      byte[] bytes = Files.readAllBytes(whole.get(round % whole.size()));
      Path file = Files.write(folder.resolve("damaged"), DamagedFiles.damaged(bytes, random));
      try {
        assertThat(new FrameSampler(FrameSampling.DEFAULT).sample(file, frame -> {}).frames())
            .isBetween(1, FrameSampling.DEFAULT.maxSeconds());
        read++;
      } catch (UnusableVideoException e) {
        assertThat(e).hasMessageEndingWith(".");
        refused++;
      }
    }
    assertThat(read).isGreaterThan(20);
    assertThat(refused).isGreaterThan(5);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static void assertRefused(Path file, String reason) {
    assertThatThrownBy(() -> new FrameSampler(FrameSampling.DEFAULT).sample(file, frame -> {}))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageContaining(reason)
        .hasMessageEndingWith(".");
  }
}
