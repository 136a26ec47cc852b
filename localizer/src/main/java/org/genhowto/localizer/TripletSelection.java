package org.genhowto.localizer;

import java.time.Clock;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.record.LetterStates;
import org.genhowto.runtime.streams.GuardedProcessor;
import org.genhowto.runtime.streams.LedgerSink;
import org.genhowto.runtime.streams.LedgeredProcessor;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Topics;

/**
 * The topology scored-frames to triplets. Keys and values travel as bytes and are decoded inside,
 * so that a record that cannot be decoded becomes a dead letter with its bytes as they came.
 */
final class TripletSelection {
  static final String WORKER = "triplet-selection";

  private static final String SOURCE = "scored-frames";
  private static final String COLLECTOR = "run-collector";

  private TripletSelection() {}

  static Topology topology(
      AvroSerdes serdes, Ledger ledger, TripletSettings settings, WorkerTelemetry telemetry) {
    Topology topology = new Topology();
    topology.addSource(
        AutoOffsetReset.earliest(),
        SOURCE,
        Serdes.ByteArray().deserializer(),
        Serdes.ByteArray().deserializer(),
        Topics.SCORED_FRAMES.name(),
        Topics.replays(WORKER));
    topology.addProcessor(
        COLLECTOR,
        () ->
            new RunCollector(
                serdes.codec(Topics.SCORED_FRAMES),
                serdes.codec(Topics.TRIPLETS),
                settings,
                ledger,
                new LetterStates(WORKER, serdes, Clock.systemUTC()),
                telemetry),
        SOURCE);
    for (StoreBuilder<?> store : RunCollector.stores()) {
      topology.addStateStore(store, COLLECTOR);
    }
    sink(topology, RunCollector.TRIPLETS, Topics.TRIPLETS.name());
    sink(topology, GuardedProcessor.DEAD_LETTERS, Topics.deadLetters(WORKER));
    sink(topology, GuardedProcessor.LETTER_STATES, Topics.DEAD_LETTER_STATES.name());
    LedgerSink.add(topology, LedgeredProcessor.LEDGER, COLLECTOR);
    return topology;
  }

  private static void sink(Topology topology, String name, String topic) {
    topology.addSink(
        name, topic, Serdes.ByteArray().serializer(), Serdes.ByteArray().serializer(), COLLECTOR);
  }
}
