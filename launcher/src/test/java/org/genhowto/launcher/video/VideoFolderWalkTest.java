package org.genhowto.launcher.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.genhowto.ingest.video.VideoFrames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoFolderWalkTest {
  /** Sound, subtitles and still pictures in the same containers. */
  private static final Set<String> NO_VIDEOS =
      Set.of("m4a", "m4b", "isma", "mka", "mks", "avif", "heic", "heif");

  @TempDir Path folder;

  /** A file of every format that docs/media.md says is read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mp4 mov m4v 3gp 3g2",
        "mkv webm",
        "avi divx",
        "ts mts m2ts m2t mpg mpeg vob",
        "flv f4v",
        "ogg ogv ogm",
        "asf wmv dvr-ms",
        "mxf dv",
        "rm rmvb",
        "ivf nut gxf wtv y4m",
        "m1v m2v mpv h264 264 avc hevc h265 265"
      })
  void every_format_that_is_read_is_found_by_its_name(String endings) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String ending : List.of(endings.split(" "))) {
      files.add(Files.writeString(folder.resolve("a." + ending), "video"));
      files.add(
          Files.writeString(folder.resolve("b.c." + ending.toUpperCase(Locale.ROOT)), "video"));
    }
    List<Path> found = new ArrayList<>();

    VideoFolderWalk.walk(
        folder,
        (file, why) -> {
          assertThat(why).as(file.toString()).isEmpty();
          found.add(file);
        });

    assertThat(found).containsExactlyInAnyOrderElementsOf(files);
  }

  @Test
  void every_name_that_ffmpeg_knows_of_these_formats_is_in_the_list() {
    List<String> known = new ArrayList<>();
    for (String container : VideoFrames.CONTAINERS) {
      AVInputFormat format = av_find_input_format(container);
      assertThat(format).as(container).isNotNull();
      if (format.extensions() != null) {
        known.addAll(List.of(format.extensions().getString().split(",")));
      }
    }
    known.removeAll(NO_VIDEOS);

    assertThat(known).contains("mp4", "mkv", "y4m");
    assertThat(VideoFrames.ENDINGS).containsAll(known).doesNotHaveDuplicates();
  }
}
