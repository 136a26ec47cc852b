package org.genhowto.launcher.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Deletion;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.dataset.version.VersionCut;
import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.options.DatasetOption;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.EvaluationSample;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Samples that are to go. */
@Command(
    name = "delete",
    description = {
      "Takes samples out of the dataset for good: a new version has none of them, and no later one",
      "takes them in again. Only shards that hold one are written anew; the bytes of the other",
      "samples stay. Versions that are there keep them until `dataset purge` removes those; then",
      "`dataset check --absent` finds no byte. With --evaluation its evaluation samples are taken",
      "back too, and the metrics measured without them."
    })
final class DeleteCommand implements Callable<Integer> {
  @Option(names = "--video", paramLabel = "ID", description = "Of a video; may be repeated.")
  private List<String> videos = new ArrayList<>();

  @Option(names = "--triplet", paramLabel = "ID", description = "One triplet; may be repeated.")
  private List<String> triplets = new ArrayList<>();

  @Option(
      names = "--source",
      paramLabel = "PREFIX",
      description = "Of videos whose address begins so, such as https://host/; may be repeated.")
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--licence",
      paramLabel = "NAME",
      description =
          "Of videos that were submitted under a licence of that very name; may be repeated.")
  private List<String> licences = new ArrayList<>();

  @Option(
      names = "--list",
      paramLabel = "FILE",
      description = "Of the videos whose ids the file lists, one a line.")
  private @Nullable Path list;

  @Option(
      names = "--evaluation",
      description = {
        "Also takes back evaluation samples of images that are a frame of theirs or were generated",
        "from one; needs Kafka, the registry and the blob store."
      })
  private boolean evaluation;

  @Option(names = "--dry-run", description = "Says how many samples it would be, and does nothing.")
  private boolean dryRun;

  @Mixin private DatasetOption dataset = new DatasetOption();

  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  DeleteCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Deletion deletion = deletion();
    Configuration configuration =
        dataset.over(evaluation ? cluster.reached() : cluster.configuration());
    try (DatasetStore store = VersionSettings.open(configuration)) {
      Manifest newest = store.called(Optional.empty());
      Deletion.Reach reach = deletion.reach(store, newest);
      VersionText.print(
          spec,
          "%d of %d samples of version %d, in %d of %d shards"
              .formatted(
                  reach.samples(),
                  newest.samples(),
                  newest.version(),
                  reach.shards(),
                  newest.shards().size()));
      if (evaluation) {
        retract(deletion, store, configuration);
      }
      if (dryRun) {
        return 0;
      }
      store.delete(deletion);
      Optional<VersionCut.Cut> cut =
          new VersionCut(store, VersionSettings.from(configuration)).cut(List.of());
      cut.ifPresent(made -> VersionText.print(spec, VersionText.line(made.manifest())));
    }
    return 0;
  }

  /** Before the deletion: where it fails, the command is given again and finds all of it. */
  private void retract(Deletion deletion, DatasetStore store, Configuration configuration)
      throws IOException, InterruptedException {
    try (Platform platform = Platform.from(configuration)) {
      EvaluationRetraction retraction = new EvaluationRetraction(platform);
      Map<String, EvaluationSample> samples = retraction.found(deletion, store);
      if (!dryRun) {
        retraction.retract(samples);
      }
      VersionText.print(
          spec,
          "%d evaluation samples %s"
              .formatted(samples.size(), dryRun ? "to be taken back" : "taken back"));
    }
  }

  private Deletion deletion() throws IOException {
    Set<String> ids = new HashSet<>(videos);
    if (list != null) {
      if (!Files.isRegularFile(list)) {
        throw new IllegalArgumentException("There is no list of videos at " + list + ".");
      }
      Files.readAllLines(list).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .forEach(ids::add);
    }
    if (ids.isEmpty() && triplets.isEmpty() && sources.isEmpty() && licences.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "delete what? expected --video, --triplet, --source, --licence or --list");
    }
    return new Deletion(ids, Set.copyOf(triplets), sources, Set.copyOf(licences));
  }
}
