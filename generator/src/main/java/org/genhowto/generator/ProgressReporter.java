package org.genhowto.generator;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.Glimpse;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.Resampling;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationStage;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the requester how far its request has come, shows previews where it wants them, and learns
 * whether it was called off.
 */
final class ProgressReporter implements GenerationListener {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressReporter.class);

  /** Of a preview, in pixels. */
  private static final int LONGEST_SIDE = 256;

  /** Nobody follows more than that, and a record of every quick step costs as much as the step. */
  private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

  private final String worker;
  private final Incoming<GenerationRequest> incoming;
  private final Progress progress;
  private final BlobStore blobs;
  private final int total;
  private final PreviewBudget previews;
  private final LongSupplier nanos;
  private GenerationStage stage = GenerationStage.ACCEPTED;
  private int done;
  private long said;

  /**
   * @param worker name that progress carries
   * @param total steps there will be; skipped ones do not count
   */
  ProgressReporter(
      String worker,
      Incoming<GenerationRequest> incoming,
      Progress progress,
      BlobStore blobs,
      int total) {
    this(worker, incoming, progress, blobs, total, System::nanoTime);
  }

  ProgressReporter(
      String worker,
      Incoming<GenerationRequest> incoming,
      Progress progress,
      BlobStore blobs,
      int total,
      LongSupplier nanos) {
    this.worker = worker;
    this.incoming = incoming;
    this.progress = progress;
    this.blobs = blobs;
    this.total = total;
    this.previews = new PreviewBudget(incoming.value().getPreviewEvery(), nanos);
    this.nanos = nanos;
  }

  synchronized void accepted() {
    say(null);
  }

  @Override
  public synchronized void denoised(int steps, int ofAll) {
    stage = steps < ofAll ? GenerationStage.DENOISING : GenerationStage.DECODING;
    boolean first = done == 0;
    done = steps;
    if (first || steps == ofAll || nanos.getAsLong() - said >= PAUSE_NANOS) {
      say(null);
    }
  }

  @Override
  public boolean looks(int steps, int ofAll) {
    return steps < ofAll && previews.allows(steps);
  }

  @Override
  public void see(Glimpse glimpse) {
    previews.spend(() -> show(glimpse));
  }

  /** Nobody loses an image for want of a preview. */
  private void show(Glimpse glimpse) {
    try {
      RgbImage image = small(glimpse.draw());
      BlobRef blob = InputImages.sized(blobs.put(Images.png(image), "image/png"), image);
      synchronized (this) {
        say(blob);
      }
    } catch (IOException | RuntimeException e) {
      LOG.atDebug()
          .setCause(e)
          .addKeyValue("requestId", incoming.value().getRequestId())
          .log("no preview");
    }
  }

  private static RgbImage small(RgbImage image) {
    int longest = Math.max(image.width(), image.height());
    return longest <= LONGEST_SIDE
        ? image
        : image.resize(
            Math.max(1, image.width() * LONGEST_SIDE / longest),
            Math.max(1, image.height() * LONGEST_SIDE / longest),
            Resampling.BICUBIC);
  }

  @Override
  public boolean cancels() {
    return progress.cancelled();
  }

  private void say(@Nullable BlobRef preview) {
    said = nanos.getAsLong();
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
                .setWorker(worker)
                .setAttempt(incoming.attempt())
                .setPreview(preview)
                .build()));
  }
}
