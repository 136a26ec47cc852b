package org.genhowto.evaluator.live;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.ledger.Settled;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.LetterStates;
import org.genhowto.runtime.streams.GuardedProcessor;
import org.genhowto.runtime.streams.StreamsHeaders;
import org.genhowto.runtime.streams.StreamsHeaders.Input;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;

/** Passes on what is a sample that can be measured, under the key of its set and target. */
final class SampleReader extends GuardedProcessor {
  static final String SAMPLES = "samples";
  static final String LEDGER = "to-ledger";

  private final Codec<EvaluationSample> samples;
  private final LetterStates letters;
  private final Ledger ledger;
  private final StreamsHeaders headers = new StreamsHeaders(MetricAggregation.WORKER);

  SampleReader(Codec<EvaluationSample> samples, LetterStates letters, Ledger ledger) {
    super(MetricAggregation.WORKER, DEAD_LETTERS, new Telemetry().worker(MetricAggregation.WORKER));
    this.samples = samples;
    this.letters = letters;
    this.ledger = ledger;
  }

  @Override
  protected void work(byte @Nullable [] key, byte @Nullable [] value, Input input)
      throws UndecodableException, RegistryUnavailableException {
    EvaluationSample sample = samples.decode(value);
    requireFinite(sample, "classifier", sample.getClassifierFeatures());
    requireFinite(sample, "Frechet", sample.getFrechetFeatures());
    byte[] group = SampleGroup.of(sample).key().getBytes(StandardCharsets.UTF_8);
    long now = context().currentSystemTimeMs();
    context()
        .forward(new Record<>(group, storable(SampleChange.of(sample, now).bytes()), now), SAMPLES);
    note(Settled.of(headers.record(input, sample.getSampleId()), sample, 1, Outcome.emit()));
  }

  @Override
  protected void died(ConsumerRecord<byte[], byte[]> original, DeadLetter.Reason reason)
      throws RegistryUnavailableException {
    note(Settled.dead(original, null, reason));
  }

  private void note(Settled settled) throws RegistryUnavailableException {
    ProducerRecord<byte[], byte[]> entry = ledger.entry(settled);
    context().forward(new Record<>(entry.key(), entry.value(), now().toEpochMilli()), LEDGER);
  }

  @Override
  protected Optional<ProducerRecord<byte[], byte[]>> resolved(
      ConsumerRecord<byte[], byte[]> original) throws RegistryUnavailableException {
    return letters.resolved(original);
  }

  private static void requireFinite(EvaluationSample sample, String which, List<Float> features) {
    for (int i = 0; i < features.size(); i++) {
      if (!Float.isFinite(features.get(i))) {
        throw new IllegalArgumentException(
            "Sample %s has %s feature %d = %s, expected a finite number"
                .formatted(sample.getSampleId(), which, i, features.get(i)));
      }
    }
  }
}
