package org.genhowto.generator;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.runtime.handler.RequestHandler;
import org.genhowto.runtime.queue.GenerationEnds;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.ContractException;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;

/**
 * A request in, a result out: images, or a sentence that says why there are none. The same request
 * gives the same images, so it does no harm when it is worked on twice.
 */
final class GenerationHandler implements RequestHandler<GenerationRequest> {
  private final Map<Target, ServedModel> models;
  private final BlobStore blobs;
  private final InputImages inputs;
  private final Place place;

  /**
   * Where this handler runs.
   *
   * @param worker name that progress carries
   * @param maxPixels largest input image
   */
  record Place(String worker, Clock clock, long maxPixels) {}

  GenerationHandler(Map<Target, ServedModel> models, BlobStore blobs, Place place) {
    this.models = Map.copyOf(models);
    this.blobs = blobs;
    this.inputs = new InputImages(blobs, place.maxPixels());
    this.place = place;
  }

  @Override
  public Outcome handle(Incoming<GenerationRequest> incoming, Progress progress)
      throws OutageException, InterruptedException {
    GenerationRequest request = incoming.value();
    try {
      RequestContract.requireId("requestId", request.getRequestId());
    } catch (ContractException e) {
      return Outcome.reject(String.valueOf(e.getMessage())); // No result can carry such a name.
    }
    Instant start = place.clock().instant();
    GenerationResult.Builder result = GenerationEnds.answer(request);
    try {
      answer(incoming, progress, result);
    } catch (RefusedException e) {
      result.setStatus(GenerationStatus.FAILED).setError(e.getMessage());
    } catch (IOException e) {
      throw new OutageException("The blob store failed at request " + request.getRequestId(), e);
    }
    result.setElapsedMillis(Duration.between(start, place.clock().instant()).toMillis());
    return Outcome.emit(
        new Output<>(Topics.GENERATION_RESULTS, request.getRequestId(), result.build()));
  }

  private void answer(
      Incoming<GenerationRequest> incoming, Progress progress, GenerationResult.Builder result)
      throws RefusedException, IOException, InterruptedException {
    GenerationRequest request = incoming.value();
    ServedModel model = model(request);
    ValidatedRequest valid = ValidatedRequest.of(request, model.defaults());
    result
        .setSteps(valid.sampling().steps())
        .setSkip(valid.sampling().skip())
        .setGuidance(valid.sampling().guidance())
        .setModelVersion(model.version());
    ProgressReporter told =
        new ProgressReporter(place.worker(), incoming, progress, blobs, valid.steps());
    told.accepted();
    InputImages.Input input = inputs.find(request, progress);
    result.setInput(input.stored());
    Prompt prompt = new Prompt(request.getPrompt(), request.getNegativePrompt());
    Optional<List<RgbImage>> images =
        model
            .renderer()
            .render(new Painting(input.image(), prompt, valid.shots()), progress.priority(), told);
    if (images.isEmpty()) {
      GenerationEnds.calledOff(result, progress.calledOff().orElse(CallOff.CANCELLED));
      return;
    }
    result.setStatus(GenerationStatus.SUCCEEDED).setImages(stored(images.get(), valid));
  }

  private ServedModel model(GenerationRequest request) throws RefusedException {
    ServedModel model = models.get(request.getTarget());
    if (model == null) {
      throw new RefusedException(
          "target is %s, expected one of %s".formatted(request.getTarget(), models.keySet()));
    }
    String pinned = request.getModelVersion().orElse(model.version());
    if (!pinned.equals(model.version())) {
      throw new RefusedException(
          "modelVersion is '%s', expected '%s', which is in service"
              .formatted(pinned, model.version()));
    }
    return model;
  }

  private List<GeneratedImage> stored(List<RgbImage> images, ValidatedRequest valid)
      throws IOException {
    List<GeneratedImage> stored = new ArrayList<>();
    Iterator<RgbImage> next = images.iterator();
    for (Shot shot : valid.shots()) {
      for (long seed : shot.seeds()) {
        RgbImage image = next.next();
        BlobRef blob = blobs.put(Images.png(image), "image/png");
        stored.add(
            GeneratedImage.newBuilder()
                .setImage(InputImages.sized(blob, image))
                .setSeed(seed)
                .setSkip(valid.sweeps() ? shot.sampling().skip() : null)
                .build());
      }
    }
    return stored;
  }
}
