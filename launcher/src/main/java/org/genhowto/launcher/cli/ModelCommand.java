package org.genhowto.launcher.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.genhowto.launcher.model.Inspection;
import org.genhowto.launcher.model.NetworkCatalogue;
import org.genhowto.launcher.model.ScriptExport;
import org.genhowto.networks.checkpoint.ModelLocation;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.model.NamedNetwork;
import org.genhowto.networks.model.NamedTensors;
import org.genhowto.networks.model.NetworkScript;
import org.genhowto.networks.model.PublishedNetwork;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checkpoints as they were published: what they hold, and what they compute. */
@Command(
    name = ModelCommand.NAME,
    description = "Looks into published checkpoints, and runs one network of them.")
final class ModelCommand {
  static final String NAME = "model";
  private static final int BROKEN = 2;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ModelCommand() {}

  /** Adds the networks and their inputs to the help of forward. */
  static void explainNetworks(CommandLine genhowto) {
    subcommand(subcommand(genhowto, NAME), "forward")
        .getCommandSpec()
        .usageMessage()
        .footer(
            NetworkCatalogue.all().stream()
                .map(
                    network ->
                        "  %s (%s): %s"
                            .formatted(
                                network.spelling(),
                                network.signature().reference(),
                                String.join(", ", network.signature().inputs())))
                .toArray(String[]::new))
        .footerHeading("%nNetworks and their inputs, those in brackets optional:%n");
  }

  private static CommandLine subcommand(CommandLine command, String name) {
    return Objects.requireNonNull(command.getSubcommands().get(name), name);
  }

  @Command(
      name = "inspect",
      description = {
        "Lists the networks in a folder, or in one file of Stable Diffusion, and what they serve.",
        "Says their sizes and number formats, what is wrong with them, and which workers can run.",
        "No tensor is read. Ends with 2 where a network is broken."
      })
  int inspect(
      @Parameters(paramLabel = "PATH", description = "Folder or file of a model.") Path folder) {
    Inspection inspection = Inspection.of(folder);
    PrintWriter out = spec.commandLine().getOut();
    inspection.print(out);
    return inspection.sound() ? 0 : BROKEN;
  }

  @Command(
      name = "script",
      description = {
        "Writes one network without weights, as a file that PyTorch loads: torch.jit.load.",
        "deploy/gpu-check.py runs such files on a graphics card, without Java."
      })
  int script(
      @Option(
              names = "--network",
              required = true,
              paramLabel = "NAME",
              description = "unet, controlnet, vae, text, clip or blip2.")
          String network,
      @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file.")
          Path out,
      @Option(
              names = "--model",
              paramLabel = "DIR",
              description = "Take the sizes of the one in this folder, not the published ones.")
          @Nullable Path model)
      throws IOException {
    ScriptExport export = ScriptExport.of(network);
    NetworkScript script = model == null ? export.published() : export.in(model);
    Files.write(out, script.archive());
    PrintWriter writer = spec.commandLine().getOut();
    writer.printf(
        Locale.ROOT,
        "%s: %,d numbers in %,d tensors%n",
        out,
        script.weights().values().stream().mapToLong(Shape::size).sum(),
        script.weights().size());
    writer.flush();
    return 0;
  }

  @Command(
      name = "forward",
      description = {
        "Runs one network on tensors of a safetensors file.",
        "Arguments and outputs have the names of the library the network was published for."
      })
  int forward(
      @Option(names = "--model", required = true, paramLabel = "DIR", description = "Its folder.")
          Path model,
      @Option(names = "--network", required = true, paramLabel = "NAME", description = "Which one.")
          String network,
      @Option(names = "--in", required = true, paramLabel = "FILE", description = "Inputs.")
          Path in,
      @Option(names = "--out", required = true, paramLabel = "FILE", description = "Outputs.")
          Path out) {
    PublishedNetwork published = NetworkCatalogue.named(network);
    ModelLocation place = NetworkCatalogue.find(published, model);
    PrintWriter writer = spec.commandLine().getOut();
    try (NDManager manager = NDManager.newBaseManager();
        NamedNetwork loaded = published.load(manager, place);
        Weights inputs = Weights.load(manager, in)) {
      Map<String, NDArray> outputs = new TreeMap<>(loaded.forward(new NamedTensors(inputs.all())));
      Weights.save(out, outputs, DataType.FLOAT32);
      outputs.forEach((name, array) -> writer.println(name + " " + array.getShape()));
    }
    writer.flush();
    return 0;
  }
}
