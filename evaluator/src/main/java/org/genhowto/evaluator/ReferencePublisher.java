package org.genhowto.evaluator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.genhowto.evaluator.features.FeatureExtractor;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.WorkerComponent;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Topics;

/**
 * Publishes the reference set, where there is one, at every start: its ids make repeats harmless.
 *
 * @param features are the evaluator's, and freed with it
 */
record ReferencePublisher(
    Platform platform, Optional<ReferenceSet> reference, FeatureExtractor features)
    implements WorkerComponent {

  @Override
  public void start() {
    reference.ifPresent(set -> publish(set.samples(features)));
  }

  @Override
  public void close() {
    features.close();
  }

  private void publish(List<EvaluationSample> samples) {
    Map<String, Object> settings = platform.kafka().clientSettings();
    settings.put("enable.idempotence", true);
    try (KafkaProducer<String, EvaluationSample> producer =
        new KafkaProducer<>(
            settings,
            new StringSerializer(),
            platform.serdes().serializer(Topics.EVALUATION_SAMPLES))) {
      List<Future<RecordMetadata>> sent =
          samples.stream()
              .map(
                  sample ->
                      producer.send(
                          new ProducerRecord<>(
                              Topics.EVALUATION_SAMPLES.name(), sample.getSampleId(), sample)))
              .toList();
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new KafkaException("the reference set was not published", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while the reference set was published", e);
    }
  }
}
