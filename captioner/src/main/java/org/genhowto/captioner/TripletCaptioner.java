package org.genhowto.captioner;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Triplet;
import org.jspecify.annotations.Nullable;

/** Puts the action and the final state of a triplet into words, from their frames alone. */
public final class TripletCaptioner {
  private final Captioner captioner;
  private final String version;
  private final BlobStore blobs;
  private final @Nullable CaptionVerifier verifier;

  /**
   * @param version version of the captioner's weights
   * @param blobs where the triplets' frames are
   */
  public TripletCaptioner(Captioner captioner, String version, BlobStore blobs) {
    this(captioner, version, blobs, null);
  }

  private TripletCaptioner(
      Captioner captioner, String version, BlobStore blobs, @Nullable CaptionVerifier verifier) {
    this.captioner = captioner;
    this.version = version;
    this.blobs = blobs;
    this.verifier = verifier;
  }

  /** The same, whose captions a verifier judges. */
  public TripletCaptioner judgedBy(CaptionVerifier judge) {
    return new TripletCaptioner(captioner, version, blobs, judge);
  }

  /**
   * The triplet with its captions; empty where the captioner has no words for one of the frames.
   *
   * @throws IOException where the frames cannot be read now
   */
  public Optional<CaptionedTriplet> caption(Triplet triplet)
      throws IOException, UnusableTripletException {
    SampledFrames source = triplet.getSource();
    if (!blobs.contains(source.getFrames())) {
      throw new UnusableTripletException(
          "frames %s of triplet %s are not in the blob store"
              .formatted(source.getFrames().getUri(), triplet.getTripletId()));
    }
    RgbImage actionImage = image(triplet, triplet.getActionSecond());
    RgbImage finalImage = image(triplet, triplet.getFinalSecond());
    List<Caption> captions = captioner.describe(List.of(actionImage, finalImage));
    Caption action = captions.get(0);
    Caption finalState = captions.get(1);
    if (action.text().isEmpty() || finalState.text().isEmpty()) {
      return Optional.empty();
    }
    CaptionedTriplet.Builder captioned =
        CaptionedTriplet.newBuilder()
            .setTriplet(triplet)
            .setActionCaption(action.text())
            .setFinalCaption(finalState.text())
            .setActionCaptionScore(action.score())
            .setFinalCaptionScore(finalState.score())
            .setCaptionerVersion(version);
    if (verifier != null) {
      CaptionAgreement agreement =
          verifier.judge(actionImage, action.text(), finalImage, finalState.text());
      captioned
          .setActionAgreement(agreement.action())
          .setFinalAgreement(agreement.finalState())
          .setCaptionContrast(agreement.contrast())
          .setVerifierVersion(verifier.version());
    }
    return Optional.of(captioned.build());
  }

  private RgbImage image(Triplet triplet, int second) throws IOException, UnusableTripletException {
    try {
      return Images.decode(FrameTar.frame(blobs, triplet.getSource(), second));
    } catch (Images.UnreadableImageException | IllegalArgumentException e) {
      throw new UnusableTripletException(
          "triplet %s cannot be captioned: %s".formatted(triplet.getTripletId(), e.getMessage()),
          e);
    }
  }
}
