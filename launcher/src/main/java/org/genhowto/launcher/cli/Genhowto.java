package org.genhowto.launcher.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.genhowto.launcher.dataset.DatasetCommand;
import org.genhowto.launcher.generate.GenerateCommand;
import org.genhowto.launcher.ledger.RequestsCommand;
import org.genhowto.launcher.ledger.VideosCommand;
import org.genhowto.launcher.replay.ReplayCommand;
import org.genhowto.launcher.standalone.KafkaCommand;
import org.genhowto.launcher.standalone.RegistryCommand;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.Redaction;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: instructional videos in, training shards and goal images out, over Kafka. */
@Command(
    name = "genhowto",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = BuildVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Instructional videos in, training shards and goal images out, over Kafka.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  genhowto demo                         the whole system once, in this process",
      "  genhowto serve --data data            stay up; dashboard on http://localhost:8080",
      "  genhowto submit video.mp4 --category apple",
      "  genhowto generate --image in.jpg --prompt \"sliced apple\" --target final-state --out"
          + " out.png",
    })
public final class Genhowto implements Callable<Integer> {
  private static final int USAGE = 2;

  private static final List<Class<?>> COMMANDS =
      List.of(
          DemoCommand.class,
          ServeCommand.class,
          WorkerCommand.class,
          SubmitCommand.class,
          GenerateCommand.class,
          TrainCommand.class,
          EvaluateCommand.class,
          DatasetCommand.class,
          ReplayCommand.class,
          ModelCommand.class,
          ReleaseCommand.class,
          MiniatureCommand.class,
          BenchCommand.class,
          VideosCommand.class,
          RequestsCommand.class,
          DeadLetterCommand.class,
          TopicsCommand.class,
          KafkaCommand.class,
          RegistryCommand.class,
          TokenCommand.class,
          SettingsCommand.class);

  /** As wide as the lines of this code: what is broken by hand is not broken again. */
  private static final int HELP_WIDTH = 100;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  private Genhowto() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs one command and says how it ended: 0 well, 1 failed, 2 used or configured wrongly. */
  static int run(String... arguments) {
    return commandLine(arguments.length == 0 ? "" : arguments[0]).execute(arguments);
  }

  /** Every command, with its help. */
  public static CommandLine commandLine() {
    return commandLine("");
  }

  /**
   * The command of a name alone, as looking at the others would load half of the system; all of
   * them where there is none of that name.
   */
  private static CommandLine commandLine(String name) {
    CommandLine command = new CommandLine(new Genhowto());
    List<Class<?>> asked = COMMANDS.stream().filter(type -> name(type).equals(name)).toList();
    for (Class<?> type : asked.isEmpty() ? COMMANDS : asked) {
      command.addSubcommand(name(type), type);
    }
    if (command.getSubcommands().containsKey(ModelCommand.NAME)) {
      ModelCommand.explainNetworks(command);
    }
    if (command.getSubcommands().containsKey(WorkerCommand.NAME)) {
      WorkerCommand.explainSettings(command);
    }
    return command
        .setUsageHelpWidth(HELP_WIDTH)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Genhowto::explain);
  }

  private static String name(Class<?> type) {
    return type.getAnnotation(Command.class).name();
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  /** A user sees one sentence and its causes; the stack trace goes to the log. */
  private static int explain(
      Exception thrown, CommandLine command, CommandLine.ParseResult parsed) {
    LoggerFactory.getLogger(Genhowto.class).atDebug().setCause(thrown).log("command failed");
    StringBuilder sentence = new StringBuilder("genhowto: ").append(message(thrown));
    for (Throwable cause : Causes.of(thrown).skip(1).toList()) {
      if (sentence.indexOf(message(cause)) < 0) {
        sentence.append(System.lineSeparator()).append("  because: ").append(message(cause));
      }
    }
    command.getErr().println(Redaction.text(sentence.toString()));
    return thrown instanceof IllegalArgumentException ? USAGE : 1;
  }

  private static String message(Throwable thrown) {
    return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
  }
}
