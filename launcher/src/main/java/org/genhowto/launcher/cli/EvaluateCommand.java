package org.genhowto.launcher.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Offline evaluation, on files. */
@Command(
    name = "evaluate",
    synopsisSubcommandLabel = "COMMAND",
    description = "Measures images that lie in files, as the paper does; needs no Kafka.",
    subcommands = {
      EvaluateClassifierCommand.class,
      EvaluateFrechetCommand.class,
      EvaluateTablesCommand.class,
      EvaluateLocalizerCommand.class,
    })
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  EvaluateCommand() {}

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "evaluate what?");
  }
}
