package org.genhowto.miniature.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.genhowto.dataset.corpus.Corpus;
import org.genhowto.dataset.corpus.CorpusVideo;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoFolderTest {
  @TempDir private Path folder;

  @Test
  void rendered_videos_are_read_as_change_it_is() throws IOException {
    // Given
    VideoFolder videos = VideoFolder.render(folder, Edition.FIRST, List.of(Category.APPLE), 7, 9);
    // When
    Corpus corpus = Corpus.read(folder);
    // Then
    assertThat(corpus.videos())
        .hasSize(2)
        .allSatisfy(
            video -> {
              assertThat(video.category()).isEqualTo("apple");
              assertThat(video.relevance().orElseThrow()).isBetween(.3, 1.);
              assertThat(labels(video)).isEqualTo(videos.labels(Category.APPLE, video.videoId()));
            });
  }

  private static int[] labels(CorpusVideo video) {
    return IntStream.range(0, video.labels().size())
        .map(second -> video.labels().get(second).ordinal())
        .toArray();
  }
}
