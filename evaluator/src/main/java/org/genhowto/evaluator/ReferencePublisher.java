package org.genhowto.evaluator;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.genhowto.evaluator.features.FeatureExtractor;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.WorkerComponent;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Topics;

/**
 * Publishes the reference set, where there is one, at every start: its ids make repeats harmless.
 *
 * @param senders makes the sender that is used once
 * @param features are the evaluator's, and freed with it
 */
record ReferencePublisher(
    Supplier<TopicSender> senders, Optional<ReferenceSet> reference, FeatureExtractor features)
    implements WorkerComponent {

  @Override
  public void start() {
    reference.ifPresent(this::publish);
  }

  @Override
  public void close() {
    features.close();
  }

  private void publish(ReferenceSet set) {
    var samples = set.samples(features);
    try (TopicSender sender = senders.get()) {
      sender.sendAndWait(Topics.EVALUATION_SAMPLES, samples, EvaluationSample::getSampleId);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while the reference set was published", e);
    }
  }
}
