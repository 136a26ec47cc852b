package org.genhowto.gateway.rating;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.HumanRating;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;

/** Writes ratings; what it returns from is in Kafka. */
public final class RatingSender implements Consumer<HumanRating>, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final TopicSender sender;

  public RatingSender(Platform platform) {
    this.sender = TopicSender.of("ratings", platform);
  }

  @Override
  public void accept(HumanRating rating) {
    try {
      byte[] value = sender.encode(Topics.HUMAN_RATINGS, rating);
      sender
          .send(Topics.HUMAN_RATINGS, rating.getRatingId(), value, Optional.empty())
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RegistryUnavailableException e) {
      throw GatewayProblem.unavailable(e.getMessage() + ".", e);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw GatewayProblem.unavailable("Kafka did not take the rating.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayProblem.unavailable("The gateway is closing.", e);
    }
  }

  @Override
  public void close() {
    sender.close();
  }
}
