package org.genhowto.launcher.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.genhowto.generator.release.Releases;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.options.Models;
import org.genhowto.runtime.release.ReleaseDesk;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.GeneratorNetwork;
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
    subcommands = LineageCommand.class,
    description = {
      "Puts GenHowTo's weights in service of running generators, while requests go on:",
      "NETWORK is generator-action or generator-final-state. The folder is checked, its files are",
      "stored in the blob store, and every worker reads them from there.",
      "",
      "With --candidate the weights are tried first: generators hold them beside those in service,",
      "the worker held-out has both answer the same requests, and the worker metrics compares the",
      "images and says PROMOTE or HOLD. `release list` shows what is released, what is tried and",
      "what was decided; `release promote` puts the candidate in service, `release withdraw` ends",
      "the trial, `release rollback` puts back what served before.",
      "",
      "  genhowto release generator-action --weights new/action --candidate",
      "  genhowto release list",
      "  genhowto release promote generator-action",
      "  genhowto release rollback generator-action --reason 'hands fade'",
      "  genhowto release lineage VERSION"
    })
final class ReleaseCommand implements Callable<Integer> {
  private static final String NAME = "release";

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

  @Mixin private ReasonOption why = new ReasonOption();

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
    try (Platform platform = Platform.from(cluster.reached());
        ReleaseDesk desk = new ReleaseDesk(NAME, platform)) {
      ModelRelease before = desk.released().get(placed.spelling());
      ModelRelease release =
          desk.place(
              placed, Releases.store(placed, weights, model, platform.blobs()), me(), why.reason);
      print(
          "%s: %s, before %s"
              .formatted(
                  placed.spelling(),
                  release.getVersion(),
                  before == null ? "none" : before.getVersion()));
      return 0;
    }
  }

  @Command(
      name = "list",
      description = {
        "Says which version of each network is released or tried, what was decided of it, and",
        "which were trained on samples that were deleted from the dataset since."
      })
  int list(@Mixin ClusterOptions of) throws InterruptedException {
    try (Platform platform = Platform.from(of.reached());
        ReleaseDesk desk = new ReleaseDesk(NAME, platform)) {
      ReleaseText.of(
              desk.released().values(),
              TopicContents.table(platform, Topics.RELEASE_DECISIONS).values(),
              TopicContents.table(platform, Topics.TRAININGS).values())
          .forEach(this::print);
      return 0;
    }
  }

  @Command(
      name = "promote",
      description = "Puts the candidate of a network in service, whatever was decided of it.")
  int promote(@Mixin NetworkArgument network, @Mixin ReasonOption why, @Mixin ClusterOptions of)
      throws InterruptedException {
    GeneratorNetwork serving = network.serving();
    try (Platform platform = Platform.from(of.reached());
        ReleaseDesk desk = new ReleaseDesk(NAME, platform)) {
      ModelRelease placed = desk.promote(serving.target(), me(), why.reason);
      print("%s: %s".formatted(serving.spelling(), placed.getVersion()));
      return 0;
    }
  }

  @Command(name = "withdraw", description = "Ends the trial of a network's candidate.")
  int withdraw(@Mixin NetworkArgument network, @Mixin ReasonOption why, @Mixin ClusterOptions of)
      throws InterruptedException {
    GeneratorNetwork serving = network.serving();
    try (Platform platform = Platform.from(of.reached());
        ReleaseDesk desk = new ReleaseDesk(NAME, platform)) {
      ModelRelease tried = desk.withdraw(serving.target(), me(), why.reason);
      print("%s: %s is tried no longer".formatted(serving.spelling(), tried.getVersion()));
      return 0;
    }
  }

  @Command(
      name = "rollback",
      description = {
        "Puts back what served before, in one step; once more goes back further. Workers that keep",
        "the weights (generator.kept) switch at once, others read them from the blob store."
      })
  int rollback(@Mixin NetworkArgument network, @Mixin ReasonOption why, @Mixin ClusterOptions of)
      throws InterruptedException {
    GeneratorNetwork serving = network.serving();
    try (Platform platform = Platform.from(of.reached());
        ReleaseDesk desk = new ReleaseDesk(NAME, platform)) {
      ModelRelease back = desk.rollback(serving.target(), me(), why.reason);
      print("%s: %s again".formatted(serving.spelling(), back.getVersion()));
      return 0;
    }
  }

  private static String me() {
    return System.getProperty("user.name", "somebody");
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
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

  /** Why, for those who come later. */
  static final class ReasonOption {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        defaultValue = "",
        description = "Why, in a sentence; it stands in the topic, and on the dashboard.")
    private String reason = "";
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
