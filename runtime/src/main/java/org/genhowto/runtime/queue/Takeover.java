package org.genhowto.runtime.queue;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees what dead members had in hand: first nothing of them can be written any more, then all that
 * they have written is read, and only then their requests are open to claims.
 */
final class Takeover {
  private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

  private final QueueKafka kafka;
  private final OpenRequests open;
  private final Members members;
  private final QueuePositions positions;

  /** Up to where results must be read, for every member that is shut out. */
  private final Map<String, Map<TopicPartition, Long>> shutOut = new HashMap<>();

  Takeover(QueueKafka kafka, OpenRequests open, Members members, QueuePositions positions) {
    this.kafka = kafka;
    this.open = open;
    this.members = members;
    this.positions = positions;
  }

  void look(String self) {
    Set<String> dead = members.dead(open.holders(), self);
    shutOut.keySet().retainAll(dead);
    for (String member : dead) {
      if (!shutOut.containsKey(member)) {
        LOG.atWarn().addKeyValue("member", member).log("gives no sign of life, is shut out");
        kafka.fence(member);
        shutOut.put(member, kafka.resultEnds());
      }
      if (positions.reached(shutOut.get(member))) {
        open.orphan(member);
      }
    }
  }
}
