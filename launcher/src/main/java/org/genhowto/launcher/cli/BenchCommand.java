package org.genhowto.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.genhowto.generator.bench.NetworkBench;
import org.genhowto.generator.bench.ReferenceBench;
import org.genhowto.generator.bench.Turns;
import org.genhowto.generator.diffusion.UNetConfig;
import org.genhowto.launcher.bench.BenchBatchingCommand;
import org.genhowto.launcher.bench.BenchChaosCommand;
import org.genhowto.launcher.bench.BenchDatasetCommand;
import org.genhowto.launcher.bench.BenchDecodeCommand;
import org.genhowto.launcher.bench.BenchLoopCommand;
import org.genhowto.launcher.bench.BenchMetricsCommand;
import org.genhowto.launcher.bench.BenchServeCommand;
import org.genhowto.launcher.bench.BenchStatisticsCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What things cost on this machine. */
@Command(
    name = "bench",
    description = "Measures what things cost on this machine.",
    subcommands = {
      BenchTrainingCommand.class,
      BenchBatchingCommand.class,
      BenchServeCommand.class,
      BenchChaosCommand.class,
      BenchLoopCommand.class,
      BenchStatisticsCommand.class,
      BenchMetricsCommand.class,
      BenchDecodeCommand.class,
      BenchDatasetCommand.class
    })
final class BenchCommand {
  private static final double GIGA = 1e9;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  BenchCommand() {}

  @Command(
      name = "network",
      description = {
        "Times the full-size U-Net and ControlNet on random weights.",
        "One forward pass: CPU time, memory, and the floor of the machine's matrix products.",
        "With --python also the same pass in PyTorch, and how far the outputs are apart."
      })
  int network(
      @Option(
              names = "--folder",
              defaultValue = "bench-network",
              description = "Where the weights are kept, 4.9 GB (default ${DEFAULT-VALUE}).")
          Path folder,
      @Option(
              names = "--side",
              defaultValue = "64",
              description =
                  "Side of the latent, 64 for an image of 512 (default ${DEFAULT-VALUE}).")
          int side,
      @Option(
              names = "--batch",
              defaultValue = "2",
              description = "Latents in a pass; guidance needs 2 (default ${DEFAULT-VALUE}).")
          int batch,
      @Option(
              names = "--forwards",
              defaultValue = "2",
              description = "Measured passes, of which the cheapest counts.")
          int forwards,
      @Option(names = "--threads", description = "Threads of a pass (default: all processors).")
          @Nullable Integer threads,
      @Option(
              names = "--rounds",
              defaultValue = "1",
              description =
                  "Turns that this project and PyTorch take; they are compared within each.")
          int rounds,
      @Option(names = "--python", description = "A Python with torch and diffusers.")
          @Nullable Path python)
      throws IOException, InterruptedException {
    int all = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    // PyTorch reads it once, when it starts.
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(all));
    NetworkBench bench =
        new NetworkBench(UNetConfig.STABLE_DIFFUSION_2, folder, side, batch, forwards);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "Stable Diffusion 2's U-Net and GenHowTo's ControlNet, random weights: %d latents of %d x"
            + " %d, threads: %d%n",
        batch, side, side, all);
    out.flush();
    if (python != null) {
      print(out, ReferenceBench.check(python));
    }
    bench.prepare();
    Turns turns = new Turns();
    for (int round = 1; round <= rounds; round++) {
      NetworkBench.Result result = bench.measure();
      print(out, result);
      if (python != null) {
        ReferenceBench.Result reference = ReferenceBench.run(python, bench, all);
        print(out, reference);
        turns.add(result.forward().cpu(), reference.cpu());
      }
    }
    if (python != null) {
      out.printf("ratio: %.3f of PyTorch's CPU time%s%n", turns.ratio(), turns.range());
      compare(out, bench);
    }
    return 0;
  }

  private static void print(PrintWriter out, ReferenceBench.Versions reference) {
    out.printf(
        "the reference can run: PyTorch %s, diffusers %s%n",
        reference.torch(), reference.diffusers());
    out.flush();
  }

  private static void print(PrintWriter out, NetworkBench.Result result) {
    out.printf(
        "this project: %.2f CPU s, %.2f s, resident %.2f GB, weights %.2f GB, there after %.2f s%n",
        result.forward().cpu(),
        result.forward().wall(),
        result.resident() / GIGA,
        result.weights() / GIGA,
        result.load());
    out.printf(
        "floor: %.0f GFLOP at %.1f GFLOP a CPU second (matrix product): %.2f CPU s; %.2f times"
            + " that%n",
        result.operations() / GIGA,
        result.rate() / GIGA,
        result.floor(),
        result.forward().cpu() / result.floor());
    out.printf(
        "once an image, not once a step: the text's keys and values %.3f CPU s, the control %.3f"
            + " CPU s%n",
        result.text().cpu(), result.control().cpu());
    out.flush();
  }

  private static void print(PrintWriter out, ReferenceBench.Result reference) {
    out.printf(
        "PyTorch %s, diffusers %s: %.2f CPU s, %.2f s, resident %.2f GB, there after %.2f s%n",
        reference.torch(),
        reference.diffusers(),
        reference.cpu(),
        reference.wall(),
        reference.resident() / GIGA,
        reference.load());
    out.flush();
  }

  private static void compare(PrintWriter out, NetworkBench bench) throws IOException {
    NetworkBench.Difference difference = bench.difference(ReferenceBench.output(bench));
    out.printf(
        "outputs: at most %.2g apart, with a mean size of %.2g%n",
        difference.most(), difference.size());
    out.flush();
  }
}
