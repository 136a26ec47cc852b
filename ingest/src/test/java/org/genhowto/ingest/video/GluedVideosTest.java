package org.genhowto.ingest.video;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.genhowto.ingest.video.Remuxed.Track;
import org.genhowto.schemas.FlawKind;
import org.genhowto.schemas.VideoFlaw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that were put one behind the other: all of them are used, and it is said. */
class GluedVideosTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "flv, FLV1, 3", "mp4, MPEG4, 3", "mp4, H264, 3", "mov, MJPEG, 3", "avi, MPEG4, 3",
    "wmv, WMV2, 3", "ivf, VP9, 3", "rm, RV20, 3", "mxf, MPEG2, 3", "nut, MPEG4, 3",
    "y4m, RAW, 3", "ogv, VP8, 3", "webm, VP8, 3", "ts, H264, 3"
  })
  void three_of_a_kind(String extension, VideoCodec codec, int files) throws Exception {
    Path part = TestVideos.steady(folder.resolve("part." + extension), codec, 25, 75);
    Path[] parts = new Path[files];
    Arrays.fill(parts, part);

    Sampled sampled =
        assertNumbers(glued("glued." + extension, parts), 12, 37, 62, 12, 37, 62, 12, 37, 62);

    assertThat(sampled.seconds()).isCloseTo(9, within(0.15));
    assertThat(sampled.flaws())
        .extracting(VideoFlaw::getKind)
        .containsOnly(FlawKind.JOINED)
        .hasSize(2);
    assertThat(sampled.flaws().get(0).getFromSecond()).isCloseTo(3, within(0.1));
    assertThat(sampled.flaws().get(1).getFromSecond()).isCloseTo(6, within(0.1));
  }

  @Test
  void an_mp4_whose_index_comes_first_before_one_whose_index_comes_last() throws Exception {
    Path last = TestVideos.steady(folder.resolve("last.mp4"), VideoCodec.MPEG4, 25, 75);
    Path first = TestVideos.indexFirst(last, folder.resolve("first.mp4"));

    assertNumbers(glued("a.mp4", first, last), 12, 37, 62, 12, 37, 62);
    assertNumbers(glued("b.mp4", last, first), 12, 37, 62, 12, 37, 62);
  }

  @ParameterizedTest
  @CsvSource({"H264, MPEG2", "MPEG2, H264", "MPEG2, MPEG4", "H264, MPEG4"})
  void two_codecs_on_one_stream_of_a_transport_stream(VideoCodec one, VideoCodec other)
      throws Exception {
    Path first = TestVideos.steady(folder.resolve("first.ts"), one, 25, 75);
    Path second = TestVideos.steady(folder.resolve("second.ts"), other, 25, 75);

    Sampled sampled =
        assertNumbers(glued("glued.ts", first, second, first), 12, 37, 62, 12, 37, 62, 12, 37, 62);

    assertThat(sampled.flaws())
        .extracting(VideoFlaw::getKind)
        .containsOnly(FlawKind.JOINED)
        .hasSize(2);
  }

  @Test
  void two_codecs_in_packets_of_a_disc() throws Exception {
    Path first = TestVideos.steady(folder.resolve("first.m2ts"), VideoCodec.H264, 25, 75);
    Path second = TestVideos.steady(folder.resolve("second.m2ts"), VideoCodec.MPEG2, 25, 75);

    assertNumbers(glued("glued.m2ts", first, second), 12, 37, 62, 12, 37, 62);
  }

  @Test
  void codecs_of_two_files_may_differ() throws Exception {
    Path first = TestVideos.steady(folder.resolve("first.mp4"), VideoCodec.H264, 25, 75);
    Path second = TestVideos.steady(folder.resolve("second.mp4"), VideoCodec.MJPEG, 10, 30);

    assertNumbers(glued("glued.mp4", first, second), 12, 37, 62, 4, 14, 24);
  }

  @Test
  void a_file_behind_that_cannot_be_read_is_said() throws Exception {
    Path good = TestVideos.steady(folder.resolve("good.mp4"), VideoCodec.MPEG4, 25, 75);
    Path cut = TestVideos.half(good, folder.resolve("cut.mp4"));

    Sampled sampled = assertNumbers(glued("glued.mp4", good, cut), 12, 37, 62);

    assertThat(sampled.flaws())
        .extracting(VideoFlaw::getKind)
        .containsExactlyInAnyOrder(FlawKind.JOINED, FlawKind.DAMAGED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"good bad", "bad good", "good bad good"})
  void a_file_among_others_that_cannot_be_decoded_is_said(String which) throws Exception {
    Path good = TestVideos.steady(folder.resolve("good.avi"), VideoCodec.MPEG4, 25, 75);
    // A codec that is not let in.
    String text = Files.readString(good, ISO_8859_1).replace("FMP4", "TSCC");
    Path bad = Files.writeString(folder.resolve("bad.avi"), text, ISO_8859_1);
    Path[] files =
        Arrays.stream(which.split(" "))
            .map(name -> name.equals("good") ? good : bad)
            .toArray(Path[]::new);
    Integer[] numbers =
        Arrays.stream(which.split(" "))
            .filter("good"::equals)
            .flatMap(name -> Stream.of(12, 37, 62))
            .toArray(Integer[]::new);

    Sampled sampled = assertNumbers(glued("glued.avi", files), numbers);

    assertThat(sampled.seconds()).isCloseTo(numbers.length, within(0.15));
    assertThat(sampled.flaws())
        .extracting(VideoFlaw::getKind)
        .containsOnly(FlawKind.JOINED, FlawKind.DAMAGED)
        .hasSize(files.length);
  }

  @Test
  void a_sink_that_has_enough_of_a_file_behind_is_heard() throws Exception {
    Path part = TestVideos.steady(folder.resolve("part.avi"), VideoCodec.MPEG4, 25, 75);
    Path both = glued("glued.avi", part, part);
    FrameSink full =
        frame -> {
          if (frame.second() == 4) {
            throw new UnusableVideoException("Enough.");
          }
        };

    assertThatThrownBy(() -> new FrameSampler(FrameSampling.DEFAULT).sample(both, full))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessage("Enough.");
  }

  @Test
  void the_longest_part_of_a_video_counts_all_files() throws Exception {
    Path part = TestVideos.steady(folder.resolve("part.flv"), VideoCodec.FLV1, 25, 75);
    Path glued = glued("glued.flv", part, part, part);

    Sampled sampled =
        new FrameSampler(TestVideos.sampling(5, 1 << 20, 1)).sample(glued, frame -> {});

    assertThat(sampled.frames()).isEqualTo(5);
    assertThat(sampled.flaws()).extracting(VideoFlaw::getKind).contains(FlawKind.UNUSED);
  }

  @Test
  void sound_with_a_cover_is_no_video() throws Exception {
    Path cover = TestVideos.steady(folder.resolve("cover.mov"), VideoCodec.MJPEG, 25, 1);
    Path both =
        Remuxed.tracks(
            folder.resolve("both.mkv"),
            new Track(TestVideos.audioOnly(folder.resolve("sound.mov"), 5), 0, 0),
            new Track(cover, org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC, 0));

    assertThatThrownBy(() -> new FrameSampler(FrameSampling.DEFAULT).sample(both, frame -> {}))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageEndingWith(".");
  }

  @ParameterizedTest
  @CsvSource({"mkv, mp4", "ts, avi", "avi, txt", "webm, mp4", "mp4, jpg"})
  void what_a_file_is_called_does_not_matter(String extension, String called) throws Exception {
    Path video =
        TestVideos.steady(
            folder.resolve("video." + extension),
            extension.equals("webm") ? VideoCodec.VP8 : VideoCodec.MPEG4,
            25,
            75);

    assertNumbers(Files.copy(video, folder.resolve("renamed." + called)), 12, 37, 62);
  }

  private static Sampled assertNumbers(Path video, Integer... numbers) throws Exception {
    List<Integer> seen = new ArrayList<>();
    Sampled sampled =
        new FrameSampler(FrameSampling.DEFAULT)
            .sample(
                video,
                frame -> {
                  assertThat(frame.second()).isEqualTo(seen.size());
                  seen.add(TestVideos.number(ImageIO.read(new ByteArrayInputStream(frame.jpeg()))));
                });
    assertThat(seen).containsExactly(numbers);
    assertThat(sampled.frames()).isEqualTo(numbers.length);
    return sampled;
  }

  private Path glued(String name, Path... parts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Path part : parts) {
      bytes.write(Files.readAllBytes(part));
    }
    return Files.write(folder.resolve(name), bytes.toByteArray());
  }
}
