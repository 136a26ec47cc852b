package org.genhowto.gateway.rating;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.genhowto.gateway.GatewaySender;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.HumanRating;
import org.genhowto.schemas.Topics;

/** Writes ratings; what it returns from is in Kafka. */
public final class RatingSender implements Consumer<HumanRating>, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final GatewaySender sender;

  public RatingSender(Platform platform) {
    this.sender = new GatewaySender(TopicSender.of("ratings", platform), PATIENCE);
  }

  @Override
  public void accept(HumanRating rating) {
    byte[] value = sender.encode(Topics.HUMAN_RATINGS, rating);
    sender.send(Topics.HUMAN_RATINGS, rating.getRatingId(), value, Optional.empty());
  }

  @Override
  public void close() {
    sender.close();
  }
}
