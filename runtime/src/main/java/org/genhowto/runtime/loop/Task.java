package org.genhowto.runtime.loop;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.runtime.processing.RecordProcessor;
import org.genhowto.runtime.record.DeadLetter;

/**
 * Records of one partition that are handed over together.
 *
 * @param condemned why they are set aside without being tried
 * @param alone whether nothing else is to be in hand at the same time
 */
record Task(
    AssignedPartition partition,
    RecordProcessor.Try records,
    Optional<DeadLetter.Reason> condemned,
    boolean alone,
    Instant since) {

  /** Whether nobody waits for it any more. */
  boolean abandoned() {
    return !partition.live();
  }

  long last() {
    List<ConsumerRecord<byte[], byte[]>> all = records.records();
    return all.get(all.size() - 1).offset();
  }
}
