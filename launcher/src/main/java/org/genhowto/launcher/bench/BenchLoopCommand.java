package org.genhowto.launcher.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.genhowto.launcher.learning.LoopBench;
import org.genhowto.launcher.options.ConfigurationOptions;
import org.genhowto.runtime.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether new videos make better models, and bad ones do not get out. */
@Command(
    name = "loop",
    description = {
      "Sends waves of videos through a system in this process, has it train on each, and says what",
      "the gate says of the candidates: good videos are to be promoted, a wave of corrupted,",
      "mislabelled and repeated ones held, and once it is deleted the next candidate promoted.",
      "Final states only. Ends with 1 where a decision was another one."
    })
public final class BenchLoopCommand implements Callable<Integer> {
  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of videos and trainings (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--smoke",
      description = "Two minutes, on so little that only the parts are tried.")
  private boolean smoke;

  @Option(
      names = "--folder",
      defaultValue = "bench-loop",
      description = "Takes everything; it must not be there yet (default ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the result as JSON.")
  private @Nullable Path json;

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  BenchLoopCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    LoopBench.Result result =
        LoopBench.run(
            folder,
            seed,
            smoke,
            options.configuration(),
            line -> {
              out.println(line);
              out.flush();
            });
    if (json != null) {
      Files.writeString(json, Json.INDENTED.writeValueAsString(result));
    }
    out.println(
        result.holds()
            ? "every candidate was decided of as it should be"
            : "a decision was not as it should be");
    out.flush();
    return result.holds() ? 0 : 1;
  }
}
