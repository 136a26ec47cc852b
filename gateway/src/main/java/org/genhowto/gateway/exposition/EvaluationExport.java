package org.genhowto.gateway.exposition;

import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.genhowto.runtime.topic.TopicFollower;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.WorkerComponent;

/** Follows the topic evaluation-metrics and has each of its values among the process's metrics. */
public final class EvaluationExport implements WorkerComponent {
  private static final String NAME = "gateway-evaluation";

  private final TopicFollower follower;

  EvaluationExport(Platform platform, Consumer<byte[], byte[]> consumer) {
    this.follower =
        new TopicFollower(
            NAME,
            platform,
            consumer,
            new EvaluationReader(
                platform.serdes(), new EvaluationSeries(platform.telemetry().registry())));
  }

  public static EvaluationExport of(Platform platform) {
    return new EvaluationExport(platform, TopicFollower.consumer(NAME, platform));
  }

  @Override
  public void start() {
    follower.start();
  }

  @Override
  public boolean ready() {
    return true; // Who asks for images needs no metric.
  }

  @Override
  public Optional<Throwable> failure() {
    return follower.failure();
  }

  @Override
  public void close() {
    follower.close();
  }
}
