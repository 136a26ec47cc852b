package org.genhowto.ingest.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.genhowto.ingest.glued.GluedFiles;
import org.genhowto.ingest.video.FrameSampling.Decode;
import org.genhowto.runtime.frames.FrameTar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames that nobody sees are not decoded, and those that are seen are the same. */
class DecodePlanTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "mp4, H264",
    "mkv, H264",
    "ts, H264",
    "mp4, MPEG4",
    "mkv, MPEG4",
    "avi, MPEG4",
    "ts, MPEG2",
    "mpg, MPEG2",
    "webm, VP8",
    "webm, VP9",
    "mp4, AV1",
    "avi, MJPEG",
    "mov, PRORES",
    "mkv, FFV1",
    "y4m, RAW",
    "mov, PNG",
    "flv, FLV1",
    "wmv, WMV2",
    "h264, H264",
    "m2v, MPEG2",
    "avi, MSMPEG4",
    "wmv, WMV1"
  })
  void pictures_are_those_of_a_whole_decoding(String extension, VideoCodec codec) throws Exception {
    assertSame(TestVideos.steady(folder.resolve("video." + extension), codec, 25, 130));
  }

  @Test
  void pictures_are_the_same_where_frames_are_reordered() throws Exception {
    assertSame(Path.of(DecodePlanTest.class.getResource("hevc.mp4").toURI()));
  }

  @ParameterizedTest
  @CsvSource({"mp4, H264", "mkv, MPEG4", "webm, VP8", "avi, MJPEG"})
  void pictures_are_the_same_where_times_are_uneven(String extension, VideoCodec codec)
      throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < 5; round++) {
      long[] times = new long[60];
      for (int i = 1; i < times.length; i++) {
        times[i] = times[i - 1] + 1 + (random.nextInt(10) == 0 ? random.nextInt(80) : 0);
      }
      assertSame(TestVideos.at(folder.resolve("video." + extension), codec, 25, times));
    }
  }

  @Test
  void pictures_are_the_same_where_files_are_glued() throws Exception {
    Path part = TestVideos.steady(folder.resolve("part.ts"), VideoCodec.MPEG2, 25, 75);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(Files.readAllBytes(part));
    bytes.write(Files.readAllBytes(part));

    assertSame(Files.write(folder.resolve("glued.ts"), bytes.toByteArray()));
  }

  @ParameterizedTest
  @CsvSource({"avi, MJPEG, 40", "mov, PRORES, 40", "y4m, RAW, 40"})
  void of_pictures_that_stand_alone_few_are_decoded(String extension, VideoCodec codec, int most)
      throws Exception {
    Path video = TestVideos.steady(folder.resolve("video." + extension), codec, 25, 250);

    assertThat(decoded(video, Decode.ALL)).isEqualTo(250);
    assertThat(decoded(video, Decode.NEEDED)).isBetween(10, most);
  }

  @Test
  void nothing_is_decoded_between_a_frame_and_the_next_key_frame() throws Exception {
    // Key frames every 12 frames.
    Path video = TestVideos.steady(folder.resolve("video.ts"), VideoCodec.MPEG2, 25, 250);

    assertThat(decoded(video, Decode.NEEDED)).isLessThan(200);
  }

  private int decoded(Path video, Decode decode) throws Exception {
    FrameSampling sampling = sampling(decode);
    int frames = 0;
    try (MediaFile media = MediaFile.open(GluedFiles.in(video, () -> {}).get(0), sampling);
        Decoder decoder = Decoder.of(media, sampling, new Flaws(), frame -> {}, 0)) {
      AVFrame frame = av_frame_alloc();
      while (decoder.next(frame)) {
        frames++;
      }
      av_frame_free(frame);
      assertThat(decoder.frames()).isEqualTo(250);
    }
    return frames;
  }

  private static void assertSame(Path video) throws Exception {
    List<FrameTar.Frame> all = new ArrayList<>();
    List<FrameTar.Frame> needed = new ArrayList<>();

    Sampled whole = new FrameSampler(sampling(Decode.ALL)).sample(video, all::add);
    Sampled planned = new FrameSampler(sampling(Decode.NEEDED)).sample(video, needed::add);

    assertThat(planned).isEqualTo(whole);
    assertThat(needed)
        .extracting(FrameTar.Frame::second)
        .isEqualTo(all.stream().map(FrameTar.Frame::second).toList());
    assertThat(needed)
        .extracting(FrameTar.Frame::jpeg)
        .usingElementComparator(Arrays::compare)
        .isEqualTo(all.stream().map(FrameTar.Frame::jpeg).toList());
  }

  private static FrameSampling sampling(Decode decode) {
    return new FrameSampling(
        60,
        512,
        0.95,
        1 << 20,
        1,
        FrameSampling.CutVideos.KEEP,
        decode,
        FrameSampling.StillVideos.KEEP);
  }
}
