package org.genhowto.generator;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.handler.EarlierAnswer;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.runtime.handler.RequestHandler;
import org.genhowto.runtime.queue.GenerationEnds;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.ContractException;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Topics;

/**
 * A request in, a result out: images, or a sentence that says why there are none. The same request
 * gives the same images, so it does no harm when it is worked on twice.
 */
final class GenerationHandler implements RequestHandler<GenerationRequest> {
  private final Models models;
  private final PromptJudge judge;
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

  GenerationHandler(Models models, PromptJudge judge, BlobStore blobs, Place place) {
    this.models = models;
    this.judge = judge;
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
    try {
      RequestContract.require(request);
    } catch (ContractException e) {
      throw new RefusedException(e);
    }
    try (Models.Held held = models.hold(request)) {
      answer(incoming, progress, held.model(), result);
    }
  }

  private void answer(
      Incoming<GenerationRequest> incoming,
      Progress progress,
      ServedModel model,
      GenerationResult.Builder result)
      throws RefusedException, IOException, InterruptedException {
    GenerationRequest request = incoming.value();
    ValidatedRequest valid = ValidatedRequest.of(request, model);
    valid.describe(result.setModelVersion(model.version()));
    ProgressReporter told =
        new ProgressReporter(
            place.worker(), incoming, progress, blobs, model.renderer().steps(valid.shots()));
    told.accepted();
    InputImages.Input input = inputs.find(request, progress);
    result.setInput(input.stored());
    String judgedBy = request.getCandidates().isPresent() ? judge.version() : "";
    String key = AnswerKey.of(valid, model.version(), input.stored(), judgedBy);
    result.setAnswerKey(key);
    Optional<EarlierAnswer> known = known(key, progress);
    if (known.isPresent()) {
      answer(known.get(), result);
    } else {
      make(valid, input.image(), model.renderer(), progress, told, result);
    }
  }

  /** What another request was answered with that asked for the same, while it is in the store. */
  private Optional<EarlierAnswer> known(String key, Progress progress) throws IOException {
    Optional<EarlierAnswer> known = progress.answered(key);
    if (known.isPresent()) {
      for (GeneratedImage image : known.get().images()) {
        if (!blobs.contains(image.getImage())) {
          return Optional.empty();
        }
      }
    }
    return known;
  }

  private static void answer(EarlierAnswer known, GenerationResult.Builder result) {
    boolean own = known.requestId().equals(result.getRequestId()); // It was replayed.
    result
        .setStatus(GenerationStatus.SUCCEEDED)
        .setImages(known.images())
        .setSameAs(own ? null : known.requestId());
  }

  private void make(
      ValidatedRequest valid,
      RgbImage input,
      Renderer renderer,
      Progress progress,
      ProgressReporter told,
      GenerationResult.Builder result)
      throws RefusedException, IOException, InterruptedException {
    Optional<List<RgbImage>> images =
        renderer.render(
            new Renderer.Painting(input, valid.prompt(), valid.shots()), progress.priority(), told);
    if (images.isEmpty()) {
      GenerationEnds.calledOff(result, progress.calledOff().orElse(CallOff.CANCELLED));
      return;
    }
    List<Made> made = Made.of(valid, images.get());
    boolean choose = valid.request().getCandidates().isPresent();
    result
        .setStatus(GenerationStatus.SUCCEEDED)
        .setImages(stored(choose ? Made.best(made, input, valid.request(), judge) : made));
  }

  private List<GeneratedImage> stored(List<Made> made) throws IOException {
    List<GeneratedImage> stored = new ArrayList<>();
    for (Made each : made) {
      stored.add(each.storedAs(blobs.put(Images.png(each.image()), "image/png")));
    }
    return stored;
  }
}
