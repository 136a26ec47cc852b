package org.genhowto.evaluator.live;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.ledger.Settled;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.record.LetterStates;
import org.genhowto.runtime.streams.LedgeredProcessor;
import org.genhowto.runtime.streams.StreamsHeaders;
import org.genhowto.runtime.streams.StreamsHeaders.Input;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;

/** Passes on what is a sample that can be measured, under the key of its set and target. */
final class SampleReader extends LedgeredProcessor {
  static final String SAMPLES = "samples";

  private final Codec<EvaluationSample> samples;
  private final StreamsHeaders headers = new StreamsHeaders(MetricAggregation.WORKER);

  SampleReader(Codec<EvaluationSample> samples, LetterStates letters, Ledger ledger) {
    super(
        MetricAggregation.WORKER,
        new Telemetry().worker(MetricAggregation.WORKER),
        ledger,
        letters);
    this.samples = samples;
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
