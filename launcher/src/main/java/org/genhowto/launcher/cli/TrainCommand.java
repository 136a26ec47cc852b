package org.genhowto.launcher.cli;

import java.util.concurrent.Callable;
import org.genhowto.launcher.training.CancelCommand;
import org.genhowto.launcher.training.ListCommand;
import org.genhowto.launcher.training.RequestCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains models here, or has them trained. */
@Command(
    name = "train",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Trains models: on data that lies in files, without Kafka (generator, localizer), or by the",
      "worker trainer of a running system on versions of its dataset (request, list, cancel).",
    },
    subcommands = {
      TrainGeneratorCommand.class,
      TrainLocalizerCommand.class,
      RequestCommand.class,
      ListCommand.class,
      CancelCommand.class,
    })
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  TrainCommand() {}

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "train what?");
  }
}
