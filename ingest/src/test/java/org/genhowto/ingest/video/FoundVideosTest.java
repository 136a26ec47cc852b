package org.genhowto.ingest.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.genhowto.ingest.picture.ColourTables;
import org.genhowto.ingest.video.Remuxed.Track;
import org.genhowto.ingest.video.VideoEncoder.Scan;
import org.genhowto.schemas.FlawKind;
import org.genhowto.schemas.VideoFlaw;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Videos as people have them: of fields, with covers, glued, cut, begun before zero. */
@Tag("slow")
class FoundVideosTest {
  private static final int PLAIN = 0;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "mkv, FFV1, TOP_FIRST", "mkv, FFV1, BOTTOM_FIRST", "mov, PRORES, TOP_FIRST",
    "ts, MPEG2, TOP_FIRST", "mpg, MPEG2, TOP_FIRST", "avi, DV, BOTTOM_FIRST",
    "dv, DV, BOTTOM_FIRST"
  })
  void fields_become_whole_pictures(String extension, VideoCodec codec, Scan scan)
      throws Exception {
    Path video = folder.resolve("video." + extension);
    moving(video, codec, scan, 75);

    Seen seen = see(video);

    assertThat(seen.seconds()).containsExactly(0, 1, 2);
    // Frames 12, 37 and 62 are the last before the middles of the seconds.
    assertThat(difference(seen.images().get(0), moment(24))).isLessThan(4);
    assertThat(difference(seen.images().get(1), moment(74))).isLessThan(4);
    assertThat(difference(seen.images().get(2), moment(124))).isLessThan(4);
    assertThat(difference(woven(24, Scan.TOP_FIRST), moment(24))).isGreaterThan(8);
  }

  @Test
  void fields_in_a_part_of_a_video_only() throws Exception {
    Path whole = moving(folder.resolve("a.ts"), VideoCodec.MPEG2, Scan.PROGRESSIVE, 50);
    Path fields = moving(folder.resolve("b.ts"), VideoCodec.MPEG2, Scan.TOP_FIRST, 50);

    Seen seen = see(glued("both.ts", whole, fields, whole));

    assertThat(seen.seconds()).containsExactly(0, 1, 2, 3, 4, 5);
    for (int second = 0; second < 6; second++) {
      BufferedImage expected = moment(second % 2 == 0 ? 24 : 74);
      assertThat(difference(seen.images().get(second), expected)).isLessThan(4);
    }
  }

  @ParameterizedTest
  @CsvSource({"mkv, 64", "mp4, 64", "mkv, 640", "mp4, 640", "mov, 640", "avi, 640"})
  void a_cover_in_front_is_not_the_video(String extension, int side) throws Exception {
    Path cover = folder.resolve("cover.mov");
    try (VideoEncoder encoder = VideoEncoder.open(cover, side, side, 16, VideoCodec.MJPEG)) {
      encoder.add(TestVideos.numbered(200));
    }
    Path video = TestVideos.steady(folder.resolve("video.mov"), VideoCodec.MPEG4, 25, 75);
    Path both =
        Remuxed.tracks(
            folder.resolve("both." + extension),
            new Track(cover, AV_DISPOSITION_DEFAULT, 0),
            new Track(video, PLAIN, 0));

    assertThat(see(both).frames()).containsExactly("0:12", "1:37", "2:62");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mkv", "mp4"})
  void a_picture_that_is_marked_as_attached_is_not_the_video(String extension) throws Exception {
    Path cover = TestVideos.steady(folder.resolve("cover.mov"), VideoCodec.MJPEG, 25, 50);
    Path video = TestVideos.steady(folder.resolve("video.mov"), VideoCodec.MPEG4, 10, 30);
    Path both =
        Remuxed.tracks(
            folder.resolve("both." + extension),
            new Track(video, PLAIN, 0),
            new Track(cover, AV_DISPOSITION_ATTACHED_PIC, 0));

    assertThat(see(both).frames()).containsExactly("0:4", "1:14", "2:24");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mkv", "mp4"})
  void the_default_stream_is_the_video(String extension) throws Exception {
    Path other = TestVideos.steady(folder.resolve("other.mov"), VideoCodec.MPEG4, 25, 75);
    Path video = TestVideos.steady(folder.resolve("video.mov"), VideoCodec.MPEG4, 10, 30);
    Path both =
        Remuxed.tracks(
            folder.resolve("both." + extension),
            new Track(other, PLAIN, 0),
            new Track(video, AV_DISPOSITION_DEFAULT, 0));

    assertThat(see(both).frames()).containsExactly("0:4", "1:14", "2:24");
  }

  @Test
  void the_largest_stream_is_the_video_where_none_is_the_default() throws Exception {
    Path small = folder.resolve("small.ts");
    try (VideoEncoder encoder = VideoEncoder.open(small, 64, 32, 25, VideoCodec.MPEG2)) {
      for (int i = 0; i < 30; i++) {
        encoder.add(TestVideos.numbered(255));
      }
    }
    Path video = TestVideos.steady(folder.resolve("video.ts"), VideoCodec.MPEG2, 25, 75);
    Path both =
        Remuxed.tracks(
            folder.resolve("both.ts"), new Track(small, PLAIN, 0), new Track(video, PLAIN, 0));

    assertThat(see(both).frames()).containsExactly("0:12", "1:37", "2:62");
  }

  @ParameterizedTest
  @CsvSource({"ts, MPEG2", "ts, H264", "mpg, MPEG2"})
  void glued_videos_are_used_whole_and_said_to_be_joined(String extension, VideoCodec codec)
      throws Exception {
    Path part = TestVideos.steady(folder.resolve("part." + extension), codec, 25, 75);

    Seen seen = see(glued("glued." + extension, part, part, part));

    assertThat(seen.frames())
        .containsExactly("0:12", "1:37", "2:62", "3:12", "4:37", "5:62", "6:12", "7:37", "8:62");
    assertThat(seen.sampled().seconds()).isCloseTo(9, within(0.1));
    assertThat(seen.sampled().flaws()).extracting(VideoFlaw::getKind).containsOnly(FlawKind.JOINED);
    assertThat(seen.sampled().flaws().get(0).getFromSecond()).isCloseTo(3, within(0.1));
    assertThat(seen.sampled().flaws().get(1).getFromSecond()).isCloseTo(6, within(0.1));
  }

  @Test
  void a_long_step_forward_in_a_transport_stream_is_no_pause() throws Exception {
    Path part = TestVideos.steady(folder.resolve("part.ts"), VideoCodec.MPEG2, 25, 75);
    Path later = Remuxed.tracks(folder.resolve("later.ts"), new Track(part, PLAIN, 500));

    Seen seen = see(glued("glued.ts", part, later));

    assertThat(seen.frames()).containsExactly("0:12", "1:37", "2:62", "3:12", "4:37", "5:62");
    assertThat(seen.sampled().flaws()).extracting(VideoFlaw::getKind).containsOnly(FlawKind.JOINED);
  }

  @Test
  void a_short_step_forward_is_a_pause() throws Exception {
    Path part = TestVideos.steady(folder.resolve("part.ts"), VideoCodec.MPEG2, 25, 75);
    Path later = Remuxed.tracks(folder.resolve("later.ts"), new Track(part, PLAIN, 6));

    Seen seen = see(glued("glued.ts", part, later));

    assertThat(seen.frames().subList(0, 4)).containsExactly("0:12", "1:37", "2:62", "3:74");
    assertThat(seen.frames()).hasSize(9).endsWith("6:12", "7:37", "8:62");
    assertThat(seen.sampled().flaws()).isEmpty();
  }

  @Test
  void times_of_a_transport_stream_may_start_again_from_zero() throws Exception {
    Path part = TestVideos.steady(folder.resolve("part.ts"), VideoCodec.MPEG2, 25, 150);
    Path wrapping = Remuxed.tracks(folder.resolve("w.ts"), new Track(part, PLAIN, 95_439));

    assertThat(see(wrapping).frames())
        .containsExactly("0:12", "1:37", "2:62", "3:87", "4:112", "5:137");
  }

  @Test
  void glued_videos_of_two_sizes() throws Exception {
    Path part = TestVideos.steady(folder.resolve("part.ts"), VideoCodec.MPEG2, 25, 75);
    Path larger = folder.resolve("larger.ts");
    try (VideoEncoder encoder = VideoEncoder.open(larger, 256, 128, 25, VideoCodec.MPEG2)) {
      for (int i = 0; i < 75; i++) {
        encoder.add(TestVideos.numbered(i));
      }
    }

    Seen seen = see(glued("glued.ts", part, larger));

    assertThat(seen.frames()).containsExactly("0:12", "1:37", "2:62", "3:12", "4:37", "5:62");
  }

  @Test
  void pictures_before_zero_are_used() throws Exception {
    Path video = Path.of(FoundVideosTest.class.getResource("hevc.mp4").toURI());
    Path early = Remuxed.tracks(folder.resolve("early.mkv"), new Track(video, PLAIN, -1.3));

    Seen seen = see(early);

    assertThat(seen.frames()).containsExactly("0:12", "1:37", "2:62");
    assertThat(seen.sampled().seconds()).isCloseTo(3, within(0.05));
  }

  @ParameterizedTest
  @CsvSource({"mp4, MPEG4", "mkv, H264", "webm, VP8", "avi, MPEG4", "flv, FLV1"})
  void the_seconds_of_a_cut_file_are_used_and_the_cut_is_said(String extension, VideoCodec codec)
      throws Exception {
    Path whole = TestVideos.steady(folder.resolve("whole." + extension), codec, 25, 250);
    Path source =
        extension.equals("mp4")
            ? TestVideos.indexFirst(whole, folder.resolve("index-first.mp4"))
            : whole;

    Seen seen = see(TestVideos.half(source, folder.resolve("half." + extension)));

    assertThat(seen.frames()).hasSizeBetween(3, 7).startsWith("0:12", "1:37", "2:62");
    assertThat(seen.sampled().flaws())
        .singleElement()
        .satisfies(
            flaw -> {
              assertThat(flaw.getKind()).isEqualTo(FlawKind.CUT);
              assertThat(flaw.getFromSecond()).isCloseTo(seen.sampled().seconds(), within(0.001));
              assertThat(flaw.getToSecond()).isCloseTo(10, within(0.5));
            });
  }

  @Test
  void a_second_video_of_high_range_finds_the_table_made() throws Exception {
    Path video = Path.of(FoundVideosTest.class.getResource("hlg.mp4").toURI());
    Seen first = see(video);

    int made = ColourTables.SHARED.made();
    Seen again = see(video);

    assertThat(again.images()).hasSameSizeAs(first.images());
    assertThat(difference(again.images().get(0), first.images().get(0))).isZero();
    assertThat(made).isPositive();
    assertThat(ColourTables.SHARED.made()).isEqualTo(made);
  }

  @Test
  void a_whole_video_has_no_flaw() throws Exception {
    Path video = TestVideos.steady(folder.resolve("video.mp4"), VideoCodec.H264, 25, 75);

    assertThat(see(video).sampled().flaws()).isEmpty();
  }

  @Test
  void what_is_beyond_the_longest_part_that_is_used_is_said() throws Exception {
    Path video = TestVideos.steady(folder.resolve("video.mp4"), VideoCodec.H264, 25, 250);

    Sampled sampled =
        new FrameSampler(TestVideos.sampling(4, 1 << 20, 1)).sample(video, frame -> {});

    assertThat(sampled.frames()).isEqualTo(4);
    assertThat(sampled.flaws()).containsExactly(new VideoFlaw(FlawKind.UNUSED, 4.0, 10.0));
  }

  @Test
  void a_video_of_more_than_a_thousand_seconds_is_used_whole() throws Exception {
    Path video = TestVideos.steady(folder.resolve("video.mkv"), VideoCodec.MPEG4, 1, 4000);

    Sampled sampled = new FrameSampler(FrameSampling.DEFAULT).sample(video, frame -> {});

    assertThat(sampled.frames()).isEqualTo(4000);
    assertThat(sampled.flaws()).isEmpty();
  }

  private record Seen(Sampled sampled, List<Integer> seconds, List<BufferedImage> images) {
    /** Seconds and numbers of the frames of {@link TestVideos}. */
    List<String> frames() {
      List<String> frames = new ArrayList<>();
      for (int i = 0; i < seconds.size(); i++) {
        frames.add(seconds.get(i) + ":" + TestVideos.number(images.get(i)));
      }
      return frames;
    }
  }

  private static Seen see(Path video) throws Exception {
    List<Integer> seconds = new ArrayList<>();
    List<BufferedImage> images = new ArrayList<>();
    Sampled sampled =
        new FrameSampler(FrameSampling.DEFAULT)
            .sample(
                video,
                frame -> {
                  seconds.add(frame.second());
                  images.add(ImageIO.read(new ByteArrayInputStream(frame.jpeg())));
                });
    return new Seen(sampled, seconds, images);
  }

  private Path glued(String name, Path... parts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Path part : parts) {
      bytes.write(Files.readAllBytes(part));
    }
    return Files.write(folder.resolve(name), bytes.toByteArray());
  }

  /** A bar that moves with every field, 50 fields a second. */
  private static Path moving(Path video, VideoCodec codec, Scan scan, int frames)
      throws IOException {
    VideoEncoder.Format format = new VideoEncoder.Format(720, 576, 25, codec, 0, scan);
    try (VideoEncoder encoder = VideoEncoder.open(video, format)) {
      for (int i = 0; i < frames; i++) {
        encoder.add(woven(2 * i, scan));
      }
    }
    return video;
  }

  private static BufferedImage woven(int field, Scan scan) {
    BufferedImage first = moment(field);
    if (scan == Scan.PROGRESSIVE) {
      return first;
    }
    BufferedImage second = moment(field + 1);
    for (int y = scan == Scan.TOP_FIRST ? 1 : 0; y < first.getHeight(); y += 2) {
      for (int x = 0; x < first.getWidth(); x++) {
        first.setRGB(x, y, second.getRGB(x, y));
      }
    }
    return first;
  }

  private static BufferedImage moment(int field) {
    BufferedImage image = new BufferedImage(720, 576, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(field * 40 % 640, 0, 80, 576);
    graphics.dispose();
    return image;
  }

  /** Mean absolute difference of two pictures, the second scaled to the first. */
  private static double difference(BufferedImage one, BufferedImage other) {
    double sum = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        int there =
            other.getRGB(
                x * other.getWidth() / one.getWidth(), y * other.getHeight() / one.getHeight());
        sum += Math.abs((one.getRGB(x, y) >> 8 & 0xff) - (there >> 8 & 0xff));
      }
    }
    return sum / one.getWidth() / one.getHeight();
  }
}
