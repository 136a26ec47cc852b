package org.genhowto.captioner;

import java.io.IOException;
import org.genhowto.runtime.handler.Handler;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;

/** Captions the triplets of the stream. */
final class CaptionHandler implements Handler<Triplet> {
  private final TripletCaptioner captioner;

  CaptionHandler(TripletCaptioner captioner) {
    this.captioner = captioner;
  }

  @Override
  public Outcome handle(Incoming<Triplet> input) throws OutageException {
    Triplet triplet = input.value();
    try {
      return captioner
          .caption(triplet)
          .<Outcome>map(
              captioned ->
                  Outcome.emit(
                      new Output<>(Topics.CAPTIONED_TRIPLETS, triplet.getTripletId(), captioned)))
          .orElseGet(() -> Outcome.skip("empty-caption"));
    } catch (UnusableTripletException e) {
      return Outcome.reject(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new OutageException(
          "frames of triplet %s cannot be read: %s".formatted(triplet.getTripletId(), e), e);
    }
  }
}
