package org.genhowto.launcher.options;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.genhowto.miniature.training.MiniatureTraining;
import org.genhowto.miniature.world.Scale;
import picocli.CommandLine.Option;

/** Where the miniature's work goes, and how much of it there is. */
public final class ScaleOptions {
  @Option(
      names = "--work",
      defaultValue = "miniature-work",
      paramLabel = "DIR",
      description = "States, reports and models (default ${DEFAULT-VALUE}).")
  private Path work = Path.of("miniature-work");

  @Option(
      names = "--scale",
      defaultValue = "full",
      paramLabel = "NAME",
      description = "full, or smoke: every stage in a minute, which teaches little (default full).")
  private String scale = "full";

  public Path work() {
    return work;
  }

  public Scale scale() {
    return Scale.named(scale);
  }

  public MiniatureTraining training(PrintStream out) throws IOException {
    return new MiniatureTraining(work, scale(), out);
  }
}
