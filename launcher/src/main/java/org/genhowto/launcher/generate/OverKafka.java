package org.genhowto.launcher.generate;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.options.Targets;
import org.genhowto.launcher.station.RobotClient;
import org.genhowto.runtime.blob.UnusableBlobException;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.EarlierImage;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Priority;
import org.genhowto.schemas.RequestContract;

/** A request straight to the topic. The image goes inside it, or through a store that is shared. */
record OverKafka(
    ClusterOptions cluster,
    RequestOptions options,
    ControlOptions control,
    Output output,
    PrintWriter err) {

  int run(Duration timeout) throws IOException, InterruptedException {
    SharedStore store = SharedStore.of(cluster.configuration());
    GenerationRequest.Builder open = request();
    Path image = options.image;
    boolean apart = image != null && Files.size(image) > RequestContract.LARGEST_INLINE_IMAGE;
    if (apart) {
      store.require(Files.size(image));
    } else if (image != null) {
      open.setInlineImage(ByteBuffer.wrap(Files.readAllBytes(image)));
    }
    try (Platform platform = Platform.from(cluster.reached());
        RobotClient client = new RobotClient(platform)) {
      if (apart && image != null) {
        open.setImage(platform.blobs().put(image, SharedStore.mediaType(image)));
      }
      GenerationRequest request = open.build();
      RequestContract.require(request);
      err.println("request " + request.getRequestId());
      if (!store.readable()) {
        err.println(store.notReadable());
      }
      Optional<GenerationResult> result = await(client, request, timeout);
      if (result.isEmpty()) {
        err.printf(
            "genhowto: no result within %d s; is a generator running?%n", timeout.toSeconds());
        return 1;
      }
      return finish(platform, store, result.get());
    }
  }

  private Optional<GenerationResult> await(
      RobotClient client, GenerationRequest request, Duration timeout) throws InterruptedException {
    try (Waiting waiting = new Waiting(err)) {
      return client.generate(
          request,
          timeout,
          p -> {
            waiting.progress(p.getWorker(), p.getAttempt(), p.getStepsDone(), p.getStepsTotal());
            p.getPreview().ifPresent(preview -> waiting.preview(preview.getUri()));
          });
    }
  }

  private int finish(Platform platform, SharedStore store, GenerationResult result)
      throws IOException {
    if (result.getStatus() != GenerationStatus.SUCCEEDED) {
      err.printf(
          "genhowto: the request ended as %s: %s%n",
          result.getStatus().name().toLowerCase(Locale.ROOT),
          result.getError().orElse("no reason given"));
      return 1;
    }
    int number = 0;
    for (GeneratedImage generated : result.getImages()) {
      if (store.readable()) {
        try {
          output.write(number, platform.blobs().read(generated.getImage()));
        } catch (UnusableBlobException e) {
          throw new IOException(
              "%s is not in the store that blobs.uri (--blobs) names, %s; --gateway URL fetches it"
                  .formatted(generated.getImage().getUri(), store.uri()),
              e);
        }
      } else {
        output.lines().println(generated.getImage().getUri());
      }
      number++;
    }
    output.lines().flush();
    return 0;
  }

  private GenerationRequest.Builder request() {
    GenerationRequest.Builder request =
        GenerationRequest.newBuilder()
            .setRequestId(options.name())
            .setPrompt(options.prompt)
            .setTarget(Targets.one(options.target()))
            .setSteps(options.steps)
            .setSkip(options.skip)
            .setGuidance(options.guidance)
            .setCount(options.count)
            .setSeed(options.seed)
            .setNegativePrompt(Optional.ofNullable(options.negativePrompt).orElse(""))
            .setPriority(priority())
            .setSupersedeKey(options.supersedeKey)
            .setMethod(Optional.ofNullable(options.method).orElse("genhowto"))
            .setSampler(options.sampler)
            .setSweep(Optional.ofNullable(options.sweep).orElse(List.of()))
            .setCandidates(options.candidates)
            .setPreviewEvery(Optional.ofNullable(options.previewEvery).orElse(0))
            .setModelVersion(options.modelVersion)
            .setChainId(options.chain)
            .setStep(Optional.ofNullable(options.chainStep).orElse(0));
    if (options.after != null) {
      request.setEarlier(
          new EarlierImage(options.after, Optional.ofNullable(options.afterIndex).orElse(0)));
    }
    if (options.within != null) {
      request.setDeadline(Instant.now().plusSeconds(options.within).toEpochMilli());
    }
    return request
        .setSize(control.size)
        .setControlScale(control.controlScale)
        .setControlStart(control.controlStart)
        .setControlEnd(control.controlEnd)
        .setImageGuidance(control.imageGuidance)
        .setSourcePrompt(control.sourcePrompt());
  }

  private Priority priority() {
    String given = Optional.ofNullable(options.priority).orElse("normal");
    return Arrays.stream(Priority.values())
        .filter(priority -> priority.name().toLowerCase(Locale.ROOT).equals(given))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--priority is '%s', expected low, normal or high".formatted(given)));
  }
}
