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
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.ReleaseDecision;
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
      "folder again rolls back.",
      "",
      "With --candidate the weights are tried first: generators hold them beside those in service,",
      "the worker held-out has both answer the same requests, and the worker metrics compares the",
      "images and says PROMOTE or HOLD. `release list` shows what is released, what is tried and",
      "what was decided; `release promote` puts the candidate in service, `release withdraw` ends",
      "the trial.",
      "",
      "  genhowto release generator-action --weights new/action --candidate",
      "  genhowto release list",
      "  genhowto release promote generator-action"
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

  @Option(
      names = "--candidate",
      description = "Try the weights beside those in service, instead of having them serve.")
  private boolean candidate;

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
    GeneratorNetwork serving = network(network);
    GeneratorNetwork placed = candidate ? GeneratorNetwork.candidate(serving.target()) : serving;
    PrintWriter out = spec.commandLine().getOut();
    try (Platform platform = Platform.from(cluster.reached());
        TopicSender sender = TopicSender.of("release", platform)) {
      ModelRelease before = released(platform).get(placed.spelling());
      ModelRelease release = Releases.store(placed, weights, model, platform.blobs());
      sender.sendAndWait(Topics.MODEL_RELEASES, placed.spelling(), release);
      out.printf(
          "%s: %s, before %s%n",
          placed.spelling(), release.getVersion(), before == null ? "none" : before.getVersion());
      out.flush();
      return 0;
    }
  }

  @Command(
      name = "list",
      description =
          "Says which version of each network is released or tried, and what was decided of it.")
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
                      "%-34s %-16s %s%n", each.getNetwork(), each.getVersion(), each.getUri()));
      decisions(platform)
          .forEach(
              (key, each) ->
                  out.printf(
                      "%-34s %-16s %s: %s%n",
                      each.getNetwork(),
                      each.getCandidate(),
                      each.getDecision(),
                      each.getReason()));
      out.flush();
      return 0;
    }
  }

  @Command(
      name = "promote",
      description = "Puts the candidate of a network in service, whatever was decided of it.")
  int promote(@Mixin NetworkArgument network, @Mixin ClusterOptions of)
      throws InterruptedException {
    GeneratorNetwork serving = network.serving();
    try (Platform platform = Platform.from(of.reached());
        TopicSender sender = TopicSender.of("release", platform)) {
      ModelRelease tried = tried(platform, serving);
      sender.sendAndWait(
          Topics.MODEL_RELEASES,
          serving.spelling(),
          ModelRelease.newBuilder(tried).setNetwork(serving.spelling()).build());
      withdraw(sender, serving);
      spec.commandLine().getOut().printf("%s: %s%n", serving.spelling(), tried.getVersion());
      spec.commandLine().getOut().flush();
      return 0;
    }
  }

  @Command(name = "withdraw", description = "Ends the trial of a network's candidate.")
  int withdraw(@Mixin NetworkArgument network, @Mixin ClusterOptions of)
      throws InterruptedException {
    GeneratorNetwork serving = network.serving();
    try (Platform platform = Platform.from(of.reached());
        TopicSender sender = TopicSender.of("release", platform)) {
      ModelRelease tried = tried(platform, serving);
      withdraw(sender, serving);
      spec.commandLine()
          .getOut()
          .printf("%s: %s is tried no longer%n", serving.spelling(), tried.getVersion());
      spec.commandLine().getOut().flush();
      return 0;
    }
  }

  private static void withdraw(TopicSender sender, GeneratorNetwork serving)
      throws InterruptedException {
    sender.deleteAndWait(
        Topics.MODEL_RELEASES, GeneratorNetwork.candidate(serving.target()).spelling());
  }

  private static ModelRelease tried(Platform platform, GeneratorNetwork serving)
      throws InterruptedException {
    String name = GeneratorNetwork.candidate(serving.target()).spelling();
    ModelRelease tried = released(platform).get(name);
    if (tried == null) {
      throw new IllegalArgumentException(
          "%s has no candidate: release %s --weights FOLDER --candidate begins a trial"
              .formatted(serving.spelling(), serving.spelling()));
    }
    return tried;
  }

  private static GeneratorNetwork network(String name) {
    return GeneratorNetwork.named(name)
        .filter(network -> network.duty() == GeneratorNetwork.Duty.SERVING)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "NETWORK is '%s', expected one of %s"
                        .formatted(
                            name,
                            Arrays.stream(Target.values())
                                .map(target -> GeneratorNetwork.serving(target).spelling())
                                .toList())));
  }

  /** The newest release of each network. */
  private static Map<String, ModelRelease> released(Platform platform) throws InterruptedException {
    return new TreeMap<>(TopicContents.table(platform, Topics.MODEL_RELEASES));
  }

  private static Map<String, ReleaseDecision> decisions(Platform platform)
      throws InterruptedException {
    return new TreeMap<>(TopicContents.table(platform, Topics.RELEASE_DECISIONS));
  }

  /** The network whose trial a command ends. */
  static final class NetworkArgument {
    @Parameters(paramLabel = "NETWORK", description = "generator-action or generator-final-state.")
    private String name = "";

    GeneratorNetwork serving() {
      return network(name);
    }
  }
}
