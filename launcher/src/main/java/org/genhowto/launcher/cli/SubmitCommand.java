package org.genhowto.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.station.RobotClient;
import org.genhowto.launcher.video.VideoReferences;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Video references in. */
@Command(
    name = "submit",
    description = "Sends references of videos to a running system.",
    footer = "A folder stands for the videos in its sub-folders, each named after a category.")
final class SubmitCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "URI",
      description = "Files, folders, or file:, http: and https: addresses.")
  private List<String> uris = List.of();

  @Option(
      names = "--category",
      description =
          "Interaction category, such as apple; a folder's files have that of the folder.")
  private @Nullable String category;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  SubmitCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<VideoReference> references = VideoReferences.of(uris, category);
    Configuration configuration = cluster.reached();
    try (Platform platform = Platform.from(configuration);
        RobotClient client = new RobotClient(platform)) {
      for (VideoReference reference : references) {
        client.send(Topics.VIDEO_REFERENCES, reference.getVideoId(), reference);
        out.printf(
            "submitted %s (%s) %s%n",
            reference.getVideoId(), reference.getCategory(), reference.getUri());
      }
    }
    out.flush();
    return 0;
  }
}
