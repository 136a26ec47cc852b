package org.genhowto.launcher.replay;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.genhowto.captioner.LoadedCaptioner;
import org.genhowto.captioner.UnusableTripletException;
import org.genhowto.dataset.caption.CaptionFlaw;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;

/** Triplets captioned again. */
final class CaptionerStage implements ReplayedStage<Triplet, CaptionedTriplet> {
  private final LoadedCaptioner captioner;

  CaptionerStage(Configuration configuration, BlobStore blobs) {
    this.captioner = LoadedCaptioner.load(configuration, blobs);
  }

  @Override
  public Topic<Triplet> input() {
    return Topics.TRIPLETS;
  }

  @Override
  public Topic<CaptionedTriplet> output() {
    return Topics.CAPTIONED_TRIPLETS;
  }

  @Override
  public boolean takesNewestOnly() {
    return true;
  }

  @Override
  public void take(Triplet triplet, Results<CaptionedTriplet> results) throws IOException {
    String id = triplet.getTripletId();
    try {
      Optional<CaptionedTriplet> captioned = captioner.triplets().caption(triplet);
      captioned.ifPresentOrElse(
          one -> results.made(id, one), () -> results.none(id, "empty-caption"));
    } catch (UnusableTripletException e) {
      results.failed(id, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void end(Results<CaptionedTriplet> results) {}

  @Override
  public String subject(CaptionedTriplet captioned) {
    return captioned.getTriplet().getTripletId();
  }

  @Override
  public String key(CaptionedTriplet captioned) {
    return subject(captioned);
  }

  @Override
  public Summary summary(CaptionedTriplet captioned) {
    return summaryOf(captioned);
  }

  /** A share of each flaw among all, and how well captions fit their frames. */
  static Summary summaryOf(CaptionedTriplet captioned) {
    Map<String, Double> measures = new HashMap<>();
    measures.put("action-log-probability", captioned.getActionCaptionScore());
    measures.put("final-log-probability", captioned.getFinalCaptionScore());
    captioned.getActionAgreement().ifPresent(one -> measures.put("action-agreement", one));
    captioned.getFinalAgreement().ifPresent(one -> measures.put("final-agreement", one));
    captioned.getCaptionContrast().ifPresent(one -> measures.put("contrast", one));
    var flaws =
        CaptionFlaw.of(
            captioned.getTriplet().getSource().getCategory(),
            captioned.getActionCaption(),
            captioned.getFinalCaption());
    for (CaptionFlaw flaw : CaptionFlaw.values()) {
      measures.put("flaw " + flaw.spelling(), flaws.contains(flaw) ? 1.0 : 0.0);
    }
    return new Summary(
        "%s / %s".formatted(captioned.getActionCaption(), captioned.getFinalCaption()),
        Optional.empty(),
        measures);
  }

  @Override
  public void close() {
    captioner.close();
  }
}
