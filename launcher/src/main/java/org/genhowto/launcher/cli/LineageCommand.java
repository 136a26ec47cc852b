package org.genhowto.launcher.cli;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.options.DatasetOption;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.release.Ancestry;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** From weights to the videos they learned from, and back. */
@Command(
    name = "lineage",
    description = {
      "Says which videos a release learned from, itself and through the weights it went on from;",
      "with --video, which versions of weights learned from that video. What a version of the",
      "dataset held is known while that version is there."
    })
final class LineageCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "VERSION",
      description = "Of weights, as releases, model cards and results name it.")
  private @Nullable String version;

  @Option(names = "--video", paramLabel = "ID", description = "A video, to go the other way.")
  private @Nullable String video;

  @Mixin private DatasetOption dataset = new DatasetOption();

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  LineageCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if ((version == null) == (video == null)) {
      throw new ParameterException(
          spec.commandLine(), "lineage of what? expected VERSION or --video ID");
    }
    Configuration settings = dataset.over(cluster.reached());
    try (Platform platform = Platform.from(settings);
        DatasetStore store = VersionSettings.open(settings)) {
      Collection<TrainingStatus> trainings =
          TopicContents.table(platform, Topics.TRAININGS).values();
      if (version != null) {
        ofVersion(version, new Ancestry(trainings), store);
      } else if (video != null) {
        ofVideo(video, new Ancestry(trainings), store);
      }
      return 0;
    }
  }

  private void ofVersion(String wanted, Ancestry ancestry, DatasetStore store) throws IOException {
    // Results name the version of the base model behind that of the weights.
    String weights =
        ancestry.versions().contains(wanted) ? wanted : wanted.replaceFirst("-[^-]*$", "");
    List<TrainingStatus> line = ancestry.of(weights);
    if (line.isEmpty()) {
      print(wanted + ": no trainer of this cluster made it, so what it learned from is not known");
    }
    for (TrainingStatus training : line) {
      print(ReleaseText.training(training));
      Optional<SortedSet<String>> videos = videos(training, store);
      print(
          videos
              .map(ids -> "%d videos%n%s".formatted(ids.size(), ReleaseText.ids(ids)))
              .orElse("  its version of the dataset is there no longer"));
    }
  }

  private void ofVideo(String wanted, Ancestry ancestry, DatasetStore store) throws IOException {
    Map<String, Boolean> holds = new HashMap<>();
    int found = 0;
    for (String weights : new TreeSet<>(ancestry.versions())) {
      List<TrainingStatus> line = ancestry.of(weights);
      for (int i = 0; i < line.size(); i++) {
        String training = line.get(i).getRequest().getTrainingId();
        if (!holds.containsKey(training)) {
          holds.put(
              training, videos(line.get(i), store).filter(ids -> ids.contains(wanted)).isPresent());
        }
        if (Boolean.TRUE.equals(holds.get(training))) {
          print(
              "%s learned from it %s"
                  .formatted(weights, i == 0 ? "itself" : "through " + training));
          found++;
          break;
        }
      }
    }
    print("%d versions of weights learned from %s".formatted(found, wanted));
  }

  private static Optional<SortedSet<String>> videos(TrainingStatus training, DatasetStore store)
      throws IOException {
    Optional<Manifest> manifest = store.version(training.getRequest().getDatasetVersion());
    if (manifest.isEmpty()) {
      return Optional.empty();
    }
    SortedSet<String> ids = new TreeSet<>();
    for (Manifest.Shard shard : manifest.get().shards()) {
      if (shard.split().equals(Manifest.TRAIN)) {
        store.samples(shard.file(), (line, sample) -> ids.add(sample.videoId()));
      }
    }
    return Optional.of(ids);
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
