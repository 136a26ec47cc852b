package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.localizer.network.LocalizerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A localizer trained from the command line on rendered videos, and then measured. */
@Tag("slow")
class TrainLocalizerCommandTest {
  private static final Path CLIP = Path.of("../miniature/models/clip");

  @TempDir private static Path world;
  @TempDir private Path folder;

  @BeforeAll
  static void render() {
    CommandLineRun run =
        CommandLineRun.of(
            "miniature", "render", "--out=" + world, "--category=apple,mug", "--count=2");
    assertThat(run.code()).as(run.err()).isZero();
  }

  @Test
  void a_corpus_is_learnt_from_resumed_and_measured() throws IOException {
    // When
    CommandLineRun run = train("--videos=" + world, "--corpus=" + world, "--views=1");
    assertThat(run.code()).as(run.err()).isZero();
    List<Path> features = features();
    CommandLineRun more = train("--videos=" + world, "--corpus=" + world, "--views=1", "--runs=2");
    CommandLineRun measured =
        CommandLineRun.of(
            "evaluate",
            "localizer",
            "--data=" + world,
            "--videos=" + world,
            "--model=" + folder.resolve("localizer"),
            "--clip=" + CLIP,
            "--scores=" + folder.resolve("scores"));
    // Then
    assertThat(run.out())
        .contains("4 videos of 2 categories")
        .containsPattern("run 1 of 1, epoch 2 of 2: loss \\S+, confidence \\S+, 0 s to go");
    assertThat(run.err()).contains("features 4/4");
    assertThat(features).hasSize(4);
    assertThat(more.code()).as(more.err()).isZero();
    assertThat(more.out()).contains("run 2 of 2, epoch 2 of 2").doesNotContain("run 1 of 2");
    assertThat(measured.code()).as(measured.err()).isZero();
    assertThat(measured.err()).contains("scored 4/4");
    assertThat(measured.out()).contains("4 videos measured, 0 annotated ones without scores");
    try (NDManager manager = NDManager.newBaseManager();
        LocalizerNetwork network =
            LocalizerNetwork.load(manager, folder.resolve("localizer"), CLIP)) {
      assertThat(network.runs()).isEqualTo(2);
      assertThat(network.categories()).containsExactly("apple", "mug");
    }
  }

  @Test
  void folders_named_after_categories_are_enough_and_broken_videos_are_named() throws IOException {
    // Given
    Path videos = folder.resolve("videos");
    Files.createDirectories(videos.resolve("apple"));
    Files.createDirectories(videos.resolve("mug"));
    for (Path file : files(world.resolve("media"))) {
      String name = String.valueOf(file.getFileName());
      Files.copy(file, videos.resolve(name.replaceFirst("-.*", "")).resolve(name));
    }
    Files.writeString(videos.resolve("mug/broken.mp4"), "no video");
    // When
    CommandLineRun run = train("--videos=" + videos);
    CommandLineRun other = train("--videos=" + videos, "--epochs=3");
    // Then
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("5 videos of 2 categories");
    assertThat(run.err()).contains("left out: ").contains("broken.mp4: The file is not a readable");
    assertThat(folder.resolve("localizer/run-0.safetensors")).exists();
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("holds a training with --epochs 2, not 3");
  }

  @Test
  void the_image_tower_is_trained_along_where_its_rate_is_given() throws IOException {
    CommandLineRun run = train("--videos=" + world, "--corpus=" + world, "--tower-rate=1e-3");
    CommandLineRun two =
        train("--videos=" + world, "--corpus=" + world, "--tower-rate=1e-3", "--runs=2");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("run 1 of 1, epoch 2 of 2");
    Path tower = folder.resolve("localizer/clip/model.safetensors");
    assertThat(tower).exists();
    assertThat(two.code()).isEqualTo(2);
    assertThat(two.err()).contains("expected a rate above 0, one run");
    try (NDManager manager = NDManager.newBaseManager();
        LocalizerNetwork network =
            LocalizerNetwork.load(manager, folder.resolve("localizer"), CLIP)) {
      assertThat(network.runs()).isEqualTo(1);
    }
  }

  @Test
  void what_is_missing_is_said_in_a_word() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    CommandLineRun none = train("--videos=" + folder.resolve("none"));
    CommandLineRun noVideos = train("--videos=" + empty);
    CommandLineRun noFiles = train("--videos=" + empty, "--corpus=" + world);
    CommandLineRun noClip = train("--videos=" + world, "--corpus=" + world, "--clip=" + empty);
    CommandLineRun noCorpus = train("--videos=" + empty, "--unannotated");

    assertThat(none.err()).contains("There is no folder of videos at");
    assertThat(noVideos.err()).contains("holds no videos, expected files in sub-folders");
    assertThat(noFiles.err()).contains("holds none of the 4 videos of the data set");
    assertThat(noClip.err()).contains("config.json");
    assertThat(noCorpus.err()).contains("--unannotated needs --corpus");
    assertThat(Stream.of(none, noVideos, noFiles, noClip, noCorpus).map(CommandLineRun::code))
        .containsOnly(2);
  }

  @Test
  void help_teaches() {
    CommandLineRun run = CommandLineRun.of("train", "localizer", "--help");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("--corpus").contains("1.2 MB a video");
  }

  private CommandLineRun train(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("train", "localizer", "--out=" + folder.resolve("localizer")));
    arguments.addAll(List.of(more));
    for (String option : List.of("--clip=" + CLIP, "--epochs=2", "--runs=1")) {
      String name = option.substring(0, option.indexOf('='));
      if (arguments.stream().noneMatch(argument -> argument.startsWith(name))) {
        arguments.add(option);
      }
    }
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private List<Path> features() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("localizer-training/features"))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }
}
