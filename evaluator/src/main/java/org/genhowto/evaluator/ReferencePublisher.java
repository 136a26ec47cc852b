package org.genhowto.evaluator;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.genhowto.evaluator.features.FeatureExtractor;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.WorkerComponent;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the reference set, where there is one, at every start: its ids make repeats harmless.
 * The worker takes results meanwhile.
 */
final class ReferencePublisher implements WorkerComponent {
  private final Supplier<TopicSender> senders;
  private final Optional<ReferenceSet> reference;
  private final FeatureExtractor features;
  private @Nullable Thread thread;
  private volatile boolean closing;
  private volatile @Nullable Throwable failure;

  /**
   * @param senders makes the sender that is used once
   * @param features are the evaluator's, and freed with this
   */
  ReferencePublisher(
      Supplier<TopicSender> senders, Optional<ReferenceSet> reference, FeatureExtractor features) {
    this.senders = senders;
    this.reference = reference;
    this.features = features;
  }

  @Override
  public void start() {
    if (reference.isPresent()) {
      ReferenceSet set = reference.get();
      Thread publishing = new Thread(() -> run(set), EvaluatorWorker.EVALUATOR + "-reference");
      publishing.setDaemon(true);
      publishing.start();
      thread = publishing;
    }
  }

  // The broad catch of a thread: who watches the worker is told of what ended it.
  @SuppressWarnings("CatchingUnchecked")
  private void run(ReferenceSet set) {
    try {
      publish(set);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      if (!closing) {
        failure = e;
      }
    }
  }

  private void publish(ReferenceSet set) throws InterruptedException {
    List<EvaluationSample> samples = set.samples(features, () -> !closing);
    if (closing) {
      return;
    }
    try (TopicSender sender = senders.get()) {
      sender.sendAndWait(Topics.EVALUATION_SAMPLES, samples, EvaluationSample::getSampleId);
    }
  }

  @Override
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void close() {
    closing = true;
    Thread publishing = thread;
    if (publishing != null) {
      publishing.interrupt();
      try {
        publishing.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KafkaException("interrupted while the reference set was published", e);
      }
    }
    features.close();
  }
}
