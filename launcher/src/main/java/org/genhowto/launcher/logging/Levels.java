package org.genhowto.launcher.logging;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.event.EventConstants;
import org.slf4j.event.Level;

/** From which level on a logger is heard: that of the longest beginning of its name. */
record Levels(Map<String, Integer> byName) {
  private static final String OURS = "org.genhowto";
  private static final int NEVER = EventConstants.ERROR_INT + 1;
  private static final int ERROR = EventConstants.ERROR_INT;
  private static final int WARN = EventConstants.WARN_INT;
  private static final int INFO = EventConstants.INFO_INT;

  private static final Map<String, Integer> HOUSE =
      Map.ofEntries(
          Map.entry("", WARN),
          Map.entry(OURS, WARN),
          // A process tells of its start, its end, and what it waits for.
          Map.entry(OURS + ".runtime.worker", INFO),
          Map.entry(OURS + ".runtime.process", INFO),
          Map.entry(OURS + ".runtime.start", INFO),
          // Each attempt to reach a broker; who waits for it says so, once in a while. What it
          // calls an error, such as a refused login, it also throws.
          Map.entry("org.apache.kafka.clients.NetworkClient", NEVER),
          Map.entry("org.apache.kafka.clients.ClientUtils", ERROR),
          // Rebalances and metadata that are not there yet: the usual life of a client.
          Map.entry("org.apache.kafka.clients.Metadata", ERROR),
          Map.entry("org.apache.kafka.clients.admin.internals", ERROR),
          Map.entry("org.apache.kafka.clients.consumer.internals", ERROR),
          Map.entry("org.apache.kafka.clients.producer.internals", ERROR),
          // Two clients of a process with one name, of which one is short-lived.
          Map.entry("org.apache.kafka.common.utils.AppInfoParser", ERROR),
          // Advice on settings that are as they are on purpose.
          Map.entry("org.apache.kafka.clients.producer.ProducerConfig", ERROR),
          Map.entry("org.apache.kafka.clients.consumer.ConsumerConfig", ERROR),
          // Recommends a handler for global tables, of which no topology has one.
          Map.entry("org.apache.kafka.streams.StreamsConfig", ERROR),
          // Elections of the one node that there is.
          Map.entry("org.apache.kafka.controller", ERROR),
          // Two coordinators ask for an inner topic at once, and one is told that it exists.
          Map.entry("org.apache.kafka.server.DefaultAutoTopicCreationManager", ERROR),
          // Its failures become exceptions, which are waited out or become dead letters.
          Map.entry("io.confluent", ERROR),
          // Connections that were open when the server was stopped.
          Map.entry("org.eclipse.jetty.io.ManagedSelector", ERROR));

  Levels {
    byName = Map.copyOf(byName);
  }

  /**
   * @param ours the level of this program's own loggers; empty for what suits a user
   */
  static Levels of(String ours) {
    Map<String, Integer> levels = new HashMap<>(HOUSE);
    if (!ours.isEmpty()) {
      levels.keySet().removeIf(name -> name.startsWith(OURS));
      levels.put(OURS, Level.valueOf(ours).toInt());
    }
    return new Levels(levels);
  }

  int at(String logger) {
    String name = logger;
    while (!byName.containsKey(name)) {
      int dot = name.lastIndexOf('.');
      name = dot < 0 ? "" : name.substring(0, dot);
    }
    return byName.getOrDefault(name, WARN);
  }
}
