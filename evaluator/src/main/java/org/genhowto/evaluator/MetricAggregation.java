package org.genhowto.evaluator;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.record.LetterStates;
import org.genhowto.runtime.streams.GuardedProcessor;
import org.genhowto.runtime.streams.LedgerSink;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Topics;

/**
 * evaluation-samples -> evaluation-metrics: keeps the samples of each evaluation set and target,
 * and measures anew, at most once an interval, the sets that changed. Everything travels as bytes
 * and is decoded inside, so that no record can end the topology.
 */
final class MetricAggregation {
  static final String STORE = "evaluation-samples-store";

  private static final String READER = "sample-reader";
  private static final String AGGREGATOR = "sample-aggregator";

  private MetricAggregation() {}

  static Topology topology(
      AvroSerdes serdes, Ledger ledger, MetricFormulas formulas, Duration interval) {
    Serde<byte[]> bytes = Serdes.ByteArray();
    Codec<EvaluationSample> samples = serdes.codec(Topics.EVALUATION_SAMPLES);
    LetterStates letters = new LetterStates(EvaluatorWorker.METRICS, serdes, Clock.systemUTC());
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.String(), bytes));
    builder.stream(
            List.of(Topics.EVALUATION_SAMPLES.name(), Topics.replays(EvaluatorWorker.METRICS)),
            Consumed.with(bytes, bytes).withOffsetResetPolicy(AutoOffsetReset.earliest()))
        .process(() -> new SampleReader(samples, letters, ledger), Named.as(READER))
        .process(Passage::new, Named.as(SampleReader.SAMPLES))
        .repartition(
            Repartitioned.with(bytes, bytes)
                .withName("evaluation-samples-by-set")
                .withNumberOfPartitions(1))
        .process(
            () ->
                new SampleAggregator(
                    samples, serdes.codec(Topics.EVALUATION_METRICS), formulas, interval, ledger),
            Named.as(AGGREGATOR),
            STORE);
    Topology topology = builder.build();
    sink(topology, SampleAggregator.METRICS, Topics.EVALUATION_METRICS.name(), AGGREGATOR);
    sink(topology, GuardedProcessor.LETTER_STATES, Topics.DEAD_LETTER_STATES.name(), READER);
    sink(
        topology,
        GuardedProcessor.DEAD_LETTERS,
        Topics.deadLetters(EvaluatorWorker.METRICS),
        READER);
    sink(
        topology,
        SampleAggregator.DEAD_SAMPLES,
        Topics.deadLetters(EvaluatorWorker.METRICS),
        AGGREGATOR);
    LedgerSink.add(topology, SampleReader.LEDGER, READER);
    LedgerSink.add(topology, SampleAggregator.LEDGER, AGGREGATOR);
    return topology;
  }

  private static void sink(Topology topology, String name, String topic, String parent) {
    topology.addSink(
        name, topic, Serdes.ByteArray().serializer(), Serdes.ByteArray().serializer(), parent);
  }

  /** Gives what the reader forwards a name of its own, beside its dead letters. */
  private static final class Passage extends ContextualProcessor<Object, Object, byte[], byte[]> {
    @Override
    public void process(Record<Object, Object> record) {
      context().forward(record.withKey((byte[]) record.key()).withValue((byte[]) record.value()));
    }
  }
}
