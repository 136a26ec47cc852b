package org.genhowto.gateway.dashboard.pulse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.genhowto.runtime.worker.GroupBacklog;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;

/** What waits before each worker, as Kafka says it of all its processes. For one thread. */
final class Backlogs implements AutoCloseable {
  private final Map<String, GroupBacklog> groups = new LinkedHashMap<>();

  Backlogs(Platform platform, List<Stage> stages) {
    KafkaClients clients = KafkaClients.of(platform, "dashboard");
    for (Stage stage : stages) {
      if (!stage.group().isEmpty()) {
        groups.put(stage.worker(), new GroupBacklog(clients, stage.group(), Set.of(stage.topic())));
      }
    }
  }

  /** Records that wait, by worker; a worker that Kafka says nothing of is left out. */
  Map<String, Long> measure() throws InterruptedException {
    Map<String, Long> found = new LinkedHashMap<>();
    for (Map.Entry<String, GroupBacklog> group : groups.entrySet()) {
      try {
        found.put(group.getKey(), group.getValue().measure().records());
      } catch (KafkaException e) {
        continue; // A topic that is not there has no backlog; it is asked about again.
      }
    }
    return found;
  }

  @Override
  public void close() {
    groups.values().forEach(GroupBacklog::close);
  }
}
