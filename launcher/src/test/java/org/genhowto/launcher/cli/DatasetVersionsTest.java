package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about versions, on a dataset of 40 synthetic triplets. */
class DatasetVersionsTest {
  private static final String DELETED = "bench-0000007";

  @TempDir Path folder;
  private String dataset;

  @BeforeEach
  void write() {
    CommandLineRun run =
        CommandLineRun.of("bench", "dataset", "--samples", "40", "--folder", folder.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("40 samples");
    dataset = folder.resolve("dataset-40").toString();
  }

  @Test
  void a_deleted_video_is_nowhere_once_older_versions_are_purged() throws Exception {
    assertThat(run("delete", "--video", DELETED, "--dry-run").out())
        .contains("1 of 40 samples of version 1, in 1 of 3 shards");
    assertThat(run("versions").out()).doesNotContain("version 2");

    run("delete", "--video", DELETED);

    assertThat(run("versions").out()).contains("version 2: 39 samples", "{deleted=1}");
    assertThat(run("diff", "1", "2").out())
        .contains(
            "- " + DELETED + "-0-1-2", "0 added, 1 removed, 0 changed; 2 shards are the same");
    assertThat(check("--at", "1").code()).isEqualTo(1);
    assertThat(check().code()).isZero();
    assertThat(run("purge", "--grace", "0").out()).contains("1 versions");
    for (Path file : files("shards", "segments", "versions")) {
      if (!file.getFileName()
          .toString()
          .startsWith("left-out-")) { // It says what was left out, on purpose.
        assertThat(
                new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
            .doesNotContain(DELETED);
      }
    }
  }

  @Test
  void a_selection_with_a_deleted_sample_is_found_and_purged() throws Exception {
    run("select", "--where", "confidence>=0", "--per-category", "1000");
    run("delete", "--video", DELETED);

    CommandLineRun held = check();
    assertThat(held.code()).isEqualTo(1);
    assertThat(held.out()).contains("stands in 0 objects of version 2", "objects of selection s");

    assertThat(run("purge", "--grace", "0").out()).contains("held what was deleted: removed");
    CommandLineRun clean = check();
    assertThat(clean.code()).as(clean.out()).isZero();
    assertThat(files("selections")).isEmpty();
  }

  @Test
  void samples_are_shown_with_where_they_come_from() throws Exception {
    Path page = folder.resolve("page.html");

    assertThat(run("show", "--random", "5", "--out", page.toString()).out())
        .contains("5 samples in");
    run("show", DELETED, "--out", page.toString());

    assertThat(Files.readString(page))
        .contains("<h2>bench-0000007-0-1-2</h2>", "slices of thing 7", "videoSha256", "second 2");
  }

  @Test
  void metadata_is_exported_as_a_table() throws Exception {
    Path file = folder.resolve("metadata.avro");

    assertThat(run("export", "--metadata", file.toString()).out()).contains("40 samples in");

    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
      assertThat(reader.getMetaString("genhowto.version")).isEqualTo("1");
      GenericRecord sample = reader.next();
      assertThat(sample.get("tripletId")).hasToString(sample.get("videoId") + "-0-1-2");
      assertThat(sample.get("finalSecond")).isEqualTo(2);
      assertThat(sample.get("captionAgreement")).isNull();
      assertThat(sample.get("captionFlaws").toString()).contains("object-missing");
      assertThat(sample.get("shard").toString()).startsWith("shards/");
      int more = 0;
      for (; reader.hasNext(); more++) {
        reader.next();
      }
      assertThat(more).isEqualTo(39);
    }
  }

  @Test
  void a_selection_is_read_by_its_id() {
    String id =
        run("select", "--where", "category=apple", "--per-category", "3")
            .out()
            .lines()
            .findFirst()
            .orElseThrow();

    CommandLineRun stats = CommandLineRun.of("dataset", "stats", "--shards", dataset, "--at", id);

    assertThat(stats.out()).contains("9 samples of 9 videos in 3 shards");
    assertThat(CommandLineRun.of("dataset", "stats", "--shards", dataset).out())
        .contains("40 samples of 40 videos");
  }

  @Test
  void what_is_not_there_is_a_sentence() {
    CommandLineRun absent = CommandLineRun.of("dataset", "stats", "--shards", dataset, "--at", "9");
    assertThat(absent.code()).isNotZero();
    assertThat(absent.err()).contains("has no version 9").doesNotContain("at org.genhowto");
    assertThat(CommandLineRun.of("dataset", "delete", "--dataset", dataset).err())
        .contains("delete what?");
    assertThat(run("select", "--where", "confidence~1").err())
        .contains("condition is 'confidence~1'");
  }

  private CommandLineRun check(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("dataset", "check", "--shards", dataset, "--absent", DELETED));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private CommandLineRun run(String... command) {
    List<String> arguments = new ArrayList<>(List.of("dataset"));
    arguments.addAll(List.of(command));
    arguments.addAll(List.of("--dataset", dataset));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private List<Path> files(String... folders) throws Exception {
    List<Path> files = new ArrayList<>();
    for (String name : folders) {
      Path below = Path.of(dataset, name);
      if (Files.isDirectory(below)) {
        try (var walk = Files.walk(below)) {
          walk.filter(Files::isRegularFile).forEach(files::add);
        }
      }
    }
    return files;
  }
}
