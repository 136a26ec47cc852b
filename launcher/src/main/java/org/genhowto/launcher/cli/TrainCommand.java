package org.genhowto.launcher.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains models on data that lies in files. */
@Command(
    name = "train",
    synopsisSubcommandLabel = "COMMAND",
    description = "Trains models on data that lies in files; needs no Kafka.",
    subcommands = {
      TrainGeneratorCommand.class,
      TrainLocalizerCommand.class,
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
