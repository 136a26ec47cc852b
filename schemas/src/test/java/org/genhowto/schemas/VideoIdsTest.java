package org.genhowto.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoIdsTest {
  @Test
  void other_videos_have_other_ids() {
    List<String> uris =
        List.of(
            "file:/a/video.mp4",
            "file:/c/video.mp4",
            "file:/a/video.mkv",
            "file:/a/video",
            "file:/a/Video.mp4",
            "file:/a/video%20.mp4",
            "https://h/watch?v=1",
            "https://h/watch?v=2",
            "https://h/watch",
            "https://h/watch/",
            "http://h/watch?v=1",
            "https://h:8443/watch?v=1",
            "https://h/%E8%8B%B9%E6%9E%9C.mp4",
            "https://h/%E6%A2%A8.mp4",
            "https://h/",
            "https://h/x/.mp4",
            "https://h/a%2Fb.mp4",
            "https://h/a/b.mp4");
    Set<String> ids = new HashSet<>();
    for (String category : List.of("apple", "\u82f9\u679c", "\u68a8", "a b", "a/b", "..")) {
      for (String uri : uris) {
        assertThat(ids.add(VideoIds.of(category, URI.create(uri)))).as(uri).isTrue();
      }
    }
    assertThat(ids).allSatisfy(VideoContract::requireId);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file:/a/video.mp4|file:///a/video.mp4",
        "file:/a/video.mp4|file:/a/b/../video.mp4",
        "file:/a/v%20w.mp4|file:/a/%76%20w.mp4",
        "https://h/x.mp4|HTTPS://H/x.mp4",
        "https://h/x.mp4|https://h:443/x.mp4",
        "http://h/x.mp4|http://h:80/x.mp4",
        "https://h/x.mp4|https://me:secret@h/x.mp4",
        "https://h/%c3%a4.mp4|https://h/%C3%A4.mp4",
        "https://h/x.mp4|https://h/a/../x.mp4",
        "https://h/x.mp4|https://h/../x.mp4",
        "https://h|https://h/"
      })
  void one_video_has_one_id_however_it_is_spelled(String one, String other) {
    assertThat(VideoIds.of("apple", URI.create(other)))
        .isEqualTo(VideoIds.of("apple", URI.create(one)));
  }

  @Test
  void people_can_read_what_it_is() {
    assertThat(VideoIds.of("apple", URI.create("file:/a/Cutting%20it%20(1).mp4")))
        .matches("apple-Cutting-it-1-[0-9a-f]{16}");
    assertThat(VideoIds.of("apple", URI.create("file:/a/apple-3.mp4")))
        .matches("apple-3-[0-9a-f]{16}");
    assertThat(VideoIds.of("cr\u00e8me br\u00fbl\u00e9e", URI.create("https://h/x.mp4")))
        .matches("creme-brulee-x-[0-9a-f]{16}");
    assertThat(VideoIds.of("\u82f9\u679c", URI.create("https://h/%E6%A2%A8.mp4")))
        .matches("[0-9a-f]{16}");
    assertThat(VideoIds.of("x".repeat(100), URI.create("https://h/" + "y".repeat(3000) + ".mp4")))
        .matches("x{80}-[0-9a-f]{16}");
  }

  @Test
  void ids_stay_from_version_to_version() {
    assertThat(VideoIds.of("apple", URI.create("https://example.org/apple.mp4")))
        .isEqualTo("apple-cf2c69b89289a59e");
  }
}
