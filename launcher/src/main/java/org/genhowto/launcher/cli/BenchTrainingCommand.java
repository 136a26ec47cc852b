package org.genhowto.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.genhowto.generator.bench.ReferenceBench;
import org.genhowto.generator.bench.Seconds;
import org.genhowto.generator.bench.TrainingBench;
import org.genhowto.generator.bench.TrainingBench.Kind;
import org.genhowto.generator.bench.TrainingBench.Result;
import org.genhowto.generator.bench.Turns;
import org.genhowto.generator.diffusion.ModelLayout;
import org.genhowto.launcher.options.Models;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Training steps a second, beside PyTorch's. */
@Command(
    name = "training",
    description = {
      "Times one training step of the base model and one of GenHowTo, on one thread: the loss and",
      "its gradient, clipping, AdamW, and the average of the weights; the batch lies in memory.",
      "With --python the same steps in PyTorch with diffusers, from the same weights, with its",
      "fused AdamW. Both sides take turns, and are compared within each."
    })
final class BenchTrainingCommand implements Callable<Integer> {
  @Option(
      names = "--folder",
      defaultValue = "bench-training",
      description = "Where weights and batch are kept (default ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Folder of the base model, or one above it (default: the miniature one).")
  private Path model = Models.folder();

  @Option(names = "--batch", defaultValue = "24", description = "Images a step (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--steps",
      defaultValue = "5",
      description = "Measured steps of a turn (${DEFAULT-VALUE}).")
  private int steps;

  @Option(names = "--rounds", defaultValue = "2", description = "Turns (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--python", description = "A Python with torch and diffusers.")
  private @Nullable Path python;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  BenchTrainingCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    // PyTorch reads it once, when it starts.
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    if (python != null) {
      ReferenceBench.Versions reference = ReferenceBench.check(python);
      say(
          "the reference can run: PyTorch %s, diffusers %s"
              .formatted(reference.torch(), reference.diffusers()));
    }
    TrainingBench bench = new TrainingBench(ModelLayout.below(model).base(), folder, batch, steps);
    bench.prepare();
    for (Kind kind : Kind.values()) {
      compare(bench, kind);
    }
    return 0;
  }

  private void compare(TrainingBench bench, Kind kind) throws IOException, InterruptedException {
    String name = kind.name().toLowerCase(Locale.ROOT);
    Turns cpu = new Turns();
    Turns wall = new Turns();
    for (int round = 1; round <= rounds; round++) {
      Seconds own = said(name, "this project, PyTorch", bench.measure(kind));
      if (python != null) {
        Seconds reference = said(name, "diffusers, PyTorch", bench.reference(python, kind));
        cpu.add(own.cpu(), reference.cpu());
        wall.add(own.wall(), reference.wall());
      }
    }
    if (python != null) {
      say(
          "%s: ratio %.3f of PyTorch's CPU time%s, %.3f of its time%s"
              .formatted(name, cpu.ratio(), cpu.range(), wall.ratio(), wall.range()));
    }
  }

  private Seconds said(String kind, String side, Result result) {
    say(
        "%s, %s %s: %.3f CPU s, %.3f s a step, %.1f samples/s; %,d numbers trained, loss after the last %.6f"
            .formatted(
                kind,
                side,
                result.version(),
                result.step().cpu(),
                result.step().wall(),
                batch / result.step().wall(),
                result.trained(),
                result.loss()));
    return result.step();
  }

  private void say(String line) {
    PrintWriter writer = spec.commandLine().getOut();
    writer.println(line);
    writer.flush();
  }
}
