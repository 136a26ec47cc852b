package org.genhowto.evaluator.live;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
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
import org.genhowto.evaluator.alerts.AlertWatch;
import org.genhowto.evaluator.gate.Decisions;
import org.genhowto.evaluator.gate.ReleaseTable;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.record.LetterStates;
import org.genhowto.runtime.streams.GuardedProcessor;
import org.genhowto.runtime.streams.LedgerSink;
import org.genhowto.runtime.streams.LedgeredProcessor;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Topics;

/**
 * evaluation-samples -> evaluation-metrics: keeps the samples of each evaluation set and target on
 * disk, and measures those that changed on threads of its own; what is measured is judged by the
 * rules of alerts, and a candidate's images by the gate of releases. Everything travels as bytes
 * and is decoded inside, so that no record can end the topology. Sets and targets are shared out
 * among instances.
 */
public final class MetricAggregation {
  /** Name of the worker. */
  public static final String WORKER = "metrics";

  private static final int PARTITIONS = 4;

  private static final String READER = "sample-reader";
  private static final String AGGREGATOR = "sample-aggregator";

  private MetricAggregation() {}

  /** The topology of one worker. */
  public static Topology topology(AvroSerdes serdes, Ledger ledger, LivePolicy policy) {
    return topology(serdes, ledger, policy, MeasuringThreads.start());
  }

  static Topology topology(
      AvroSerdes serdes, Ledger ledger, LivePolicy policy, MeasuringThreads threads) {
    Serde<byte[]> bytes = Serdes.ByteArray();
    Codec<EvaluationSample> samples = serdes.codec(Topics.EVALUATION_SAMPLES);
    LetterStates letters = new LetterStates(WORKER, serdes, Clock.systemUTC());
    StreamsBuilder builder = new StreamsBuilder();
    SampleStore.addTo(builder);
    PublishedMetrics.addTo(builder);
    AlertWatch.addTo(builder);
    ReleaseTable.addTo(builder);
    Decisions.addTo(builder);
    builder.stream(
            List.of(Topics.EVALUATION_SAMPLES.name(), Topics.replays(WORKER)),
            Consumed.with(bytes, bytes).withOffsetResetPolicy(AutoOffsetReset.earliest()))
        .process(() -> new SampleReader(samples, letters, ledger), Named.as(READER))
        .process(Passage::new, Named.as(SampleReader.SAMPLES))
        .repartition(
            Repartitioned.with(bytes, bytes)
                .withName("evaluation-samples-by-group")
                .withNumberOfPartitions(PARTITIONS))
        .process(
            () -> new SampleAggregator(serdes, policy, threads, ledger),
            Named.as(AGGREGATOR),
            Stream.concat(
                    Stream.of(SampleStore.NAMES),
                    Stream.of(PublishedMetrics.STORE, Decisions.STORE))
                .toArray(String[]::new))
        .process(
            () -> new AlertWatch(policy.alerts(), serdes.codec(Topics.EVALUATION_ALERTS)),
            Named.as(SampleAggregator.ALERTS),
            AlertWatch.STORE);
    Topology topology = builder.build();
    sink(topology, SampleAggregator.METRICS, Topics.EVALUATION_METRICS.name(), AGGREGATOR);
    sink(topology, "to-alerts", Topics.EVALUATION_ALERTS.name(), SampleAggregator.ALERTS);
    sink(topology, Decisions.DECISIONS, Topics.RELEASE_DECISIONS.name(), AGGREGATOR);
    sink(topology, Decisions.PROMOTIONS, Topics.MODEL_RELEASES.name(), AGGREGATOR);
    sink(topology, GuardedProcessor.LETTER_STATES, Topics.DEAD_LETTER_STATES.name(), READER);
    sink(topology, GuardedProcessor.DEAD_LETTERS, Topics.deadLetters(WORKER), READER);
    sink(topology, SampleAggregator.DEAD_SAMPLES, Topics.deadLetters(WORKER), AGGREGATOR);
    LedgerSink.add(topology, LedgeredProcessor.LEDGER, READER);
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
