package org.genhowto.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.genhowto.generator.baselines.Method;
import org.genhowto.launcher.model.LocalGeneration;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.options.Models;
import org.genhowto.launcher.options.Targets;
import org.genhowto.launcher.station.RobotClient;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A generation request in, waiting for the result with progress. */
@Command(
    name = "generate",
    description = {
      "Asks a running system for images of an action or a final state, and waits.",
      "With --local the images are made in this process, without Kafka: --model names a folder",
      "with Stable Diffusion 2 and GenHowTo's weights as they were published. There --method",
      "chooses what GenHowTo is compared with:",
      "  genhowto          the input image steers the sampling through a ControlNet",
      "  stable-diffusion  the base model from the prompt alone; the image is not seen",
      "  sdedit            the base model from the noised image; --skip says how little noise",
      "  edit-friendly     the base model along noise maps that lead to the image",
      "  instruct-pix2pix  a model told \"make it\" and the prompt, from a folder of that name",
      "                    beside the base model, with a unet/ of 8 input channels"
    })
final class GenerateCommand implements Callable<Integer> {
  @Option(names = "--image", required = true, description = "Input image, PNG or JPEG.")
  private Path image;

  @Option(names = "--prompt", required = true, description = "What is to be seen.")
  private String prompt;

  @Option(
      names = "--target",
      paramLabel = "action|final-state",
      description = "Which model of GenHowTo makes the image; other methods have one for both.")
  private @Nullable String target;

  @Option(
      names = "--out",
      required = true,
      description = "Where the image goes (PNG); further ones get -1, -2 before the extension.")
  private Path out;

  @Option(names = "--steps", description = "Steps of the sampler (default: the model's).")
  private @Nullable Integer steps;

  @Option(names = "--skip", description = "Leading steps to skip (default: the model's).")
  private @Nullable Integer skip;

  @Option(names = "--guidance", description = "Guidance scale (default: the model's).")
  private @Nullable Double guidance;

  @Option(names = "--count", defaultValue = "1", description = "Number of images (default 1).")
  private int count;

  @Option(
      names = "--seed",
      description = "Seed of the noise (default: from the request's id; 0 with --local).")
  private @Nullable Long seed;

  @Option(names = "--local", description = "Make the images here.")
  private boolean local;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description = "With --local: how the images are made (default: genhowto).")
  private @Nullable String method;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "With --local: the models' folder (default: the miniature models).")
  private Path model = Models.folder();

  @Option(
      names = "--noise",
      paramLabel = "FILE",
      description =
          "With --local: safetensors file with the noise to start from, (count, 4, h, w); for"
              + " methods that draw noise once.")
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
    if (local) {
      return generateHere(err);
    }
    if (method != null) {
      throw new IllegalArgumentException("--method needs --local: a running system has GenHowTo.");
    }
    try (Platform platform = Platform.from(cluster.reached());
        RobotClient client = new RobotClient(platform)) {
      GenerationRequest request = request(platform);
      err.println("request " + request.getRequestId());
      Optional<GenerationResult> result =
          client.generate(
              request,
              Duration.ofSeconds(timeout),
              p ->
                  err.printf(
                      "  %s %d/%d (%s)%n",
                      p.getStage().name().toLowerCase(Locale.ROOT),
                      p.getStepsDone(),
                      p.getStepsTotal(),
                      p.getWorker()));
      if (result.isEmpty()) {
        err.printf("genhowto: no result within %d s; is a generator running?%n", timeout);
        return 1;
      }
      return finish(platform, result.get());
    }
  }

  private int generateHere(PrintWriter err) throws IOException {
    LocalGeneration.Choice choice = choice();
    LocalGeneration generation =
        new LocalGeneration(
            model, choice, steps, skip, guidance, count, seed == null ? 0 : seed, noise);
    List<RgbImage> images = generation.run(image, prompt, err);
    for (int i = 0; i < images.size(); i++) {
      write(i, Images.png(images.get(i)));
    }
    return 0;
  }

  private LocalGeneration.Choice choice() {
    Method chosen = method == null ? Method.GENHOWTO : Method.of(method);
    boolean anyTarget = target == null && chosen != Method.GENHOWTO;
    return new LocalGeneration.Choice(chosen, anyTarget ? Target.FINAL_STATE : Targets.one(target));
  }

  private GenerationRequest request(Platform platform) throws IOException {
    String type = image.toString().endsWith(".png") ? "image/png" : "image/jpeg";
    GenerationRequest request =
        GenerationRequest.newBuilder()
            .setRequestId(UUID.randomUUID().toString())
            .setImage(platform.blobs().put(image, type))
            .setPrompt(prompt)
            .setTarget(Targets.one(target))
            .setSteps(steps)
            .setSkip(skip)
            .setGuidance(guidance)
            .setCount(count)
            .setSeed(seed)
            .build();
    RequestContract.require(request);
    return request;
  }

  private int finish(Platform platform, GenerationResult result) throws IOException {
    if (result.getStatus() != GenerationStatus.SUCCEEDED) {
      spec.commandLine()
          .getErr()
          .println("genhowto: the request failed: " + result.getError().orElse("no reason given"));
      return 1;
    }
    int number = 0;
    for (var generated : result.getImages()) {
      write(number, platform.blobs().read(generated.getImage()));
      number++;
    }
    return 0;
  }

  private void write(int number, byte[] png) throws IOException {
    Path file = number == 0 ? out : numbered(number);
    Files.write(file, png);
    spec.commandLine().getOut().println(file);
    spec.commandLine().getOut().flush();
  }

  private Path numbered(int number) {
    String name = String.valueOf(out.getFileName());
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String extension = dot > 0 ? name.substring(dot) : "";
    return out.resolveSibling(stem + "-" + number + extension);
  }
}
