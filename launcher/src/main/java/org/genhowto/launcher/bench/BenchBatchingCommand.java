package org.genhowto.launcher.bench;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.genhowto.generator.bench.BatchBench;
import org.genhowto.generator.bench.StepTimes;
import org.genhowto.generator.bench.Workload;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.diffusion.ModelLayout;
import org.genhowto.generator.sampling.GenHowTo;
import org.genhowto.launcher.options.Models;
import org.genhowto.schemas.Target;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Passes that requests share, and what they mean for those who wait. */
@Command(
    name = "batching",
    description = {
      "Times a denoising step of 1, 2, 4 and 8 requests in one pass, beside a pass for each; in"
          + " CPU",
      "time of one thread, which other processes disturb least.",
      "Then simulates a service: requests come at random, and wait for a device that works on one",
      "after the other, on those that wait together, or on all of them step by step; with the"
          + " times",
      "measured here, and with published ones of Stable Diffusion 1.5 with ControlNet on an A100.",
      "Load counts what one after the other could just serve as 1."
    })
public final class BenchBatchingCommand implements Callable<Integer> {
  private static final List<Integer> BATCHES = List.of(1, 2, 4, 8);

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Folder above the models (default: the miniature ones).")
  private Path model = Models.folder();

  @Option(
      names = "--times",
      defaultValue = "10",
      description = "Measurements of four steps, of which the cheapest counts (${DEFAULT-VALUE}).")
  private int times;

  @Option(
      names = "--steps",
      split = ",",
      defaultValue = "20,50,100",
      description = "Steps of the simulated requests, each as often (${DEFAULT-VALUE}).")
  private List<Integer> steps;

  @Option(
      names = "--requests",
      defaultValue = "20000",
      description = "Simulated requests at each load (${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--most",
      defaultValue = "16",
      description = "Images in a step at the most (${DEFAULT-VALUE}).")
  private int most;

  @Option(names = "--seed", defaultValue = "1", description = "Of the arrivals (${DEFAULT-VALUE}).")
  private long seed;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  BenchBatchingCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    ServiceTable service = new ServiceTable(new Workload(steps, requests, seed), most);
    // PyTorch reads it once, when it starts.
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    StepTimes measured = measured(out);
    service.print(out, "times measured here", measured);
    service.print(out, "published times of an A100, eager", StepTimes.A100_EAGER);
    service.print(out, "published times of an A100, compiled", StepTimes.A100_COMPILED);
    return 0;
  }

  private StepTimes measured(PrintWriter out) throws IOException {
    ModelLayout folders = ModelLayout.below(model);
    Map<Integer, Double> seconds = new TreeMap<>();
    try (NDManager manager = NDManager.newBaseManager();
        BaseModel base = BaseModel.load(manager, folders.base());
        GenHowTo states =
            GenHowTo.load(manager, base, folders.base(), folders.target(Target.FINAL_STATE))) {
      BatchBench bench = new BatchBench(states, times);
      out.println("a guided step on one thread, CPU seconds for one request");
      out.println("requests   one pass   a pass for each   ratio");
      for (int batch : BATCHES) {
        BatchBench.Result result = bench.measure(batch);
        seconds.put(batch, result.together().cpu());
        double together = result.together().cpu() / batch;
        double apart = result.apart().cpu() / batch;
        out.printf("%8d    %.5f           %.5f   %.3f%n", batch, together, apart, together / apart);
        out.flush();
      }
    }
    return new StepTimes(seconds);
  }
}
