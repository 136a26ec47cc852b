package org.genhowto.generator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.handler.EarlierResult;
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
import org.genhowto.schemas.EarlierImage;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStage;
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
    ProgressReporter told = new ProgressReporter(incoming, progress, valid);
    told.say(GenerationStage.ACCEPTED, 0);
    byte[] bytes = bytes(request, progress);
    RgbImage input = decode(bytes);
    result.setInput(stored(request, progress, bytes, input));
    Optional<List<RgbImage>> images =
        model
            .renderer()
            .render(
                input,
                new Prompt(request.getPrompt(), request.getNegativePrompt()),
                valid.sampling(),
                valid.seeds().stream().map(NoiseSource::seeded).toList(),
                progress.priority(),
                told);
    if (images.isEmpty()) {
      GenerationEnds.calledOff(result, progress.calledOff().orElse(CallOff.CANCELLED));
      return;
    }
    result.setStatus(GenerationStatus.SUCCEEDED).setImages(stored(images.get(), valid.seeds()));
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

  private byte[] bytes(GenerationRequest request, Progress progress)
      throws RefusedException, IOException {
    Optional<ByteBuffer> inline = request.getInlineImage();
    if (inline.isPresent()) {
      byte[] bytes = new byte[inline.get().remaining()];
      inline.get().duplicate().get(bytes);
      return bytes;
    }
    BlobRef image =
        request.getEarlier().isPresent()
            ? earlier(request.getEarlier().get(), progress)
            : request.getImage().orElseThrow();
    try {
      if (!blobs.contains(image)) {
        throw new RefusedException("image %s is not in the blob store".formatted(image.getUri()));
      }
      return blobs.read(image);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }

  private static BlobRef earlier(EarlierImage wanted, Progress progress) throws RefusedException {
    EarlierResult earlier =
        progress
            .earlier(wanted.getRequestId())
            .orElseThrow(
                () ->
                    new RefusedException(
                        "earlier.requestId is '%s', which is not known, or no longer"
                            .formatted(wanted.getRequestId())));
    if (earlier.status() != GenerationStatus.SUCCEEDED) {
      throw new RefusedException(
          "the earlier request '%s' is %s, expected SUCCEEDED"
              .formatted(wanted.getRequestId(), earlier.status()));
    }
    if (wanted.getIndex() < 0 || wanted.getIndex() >= earlier.images().size()) {
      throw new RefusedException(
          "earlier.index is %d, expected 0 to %d"
              .formatted(wanted.getIndex(), earlier.images().size() - 1));
    }
    return earlier.images().get(wanted.getIndex());
  }

  private RgbImage decode(byte[] bytes) throws RefusedException {
    try {
      return Images.decode(bytes, place.maxPixels());
    } catch (Images.UnreadableImageException e) {
      throw new RefusedException(e);
    }
  }

  private BlobRef stored(GenerationRequest request, Progress progress, byte[] bytes, RgbImage input)
      throws IOException, RefusedException {
    if (request.getEarlier().isPresent()) {
      return sized(earlier(request.getEarlier().get(), progress), input);
    }
    BlobRef blob =
        request.getImage().isPresent()
            ? request.getImage().get()
            : blobs.put(bytes, bytes[0] == (byte) 0x89 ? "image/png" : "image/jpeg");
    return sized(blob, input);
  }

  private List<GeneratedImage> stored(List<RgbImage> images, List<Long> seeds) throws IOException {
    List<GeneratedImage> stored = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      BlobRef blob = blobs.put(Images.png(images.get(i)), "image/png");
      stored.add(
          GeneratedImage.newBuilder()
              .setImage(sized(blob, images.get(i)))
              .setSeed(seeds.get(i))
              .build());
    }
    return stored;
  }

  private static BlobRef sized(BlobRef blob, RgbImage image) {
    return BlobRef.newBuilder(blob).setWidth(image.width()).setHeight(image.height()).build();
  }

  /** Tells the requester how far its request has come, and learns whether it was called off. */
  private final class ProgressReporter implements GenerationListener {
    private final Incoming<GenerationRequest> incoming;
    private final Progress progress;
    private final int total;

    ProgressReporter(
        Incoming<GenerationRequest> incoming, Progress progress, ValidatedRequest valid) {
      this.incoming = incoming;
      this.progress = progress;
      this.total = valid.sampling().steps() - valid.sampling().skip();
    }

    @Override
    public void denoised(int steps, int ofAll) {
      say(steps < ofAll ? GenerationStage.DENOISING : GenerationStage.DECODING, steps);
    }

    @Override
    public boolean cancels() {
      return progress.cancelled();
    }

    void say(GenerationStage stage, int done) {
      String id = incoming.value().getRequestId();
      progress.tell(
          new Output<>(
              Topics.GENERATION_PROGRESS,
              id,
              GenerationProgress.newBuilder()
                  .setRequestId(id)
                  .setStage(stage)
                  .setStepsDone(done)
                  .setStepsTotal(total)
                  .setWorker(place.worker())
                  .setAttempt(incoming.attempt())
                  .build()));
    }
  }
}
