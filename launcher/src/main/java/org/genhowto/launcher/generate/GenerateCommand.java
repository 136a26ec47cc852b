package org.genhowto.launcher.generate;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.options.Models;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A generation request in, waiting for the result with progress. What each way needs is loaded with
 * it alone, so that asking over HTTP costs neither Kafka's nor PyTorch's classes.
 */
@Command(
    name = "generate",
    description = {
      "Asks a running system for images of an action or a final state, waits, and fetches them:",
      "over HTTP through its gateway, or with --bootstrap straight over Kafka.",
      "Ends with 0 where the images are there, with 1 where they are not, with 2 where the request",
      "is refused. A gateway that asks for a token gets the one of GENHOWTO_TOKEN.",
      "With --local the images are made in this process, without Kafka: --model names a folder",
      "with Stable Diffusion 2 and GenHowTo's weights as they were published.",
      "--method chooses what GenHowTo is compared with:",
      "  genhowto          the input image steers the sampling through a ControlNet",
      "  stable-diffusion  the base model from the prompt alone; the image is not seen",
      "  sdedit            the base model from the noised image; --skip says how little noise",
      "  edit-friendly     the base model along noise maps that lead to the image",
      "  instruct-pix2pix  a model told \"make it\" and the prompt, from a folder of that name",
      "                    beside the base model, with a unet/ of 8 input channels"
    })
public final class GenerateCommand implements Callable<Integer> {
  private static final String GATEWAY = "http://127.0.0.1:8080";

  private static final List<String> KAFKA_ONLY =
      List.of("--bootstrap", "--registry", "--blobs", "--config", "--set");

  private static final List<String> NOT_HERE =
      List.of(
          "--gateway",
          "--bootstrap",
          "--registry",
          "--blobs",
          "--after",
          "--priority",
          "--within",
          "--supersede-key",
          "--model-version",
          "--request-id",
          "--chain",
          "--sweep",
          "--candidates",
          "--preview-every");

  @Mixin private RequestOptions request = new RequestOptions();

  @Mixin private ControlOptions control = new ControlOptions();

  @Option(
      names = "--out",
      required = true,
      description = "Where the image goes (PNG); further ones get -1, -2 before the extension.")
  private Path out;

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      description = "The gateway, as serve prints it (default " + GATEWAY + ").")
  private @Nullable String gateway;

  @Option(names = "--local", description = "Make the images here.")
  private boolean local;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "With --local: the models' folder (default: the miniature models).")
  private Path model = Models.folder();

  @Option(
      names = "--noise",
      paramLabel = "FILE",
      description =
          "With --local: safetensors file with the noise, (count, 4, h, w); where it is drawn in"
              + " several steps, (draws, count, 4, h, w). Its size is that of the images.")
  private @Nullable Path noise;

  @Option(
      names = "--timeout",
      defaultValue = "600",
      paramLabel = "SECONDS",
      description = "How long to wait (default ${DEFAULT-VALUE}).")
  private long timeout;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  GenerateCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Output output = new Output(out, spec.commandLine().getOut());
    if (local) {
      refuse(NOT_HERE, "is for a running system, and --local asks none.");
    } else {
      refuse(List.of("--model"), "needs --local: a running system has its own models.");
      refuse(
          List.of("--noise"),
          "needs --local: a running system draws its noise from --seed, so that a result says all"
              + " that is needed to make it again.");
    }
    request.requireInput();
    output.require();
    if (local) {
      return new Here(model, noise, request, control, output, err).run();
    }
    Duration patience = Duration.ofSeconds(timeout);
    if (KAFKA_ONLY.stream().anyMatch(this::given)) {
      refuse(List.of("--gateway"), "is for HTTP, expected without --bootstrap and other settings.");
      return new OverKafka(cluster, request, control, output, err).run(patience);
    }
    return new OverHttp(gateway == null ? GATEWAY : gateway, request, control, output, err)
        .run(patience);
  }

  private void refuse(List<String> names, String reason) {
    names.stream()
        .filter(this::given)
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(name + " " + reason);
            });
  }

  private boolean given(String name) {
    return spec.commandLine().getParseResult().hasMatchedOption(name);
  }
}
