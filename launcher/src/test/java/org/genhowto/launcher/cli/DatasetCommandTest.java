package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.runtime.shard.ShardSample;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on data sets, shards and scores, as a user runs them. */
class DatasetCommandTest {
  @TempDir private Path folder;

  @BeforeEach
  void data() throws IOException {
    write("data/videos/apple.csv", "a,0.5\nb,0.4\n");
    write("data/videos/box.csv", "c,0.5\nb,0.4\n");
    write("data/annotations/apple/a.fps1.csv", "0,1\n1,2\n2,3\n");
  }

  @Test
  void a_corpus_is_split_by_video() throws IOException {
    Path json = folder.resolve("corpus.json");

    CommandLineRun run = CommandLineRun.of("dataset", "corpus", folder + "/data", "--out=" + json);

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("3 videos, 4 entries in 2 categories, 1 of them annotated");
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.at("/splits/held-out").asInt()).isEqualTo(2);
    assertThat(report.at("/splits/train").asInt()).isEqualTo(1);
  }

  @Test
  void shards_are_counted_and_their_duplicates_listed() throws IOException {
    // Given
    Path shards = shards();
    Path duplicates = folder.resolve("duplicates.tsv");
    // When
    CommandLineRun run =
        CommandLineRun.of(
            "dataset",
            "stats",
            "--shards=" + shards,
            "--corpus=" + folder.resolve("data"),
            "--duplicates=" + duplicates);
    // Then
    assertThat(run.err()).contains("shards 2/2");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("3 samples of 2 videos in 2 shards")
        .contains("100.0% of 2")
        .contains("duplicates to leave out: 2 {exact=2}");
    assertThat(Files.readAllLines(duplicates))
        .containsExactly(
            "shard\tkey\tkind\tof_shard\tof_key",
            "train-0.tar\ttwo\texact\ttrain-0.tar\tone",
            "train-1.tar\tthree\texact\ttrain-0.tar\tone");
  }

  @Test
  void shards_are_written_anew_without_duplicates() throws IOException {
    // Given
    Path shards = shards();
    Path out = folder.resolve("unique");
    // When
    CommandLineRun run =
        CommandLineRun.of("dataset", "deduplicate", "--shards=" + shards, "--out=" + out);
    CommandLineRun stats = CommandLineRun.of("dataset", "stats", "--shards=" + out);
    CommandLineRun again =
        CommandLineRun.of("dataset", "deduplicate", "--shards=" + shards, "--out=" + out);
    // Then
    assertThat(run.err()).contains("written 2/2");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("1 of 3 samples written").contains("{exact=2}");
    assertThat(stats.out())
        .contains("1 samples of 1 videos in 1 shards")
        .contains("duplicates to leave out: 0");
    try (ShardReader reader = ShardReader.open(out.resolve("train-0.tar"));
        ShardReader before = ShardReader.open(shards.resolve("train-0.tar"))) {
      ShardSample kept = reader.next().orElseThrow();
      ShardSample original = before.next().orElseThrow();
      assertThat(kept.key()).isEqualTo("one");
      assertThat(kept.fields().keySet()).isEqualTo(original.fields().keySet());
      assertThat(kept.bytes("json")).isEqualTo(original.bytes("json"));
      assertThat(reader.next()).isEmpty();
    }
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("already holds train-0.tar");
  }

  @Test
  void scores_are_held_against_annotations() throws IOException {
    write("scores/apple/a.csv", "0,0.9,0,0\n1,0,0,0.9\n2,0,0.9,0\n");

    CommandLineRun run =
        CommandLineRun.of(
            "evaluate",
            "localizer",
            "--data=" + folder + "/data",
            "--scores=" + folder + "/scores");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("1 videos measured").contains("sp 100.0");
  }

  @Test
  void bad_input_is_said_and_ends_with_two() throws IOException {
    Path broken = Files.createDirectories(folder.resolve("broken"));
    write("broken/videos/apple.csv", "a;0.5\n");

    CommandLineRun none = CommandLineRun.of("dataset", "stats", "--shards=" + folder + "/none");
    CommandLineRun empty = CommandLineRun.of("dataset", "stats", "--shards=" + broken);
    CommandLineRun list = CommandLineRun.of("dataset", "corpus", broken.toString());
    CommandLineRun bare = CommandLineRun.of("dataset");

    assertThat(none.err()).contains("There is no folder of shards at");
    assertThat(empty.err()).contains("holds no .tar");
    assertThat(list.err()).contains("apple.csv, line 1: 'a;0.5', expected");
    assertThat(bare.err()).contains("corpus").contains("stats");
    assertThat(new int[] {none.code(), empty.code(), list.code(), bare.code()}).containsOnly(2);
  }

  /** The first sample of the first shard, and twice the same frames under other names. */
  private Path shards() throws IOException {
    Path shards = Files.createDirectories(folder.resolve("shards"));
    RgbImage frame = new RgbImage(2, 1, new byte[] {1, 2, 3, 9, 8, 7});
    try (TestShard shard = TestShard.create(shards.resolve("train-0.tar"))) {
      shard.add("one", frame, lineage("a", 0.9));
      shard.add("two", frame, lineage("b", 0.8));
    }
    try (TestShard shard = TestShard.create(shards.resolve("train-1.tar"))) {
      shard.add("three", frame, lineage("b", 0.7));
    }
    return shards;
  }

  private static String lineage(String video, double confidence) {
    return """
    {"videoId": "%s", "category": "apple", "split": "train", "confidence": %s,
     "geometricMean": 0.95, "seconds": {"initial": 1, "action": 2, "final": 3}}
    """
        .formatted(video, confidence);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
