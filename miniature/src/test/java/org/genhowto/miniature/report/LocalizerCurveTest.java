package org.genhowto.miniature.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.genhowto.localizer.network.LocalizerNetwork;
import org.genhowto.miniature.video.VideoScript;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.World;
import org.junit.jupiter.api.Test;

class LocalizerCurveTest {
  private static final Path MODELS = Path.of("models");

  @Test
  void only_in_the_last_video_nothing_happens() {
    List<VideoScript> videos = LocalizerCurve.videos(World.committed());

    assertThat(videos.subList(0, videos.size() - 1)).allMatch(LocalizerCurveTest::happens);
    assertThat(happens(videos.get(videos.size() - 1))).isFalse();
    assertThat(videos).anyMatch(video -> World.committed().heldOut(video.category()));
  }

  @Test
  void the_figure_has_a_line_for_each_run_and_the_three_chosen_frames() {
    VideoScript video = LocalizerCurve.videos(World.committed()).get(0);
    try (var manager = NDManager.newBaseManager();
        var localizer =
            LocalizerNetwork.load(manager, MODELS.resolve("localizer"), MODELS.resolve("clip"))) {
      LocalizerCurve curve = LocalizerCurve.of(localizer, video);
      String html = LocalizerFigure.of(curve, World.committed()).render();

      assertThat(curve.runs()).hasSize(localizer.runs());
      assertThat(curve.runs().get(0).frames()).isEqualTo(video.seconds());
      assertThat(count(html, "<svg")).isEqualTo(3);
      assertThat(count(html, "<path")).isEqualTo(3 * localizer.runs());
      assertThat(count(html, "<rect class=\"band two\"")).isEqualTo(seconds(video, Phase.ACTION));
      assertThat(count(html, "<img")).isEqualTo(3);
    }
  }

  private static boolean happens(VideoScript video) {
    return seconds(video, Phase.ACTION) > 0;
  }

  private static int seconds(VideoScript video, Phase phase) {
    return (int) Arrays.stream(video.labels()).filter(label -> label == phase.label()).count();
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }
}
