package org.genhowto.ingest.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.genhowto.ingest.video.FrameSampling.StillVideos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Videos that show one picture, with key frames every twelve frames unless the codec says more. */
class KeyFramesTest {
  private static final int SECONDS = 30;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"mp4, MPEG4", "mkv, MPEG4", "ts, MPEG2", "avi, MJPEG"})
  void a_video_of_one_picture_is_not_decoded_where_such_are_skipped(
      String extension, VideoCodec codec) throws Exception {
    Path video = video(extension, codec, SECONDS, second -> picture(0));
    List<Integer> seconds = new ArrayList<>();

    StillVideoException still =
        catchThrowableOfType(
            StillVideoException.class,
            () ->
                new FrameSampler(sampling(StillVideos.SKIP))
                    .sample(video, frame -> seconds.add(frame.second())));

    assertThat(seconds).isEmpty();
    assertThat(still.keyFrames()).isGreaterThanOrEqualTo(SECONDS / 3);
    assertThat(still.change()).isLessThanOrEqualTo(8);
    assertThat(still).hasMessageContaining("key frames show one picture");
    assertThat(frames(video, StillVideos.KEEP)).isEqualTo(SECONDS);
  }

  @Test
  void a_video_in_which_something_small_changes_is_kept() throws Exception {
    Path video = video("mp4", VideoCodec.MPEG4, SECONDS, second -> picture(second < 15 ? 0 : 12));

    assertThat(frames(video, StillVideos.SKIP)).isEqualTo(SECONDS);
  }

  @Test
  void a_video_with_too_few_key_frames_to_tell_is_kept() throws Exception {
    // Two key frames.
    Path video = video("webm", VideoCodec.VP8, 6, second -> picture(0));

    assertThat(frames(video, StillVideos.SKIP)).isEqualTo(6);
  }

  @Test
  void what_is_wrong_with_a_video_is_said_as_without() throws Exception {
    Path sound = TestVideos.audioOnly(folder.resolve("sound.mkv"), 3);

    UnusableVideoException with = refusal(sound, StillVideos.SKIP);
    UnusableVideoException without = refusal(sound, StillVideos.KEEP);

    assertThat(with).hasMessage(without.getMessage());
  }

  private static UnusableVideoException refusal(Path video, StillVideos still) {
    return catchThrowableOfType(UnusableVideoException.class, () -> frames(video, still));
  }

  private static int frames(Path video, StillVideos still) throws Exception {
    return new FrameSampler(sampling(still)).sample(video, frame -> {}).frames();
  }

  private static FrameSampling sampling(StillVideos still) {
    return new FrameSampling(
        60,
        512,
        0.95,
        1 << 20,
        1,
        FrameSampling.CutVideos.KEEP,
        FrameSampling.Decode.NEEDED,
        still);
  }

  private Path video(
      String extension, VideoCodec codec, int seconds, IntFunction<BufferedImage> pictures)
      throws Exception {
    Path video = folder.resolve("video." + extension);
    int rate = codec == VideoCodec.MPEG2 ? 25 : 4; // MPEG-2 knows no slower ones.
    try (VideoEncoder encoder =
        VideoEncoder.open(video, TestVideos.WIDTH, TestVideos.HEIGHT, rate, codec)) {
      for (int frame = 0; frame < seconds * rate; frame++) {
        encoder.add(pictures.apply(frame / rate));
      }
    }
    return video;
  }

  /** A scene with a square of so many pixels on it. */
  private static BufferedImage picture(int square) {
    BufferedImage image = TestVideos.numbered(0b1011_0010);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.GRAY);
    graphics.fillRect(8, 8, square, square);
    graphics.dispose();
    return image;
  }
}
