package org.genhowto.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.genhowto.generator.release.Releases;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.options.Models;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts weights in service of running generators. */
@Command(
    name = "release",
    description = {
      "Puts GenHowTo's weights in service of running generators, while requests go on:",
      "NETWORK is generator-action or generator-final-state. The folder is checked, its files are",
      "stored in the blob store, and every worker reads them from there. Releasing an earlier",
      "folder again rolls back. `release list` says what is released."
    })
final class ReleaseCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NETWORK",
      description = "generator-action or generator-final-state.")
  private @Nullable String network;

  @Option(
      names = "--weights",
      paramLabel = "FOLDER",
      description = "Folder with GenHowTo's weights for that target.")
  private @Nullable Path weights;

  @Option(
      names = "--model",
      paramLabel = "FOLDER",
      description = "The base model they go with (default ${DEFAULT-VALUE}).")
  private Path model = Models.folder().resolve("diffusion");

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ReleaseCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (network == null || weights == null) {
      throw new ParameterException(
          spec.commandLine(), "release needs NETWORK and --weights FOLDER, or list");
    }
    Target target = target(network);
    PrintWriter out = spec.commandLine().getOut();
    try (Platform platform = Platform.from(cluster.reached());
        TopicSender sender = TopicSender.of("release", platform)) {
      ModelRelease before = released(platform).get(network);
      ModelRelease release = Releases.store(target, weights, model, platform.blobs());
      sender.sendAndWait(Topics.MODEL_RELEASES, network, release);
      out.printf(
          "%s: %s, before %s%n",
          network, release.getVersion(), before == null ? "none" : before.getVersion());
      out.flush();
      return 0;
    }
  }

  @Command(name = "list", description = "Says which version of each network is released.")
  int list(@Mixin ClusterOptions of) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Platform platform = Platform.from(of.reached())) {
      Map<String, ModelRelease> released = released(platform);
      if (released.isEmpty()) {
        out.println("nothing is released: generators serve what their settings name");
      }
      released
          .values()
          .forEach(
              each ->
                  out.printf(
                      "%-24s %-16s %s%n", each.getNetwork(), each.getVersion(), each.getUri()));
      out.flush();
      return 0;
    }
  }

  private static Target target(String network) {
    return Releases.target(network)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "NETWORK is '%s', expected one of %s"
                        .formatted(
                            network,
                            Arrays.stream(Target.values()).map(Releases::network).toList())));
  }

  /** The newest release of each network. */
  private static Map<String, ModelRelease> released(Platform platform) {
    Map<String, ModelRelease> newest = new TreeMap<>();
    TopicContents.read(platform, Topics.MODEL_RELEASES)
        .forEach(release -> newest.put(release.getNetwork(), release));
    return newest;
  }
}
