package org.genhowto.evaluator;

import java.util.HashMap;
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
import org.genhowto.runtime.Platform;
import org.genhowto.runtime.Worker;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Topics;

/**
 * Publishes the reference set, whose ids make repeats harmless, and then takes the features of
 * results as they come.
 */
final class EvaluatorWorker implements Worker {
  private final Platform platform;
  private final Optional<ReferenceSet> reference;
  private final FeatureExtractor features;
  private final Worker loop;

  EvaluatorWorker(
      Platform platform, Optional<ReferenceSet> reference, FeatureExtractor features, Worker loop) {
    this.platform = platform;
    this.reference = reference;
    this.features = features;
    this.loop = loop;
  }

  @Override
  public String name() {
    return loop.name();
  }

  @Override
  public void start() {
    reference.ifPresent(set -> publish(set.samples(features)));
    loop.start();
  }

  @Override
  public boolean ready() {
    return loop.ready();
  }

  @Override
  public Optional<Throwable> failure() {
    return loop.failure();
  }

  @Override
  public void close() {
    loop.close();
    features.close();
  }

  private void publish(List<EvaluationSample> samples) {
    Map<String, Object> settings = new HashMap<>(platform.kafka().clientSettings());
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
