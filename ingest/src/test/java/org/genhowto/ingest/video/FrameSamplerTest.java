package org.genhowto.ingest.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.genhowto.runtime.frames.FrameTar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameSamplerTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "mp4, MPEG4", "mp4, H264", "mp4, AV1", "mov, MJPEG", "webm, VP8", "webm, VP9", "webm, AV1",
    "mkv, H264", "mkv, MPEG2", "avi, MPEG4", "avi, MJPEG", "ts, MPEG2", "ts, H264", "mpg, MPEG2"
  })
  void a_second_shows_the_last_frame_before_its_middle(String extension, VideoCodec codec)
      throws Exception {
    // MPEG-2 knows only some frame rates; 25 is one of them.
    Path video = TestVideos.steady(folder.resolve("video." + extension), codec, 25, 100);

    // At 25 frames a second, frame 12 stands at 0.48 s and frame 13 at 0.52 s.
    assertThat(sample(video).frames).containsExactly("0:12", "1:37", "2:62", "3:87");
  }

  @Test
  void a_thousand_frames_a_second_are_a_video() throws Exception {
    Path video = TestVideos.steady(folder.resolve("video.mp4"), VideoCodec.MPEG4, 1000, 12_000);

    assertThat(new FrameSampler(FrameSampling.DEFAULT).sample(video, frame -> {}).frames())
        .isEqualTo(12);
  }

  @Test
  void hevc_with_reordered_frames_is_read() throws Exception {
    // 75 numbered frames at 25 frames a second, written with x265 and four B-frames in a row.
    Path video = Path.of(FrameSamplerTest.class.getResource("hevc.mp4").toURI());

    assertThat(sample(video).frames).containsExactly("0:12", "1:37", "2:62");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 10, 24, 30})
  void the_rule_is_that_of_the_fps_filter_at_any_rate(int framesPerSecond) throws Exception {
    Path video =
        TestVideos.steady(
            folder.resolve("video.mkv"),
            VideoCodec.MPEG4,
            framesPerSecond,
            4 * framesPerSecond + 1);

    assertThat(sample(video).frames)
        .hasSizeBetween(4, 5)
        .isEqualTo(FpsFilter.secondsAndNumbers(video));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void the_rule_is_that_of_the_fps_filter_at_uneven_times(long seed) throws Exception {
    Random random = new Random(seed);
    long start = random.nextInt(3000);
    long[] times =
        LongStream.iterate(
                start, time -> time + 1 + (random.nextInt(8) == 0 ? 2500 : random.nextInt(400)))
            .limit(60)
            .toArray();
    Path video = TestVideos.at(folder.resolve("video.mkv"), VideoCodec.MPEG4, 1000, times);

    List<String> expected = FpsFilter.secondsAndNumbers(video);
    assertThat(expected).hasSizeGreaterThan(10);
    assertThat(sample(video).frames).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mkv", "ts", "mp4"})
  void seconds_count_from_the_start_of_the_file(String extension) throws Exception {
    long[] times = LongStream.range(0, 75).map(i -> i + 25 * 7 + 5).toArray();
    Path video = TestVideos.at(folder.resolve("video." + extension), VideoCodec.MPEG2, 25, times);

    assertThat(sample(video).frames).containsExactly("0:12", "1:37", "2:62");
  }

  @Test
  void a_frame_is_shown_until_the_next_one() throws Exception {
    Path video = TestVideos.at(folder.resolve("video.mkv"), VideoCodec.VP8, 10, 0, 2, 41, 44, 60);

    assertThat(sample(video).frames).containsExactly("0:1", "1:1", "2:1", "3:1", "4:3", "5:3");
  }

  @Test
  void the_first_seconds_of_a_long_video_are_used() throws Exception {
    Path video = TestVideos.steady(folder.resolve("video.mp4"), VideoCodec.MPEG4, 10, 200);
    FrameSampling three = TestVideos.sampling(3, 1 << 20, 1);

    Frames frames = sample(video, three);

    assertThat(frames.frames).containsExactly("0:4", "1:14", "2:24");
    assertThat(frames.sampled.seconds()).isCloseTo(20, within(0.2));
  }

  @Test
  void a_long_pause_fills_no_more_than_the_limit() throws Exception {
    Path video = TestVideos.at(folder.resolve("video.mkv"), VideoCodec.MJPEG, 1, 0, 1_000_000);

    assertThat(sample(video, TestVideos.sampling(1024, 1 << 20, 1)).sampled.frames())
        .isEqualTo(1024);
  }

  @ParameterizedTest
  @CsvSource({
    "1280, 720, 910, 512",
    "720, 1280, 512, 910",
    "640, 640, 512, 512",
    "320, 240, 320, 240",
    "1024, 512, 1024, 512"
  })
  void the_short_side_is_at_most_512_and_nothing_is_enlarged(
      int width, int height, int storedWidth, int storedHeight) throws Exception {
    Path video = still(folder.resolve("video.mp4"), width, height, 0);

    Frames frames = sample(video);

    assertThat(frames.sampled.width()).isEqualTo(storedWidth);
    assertThat(frames.sampled.height()).isEqualTo(storedHeight);
    assertThat(frames.images.get(0).getWidth()).isEqualTo(storedWidth);
    assertThat(frames.images.get(0).getHeight()).isEqualTo(storedHeight);
  }

  @ParameterizedTest
  @CsvSource({
    // Colours of the corners, clockwise from the top left, as shown.
    "0, red green blue white",
    "90, white red green blue",
    "180, blue white red green",
    "270, green blue white red"
  })
  void pictures_are_turned_as_the_file_says(int rotation, String corners) throws Exception {
    Path video = still(folder.resolve("video.mp4"), 320, 160, rotation);

    Frames frames = sample(video);

    BufferedImage image = frames.images.get(0);
    assertThat(image.getWidth()).isEqualTo(rotation % 180 == 0 ? 320 : 160);
    assertThat(image.getWidth()).isEqualTo(frames.sampled.width());
    int right = image.getWidth() - 20;
    int bottom = image.getHeight() - 20;
    assertThat(
            List.of(
                name(image.getRGB(20, 20)),
                name(image.getRGB(right, 20)),
                name(image.getRGB(right, bottom)),
                name(image.getRGB(20, bottom))))
        .containsExactly(corners.split(" "));
  }

  @Test
  void colours_survive_the_way_through_a_video() throws Exception {
    BufferedImage image = sample(still(folder.resolve("video.mp4"), 320, 160, 0)).images.get(0);

    assertThat(distance(image.getRGB(20, 20), 0xff0000)).isLessThan(30);
    assertThat(distance(image.getRGB(300, 20), 0x00ff00)).isLessThan(30);
    assertThat(distance(image.getRGB(300, 140), 0x0000ff)).isLessThan(30);
    assertThat(distance(image.getRGB(20, 140), 0xffffff)).isLessThan(30);
  }

  @Test
  void equal_files_give_equal_bytes_whatever_the_number_of_threads() throws Exception {
    Path video = TestVideos.steady(folder.resolve("video.mp4"), VideoCodec.H264, 25, 100);
    FrameSampling fourThreads = TestVideos.sampling(1024, 1 << 20, 4);

    assertThat(sample(video).jpegs).hasSize(4);
    assertThat(sample(video, fourThreads).jpegs)
        .usingElementComparator(Arrays::compare)
        .isEqualTo(sample(video).jpegs);
  }

  @Test
  void a_video_of_less_than_half_a_second_gives_no_frame() throws Exception {
    Path video = TestVideos.steady(folder.resolve("video.mp4"), VideoCodec.MPEG4, 25, 12);

    assertThat(FpsFilter.secondsAndNumbers(video)).isEmpty();
    assertThatThrownBy(() -> sample(video))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessage("The video lasts 0.480 s, expected at least half a second.");
  }

  @Test
  void an_interrupt_ends_the_work() throws Exception {
    Path video = TestVideos.steady(folder.resolve("video.mp4"), VideoCodec.MPEG4, 25, 100);

    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> sample(video)).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  private static Path still(Path path, int width, int height, int rotation) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    Color[] quarters = {Color.RED, Color.GREEN, Color.WHITE, Color.BLUE};
    for (int i = 0; i < 4; i++) {
      graphics.setColor(quarters[i]);
      graphics.fillRect(i % 2 * width / 2, i / 2 * height / 2, width / 2, height / 2);
    }
    graphics.dispose();
    VideoEncoder.Format format =
        new VideoEncoder.Format(
            width, height, 2, VideoCodec.MPEG4, rotation, VideoEncoder.Scan.PROGRESSIVE);
    try (VideoEncoder encoder = VideoEncoder.open(path, format)) {
      for (int i = 0; i < 4; i++) {
        encoder.add(image);
      }
    }
    return path;
  }

  private static String name(int rgb) {
    return List.of("red", "green", "blue", "white").stream()
        .filter(
            name ->
                distance(
                        rgb,
                        switch (name) {
                          case "red" -> 0xff0000;
                          case "green" -> 0x00ff00;
                          case "blue" -> 0x0000ff;
                          default -> 0xffffff;
                        })
                    < 100)
        .findFirst()
        .orElse(Integer.toHexString(rgb));
  }

  private static int distance(int one, int other) {
    return IntStream.of(0, 8, 16)
        .map(shift -> Math.abs((one >> shift & 0xff) - (other >> shift & 0xff)))
        .max()
        .orElseThrow();
  }

  private static Frames sample(Path video) throws Exception {
    return sample(video, FrameSampling.DEFAULT);
  }

  private static Frames sample(Path video, FrameSampling sampling) throws Exception {
    List<FrameTar.Frame> collected = new ArrayList<>();
    Sampled sampled = new FrameSampler(sampling).sample(video, collected::add);
    assertThat(sampled.frames()).isEqualTo(collected.size());
    Frames frames = new Frames(sampled, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (FrameTar.Frame frame : collected) {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(frame.jpeg()));
      frames.images.add(image);
      frames.jpegs.add(frame.jpeg());
      if (image.getWidth() == TestVideos.WIDTH && image.getHeight() == TestVideos.HEIGHT) {
        frames.frames.add(frame.second() + ":" + TestVideos.number(image));
      }
    }
    return frames;
  }

  private record Frames(
      Sampled sampled, List<String> frames, List<BufferedImage> images, List<byte[]> jpegs) {}
}
