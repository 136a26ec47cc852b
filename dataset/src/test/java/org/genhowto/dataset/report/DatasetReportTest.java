package org.genhowto.dataset.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.genhowto.dataset.looks.FrameHash;
import org.genhowto.dataset.looks.Waves;
import org.genhowto.dataset.report.DatasetReport.CategoryCount;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.Resampling;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetReportTest {
  @TempDir private Path folder;

  /** A sample whose three pictures follow from one number. */
  private record Sample(
      String key, String video, int second, double confidence, int look, double quality) {
    Map<String, byte[]> fields(String category, String split, String action, String last) {
      Map<String, byte[]> fields = new LinkedHashMap<>();
      String lineage =
          """
          {"videoId": "%s", "category": "%s", "split": "%s", "confidence": %s,
           "geometricMean": %s, "seconds": {"initial": %d, "action": %d, "final": %d}}
          """
              .formatted(
                  video,
                  category,
                  split,
                  confidence,
                  Math.cbrt(confidence),
                  second,
                  second + 10,
                  second + 20);
      fields.put("initial.jpg", Images.jpeg(Waves.picture(look), quality));
      fields.put("action.jpg", Images.jpeg(Waves.picture(look + 1), quality));
      fields.put("state.jpg", Images.jpeg(Waves.picture(look + 2), quality));
      fields.put("action.txt", action.getBytes(StandardCharsets.UTF_8));
      fields.put("state.txt", last.getBytes(StandardCharsets.UTF_8));
      fields.put("json", lineage.getBytes(StandardCharsets.UTF_8));
      return fields;
    }

    Map<String, byte[]> fields() {
      return fields("apple", "train", "cutting an apple", "a sliced apple");
    }
  }

  @Test
  void samples_are_counted_and_the_kept_share_is_of_all_published_videos() throws IOException {
    // Given
    Sample one = new Sample("one", "v1", 0, .9, 1, .9);
    Sample two = new Sample("two", "v1", 50, .3, 100, .9);
    Sample three = new Sample("three", "v2", 0, .95, 200, .9);
    Path shard = shard("train-0.tar", Map.of("one", one.fields(), "two", two.fields()));
    Path other = shard("test-0.tar", Map.of("three", three.fields("ball", "test", "a", "b")));
    List<String> progress = new ArrayList<>();
    // When
    DatasetReport report =
        DatasetReport.of(
            List.of(shard, other),
            Map.of("apple", 4, "box", 2),
            (done, total) -> progress.add(done + "/" + total));
    // Then
    assertThat(report.samples()).isEqualTo(3);
    assertThat(report.videos()).isEqualTo(2);
    assertThat(report.splits()).isEqualTo(Map.of("train", 2, "test", 1));
    assertThat(report.categories())
        .isEqualTo(
            Map.of(
                "apple", new CategoryCount(2, 1, 4, .25),
                "box", new CategoryCount(0, 0, 2, 0.),
                "ball", new CategoryCount(1, 1, null, null)));
    assertThat(report.confidence()).containsExactly(0, 0, 0, 1, 0, 0, 0, 0, 0, 2);
    assertThat(report.duplicates()).isEmpty();
    assertThat(report.videosInSeveralSplits()).isEmpty();
    assertThat(report.outOfOrder()).isZero();
    assertThat(progress).containsExactly("1/2", "2/2");
    assertThat(report.text()).contains("2 samples of 1 videos, 25.0% of 4");
  }

  @Test
  void duplicates_are_found_by_bytes_by_time_and_by_looks() throws IOException {
    // Given
    Map<String, Map<String, byte[]>> samples = new LinkedHashMap<>();
    for (Sample sample :
        List.of(
            new Sample("best", "v1", 100, .9, 1, .95),
            new Sample("same-bytes", "v2", 7, .8, 1, .95),
            new Sample("same-seconds", "v1", 100, .7, 50, .95),
            new Sample("a-second-later", "v1", 101, .6, 60, .95),
            new Sample("compressed-again", "v3", 7, .5, 1, .6),
            new Sample("other-moment", "v1", 300, .4, 70, .95))) {
      samples.put(sample.key(), sample.fields());
    }
    // When
    DatasetReport report = report(shard("train-0.tar", samples));
    // Then
    assertThat(report.leftOut())
        .extracting(left -> left.key() + " " + left.kind() + " of " + left.ofKey())
        .containsExactly(
            "same-bytes exact of best",
            "same-seconds exact of best",
            "a-second-later near-in-time of best",
            "compressed-again near-in-looks of best");
    assertThat(report.duplicates())
        .isEqualTo(Map.of("exact", 2, "near-in-time", 1, "near-in-looks", 1));
  }

  @Test
  void what_is_wrong_with_captions_is_counted() throws IOException {
    // Given
    Sample one = new Sample("one", "v1", 0, .9, 1, .9);
    Sample two = new Sample("two", "v2", 0, .9, 100, .9);
    Sample three = new Sample("three", "v3", 0, .9, 200, .9);
    String sixteen = "a b c d e f g h i j k l m n o p";
    Path shard =
        shard(
            "train-0.tar",
            Map.of(
                "one", one.fields("apple", "train", "An apple", "an  apple\n"),
                "two", two.fields("apple", "train", " ", sixteen),
                "three", three.fields("apple", "train", "an apple", "sliced")));
    // When
    CaptionProblems captions = report(shard).captions();
    // Then
    assertThat(captions).isEqualTo(new CaptionProblems(6, 1, 1, 1, "an apple", 3));
  }

  @Test
  void a_video_in_two_splits_is_named() throws IOException {
    Path train = shard("train-0.tar", Map.of("a", new Sample("a", "v", 0, .9, 1, .9).fields()));
    Path test =
        shard(
            "test-0.tar",
            Map.of("b", new Sample("b", "v", 90, .9, 90, .9).fields("apple", "test", "a", "b")));

    assertThat(report(train, test).videosInSeveralSplits()).containsExactly("v");
  }

  @Test
  void a_sample_without_lineage_is_named() throws IOException {
    Map<String, byte[]> fields = new Sample("a", "v", 0, .9, 1, .9).fields();
    fields.put("json", "{\"videoId\": \"v\"}".getBytes(StandardCharsets.UTF_8));
    Path shard = shard("train-0.tar", Map.of("a", fields));

    assertThatThrownBy(() -> report(shard))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sample a of train-0.tar is no training sample")
        .hasMessageContaining("its lineage has no 'seconds'");
  }

  @Test
  void hashes_survive_size_and_compression_and_tell_pictures_apart() {
    long hash = FrameHash.of(Images.png(Waves.picture(5)));

    RgbImage smaller = Waves.picture(5).resize(48, 36, Resampling.BICUBIC);
    assertThat(FrameHash.distance(hash, FrameHash.of(Images.jpeg(smaller, .7))))
        .isLessThanOrEqualTo(3);
    assertThat(FrameHash.distance(hash, FrameHash.of(Images.png(Waves.picture(6)))))
        .isGreaterThan(10);
  }

  private DatasetReport report(Path... shards) throws IOException {
    return DatasetReport.of(List.of(shards), Map.of(), (done, total) -> {});
  }

  private Path shard(String name, Map<String, Map<String, byte[]>> samples) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (Map.Entry<String, Map<String, byte[]>> sample : samples.entrySet()) {
        for (Map.Entry<String, byte[]> field : sample.getValue().entrySet()) {
          TarArchiveEntry entry = new TarArchiveEntry(sample.getKey() + "." + field.getKey());
          entry.setSize(field.getValue().length);
          tar.putArchiveEntry(entry);
          tar.write(field.getValue());
          tar.closeArchiveEntry();
        }
      }
    }
    return Files.write(folder.resolve(name), bytes.toByteArray());
  }
}
