package org.genhowto.launcher.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingRequest;
import org.genhowto.trainer.TrainerSettings;
import org.genhowto.trainer.TrainingOrders;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a running trainer for a training. */
@Command(
    name = "request",
    description = {
      "Asks the worker trainer to train a network on a version of the dataset. Who asks for the",
      "same again gets the same training. The weights become a candidate: generators hold them",
      "beside those in service until the gate, or `release promote`, decides.",
      "",
      "  genhowto train request generator-action",
      "  genhowto train list"
    })
public final class RequestCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NETWORK", description = "generator-action or generator-final-state.")
  private String network;

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "Version of the dataset (default: the newest).")
  private @Nullable Long version;

  @Option(
      names = "--from",
      paramLabel = "serving|base",
      description =
          "Go on from the weights that serve, or from the base model as in the paper (default:"
              + " setting trainer.start).")
  private @Nullable String from;

  @Option(names = "--steps", description = "Steps (default: setting trainer.steps).")
  private @Nullable Long steps;

  @Option(
      names = "--seed",
      description = "Of data order and noise (default: setting trainer.seed).")
  private @Nullable Long seed;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  RequestCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    GeneratorNetwork named =
        GeneratorNetwork.named(network)
            .filter(one -> one.duty() == GeneratorNetwork.Duty.SERVING)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the network is '%s', expected generator-action or generator-final-state"
                            .formatted(network)));
    Configuration configuration = cluster.reached();
    TrainerSettings settings = TrainerSettings.from(configuration);
    TrainerSettings.Recipe recipe = recipe(settings.recipe());
    try (DatasetStore dataset = VersionSettings.open(configuration);
        Platform platform = Platform.from(configuration);
        TopicSender sender = TopicSender.of("train", platform)) {
      Manifest manifest = dataset.called(Optional.ofNullable(version).map(String::valueOf));
      if (TrainingOrders.samples(manifest) == 0) {
        throw new IllegalArgumentException(
            "version %d of %s has no sample in the split train"
                .formatted(manifest.version(), dataset));
      }
      ModelRelease serving =
          TopicContents.table(platform, Topics.MODEL_RELEASES).get(named.spelling());
      TrainingRequest request =
          new TrainingOrders(settings, platform.blobs())
              .of(
                  named,
                  manifest,
                  Optional.ofNullable(serving),
                  recipe,
                  "asked for on the command line",
                  Clock.systemUTC().instant());
      sender.sendAndWait(Topics.TRAINING_REQUESTS, request.getTrainingId(), request);
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "%s: %d steps of %d on %d samples of version %d, from %s%n",
          request.getTrainingId(),
          request.getSteps(),
          request.getBatch(),
          request.getSamples(),
          request.getDatasetVersion(),
          request.getStart().map(ModelRelease::getVersion).orElse("the base model"));
      out.flush();
      return 0;
    }
  }

  private TrainerSettings.Recipe recipe(TrainerSettings.Recipe usual) {
    TrainerSettings.Recipe recipe = usual;
    if (steps != null) {
      if (steps < 1) {
        throw new IllegalArgumentException("--steps is %d, expected at least 1".formatted(steps));
      }
      recipe = recipe.withSteps(steps);
    }
    if (seed != null) {
      recipe = recipe.withSeed(seed);
    }
    return from == null ? recipe : recipe.startingWith(start(from));
  }

  private static TrainerSettings.Start start(String name) {
    for (TrainerSettings.Start each : TrainerSettings.Start.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException("--from is '%s', expected serving or base".formatted(name));
  }
}
