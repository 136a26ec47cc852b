package org.genhowto.captioner;

import java.io.IOException;
import java.util.List;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.handler.Handler;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;

/** Puts the action and the final state of a triplet into words, from their frames alone. */
public final class CaptionHandler implements Handler<Triplet> {
  private final Captioner captioner;
  private final String version;
  private final BlobStore blobs;

  /**
   * @param version version of the captioner's weights
   */
  public CaptionHandler(Captioner captioner, String version, BlobStore blobs) {
    this.captioner = captioner;
    this.version = version;
    this.blobs = blobs;
  }

  @Override
  public Outcome handle(Incoming<Triplet> input) throws RetryableException {
    Triplet triplet = input.value();
    SampledFrames source = triplet.getSource();
    try {
      if (!blobs.contains(source.getFrames())) {
        return Outcome.reject(
            "frames %s of triplet %s are not in the blob store"
                .formatted(source.getFrames().getUri(), triplet.getTripletId()));
      }
      RgbImage action = image(source, triplet.getActionSecond());
      RgbImage last = image(source, triplet.getFinalSecond());
      return outcome(triplet, captioner.describe(List.of(action, last)));
    } catch (Images.UnreadableImageException | NoSuchFrameException e) {
      return Outcome.reject(
          "triplet %s cannot be captioned: %s".formatted(triplet.getTripletId(), e.getMessage()));
    } catch (IOException e) {
      throw new RetryableException(
          "frames of triplet %s cannot be read: %s".formatted(triplet.getTripletId(), e), e);
    }
  }

  private Outcome outcome(Triplet triplet, List<Caption> captions) {
    Caption action = captions.get(0);
    Caption last = captions.get(1);
    if (action.text().isEmpty() || last.text().isEmpty()) {
      return Outcome.skip("empty-caption");
    }
    CaptionedTriplet captioned =
        CaptionedTriplet.newBuilder()
            .setTriplet(triplet)
            .setActionCaption(action.text())
            .setFinalCaption(last.text())
            .setActionCaptionScore(action.score())
            .setFinalCaptionScore(last.score())
            .setCaptionerVersion(version)
            .build();
    return Outcome.emit(new Output<>(Topics.CAPTIONED_TRIPLETS, triplet.getTripletId(), captioned));
  }

  private RgbImage image(SampledFrames source, int second)
      throws IOException, NoSuchFrameException {
    try {
      return Images.decode(FrameTar.frame(blobs, source, second));
    } catch (IllegalArgumentException e) {
      throw new NoSuchFrameException(e);
    }
  }

  /** The triplet names a second that its frames do not have. */
  private static final class NoSuchFrameException extends Exception {
    private static final long serialVersionUID = 1L;

    NoSuchFrameException(IllegalArgumentException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
