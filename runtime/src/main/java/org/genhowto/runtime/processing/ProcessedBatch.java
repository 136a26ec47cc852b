package org.genhowto.runtime.processing;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.metrics.WorkerTelemetry;

/**
 * Some inputs that came to their end, ready to be sent.
 *
 * @param outcomes what became of each input, in order; a dead letter counts as reject
 * @param outputs what is to be sent, dead letters included
 */
public record ProcessedBatch(List<Outcome> outcomes, List<ProducerRecord<byte[], byte[]>> outputs) {
  public ProcessedBatch {
    outcomes = List.copyOf(outcomes);
    outputs = List.copyOf(outputs);
  }

  public void count(WorkerTelemetry telemetry) {
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Skip skip) {
        telemetry.skipped(skip.reason());
      } else if (outcome instanceof Outcome.Reject) {
        telemetry.deadLetter();
      } else {
        telemetry.emitted();
      }
    }
  }
}
