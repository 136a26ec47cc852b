package org.genhowto.launcher.options;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.miniature.training.MiniatureTraining;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Knobs;
import org.genhowto.miniature.world.Scale;
import org.genhowto.miniature.world.World;
import org.genhowto.runtime.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the miniature's work goes, in which world, and how much of it there is. */
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

  @Option(
      names = "--edition",
      paramLabel = "NAME",
      description =
          "first, or second: which world (default: that of the repository's models, first).")
  private String edition = Edition.committed().word();

  @Option(
      names = "--rehearsal",
      description =
          "Also hold out the development categories, and measure on them: every knob is chosen so.")
  private boolean rehearsal;

  @Option(
      names = "--knobs",
      paramLabel = "FILE",
      description = "What rehearsals choose, as JSON (default: the usual ones).")
  private @Nullable Path knobs;

  public Path work() {
    return work;
  }

  public Scale scale() {
    World.Purpose purpose = rehearsal ? World.Purpose.REHEARSAL : World.Purpose.FINAL;
    return Scale.named(scale, new World(Edition.named(edition), purpose), knobs());
  }

  private Knobs knobs() {
    if (knobs == null) {
      return Knobs.usual();
    }
    try {
      return Json.PLAIN.readValue(knobs.toFile(), Knobs.class);
    } catch (IOException e) {
      throw new IllegalArgumentException("%s has no knobs: %s".formatted(knobs, e.getMessage()), e);
    }
  }

  /** The same options as a command line has them, the work folder among them. */
  public List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(List.of("--work", work.toString(), "--scale", scale, "--edition", edition));
    if (rehearsal) {
      arguments.add("--rehearsal");
    }
    if (knobs != null) {
      arguments.addAll(List.of("--knobs", knobs.toString()));
    }
    return arguments;
  }

  public MiniatureTraining training(PrintStream out) throws IOException {
    return new MiniatureTraining(work, scale(), out);
  }
}
