package org.genhowto.launcher.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Settings of a broker and controller in one process on a small machine.
 *
 * @param values as Kafka's server.properties has them
 */
record BrokerSettings(Map<String, String> values) {
  static final int NODE = 1;
  static final String CONTROLLER = "CONTROLLER";

  private static final String CLIENTS = "CLIENTS";

  /** Lists that begin with what the house needs itself. */
  private static final Set<String> CONTINUED =
      Set.of("listeners", "advertised.listeners", "listener.security.protocol.map");

  BrokerSettings {
    values = Map.copyOf(values);
  }

  /**
   * The same with others over them; further listeners stand beside the one of the house, which
   * brokers talk to each other by.
   */
  BrokerSettings with(Map<String, String> further) {
    Map<String, String> all = new TreeMap<>(values);
    further.forEach(
        (key, value) ->
            all.merge(
                key, value, (ours, more) -> CONTINUED.contains(key) ? ours + "," + more : more));
    return new BrokerSettings(all);
  }

  static BrokerSettings of(Path data, Port clients, Port controller) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("node.id", String.valueOf(NODE));
    settings.put("process.roles", "broker,controller");
    settings.put("log.dirs", data.toString());
    settings.put("controller.quorum.voters", NODE + "@" + controller);
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("inter.broker.listener.name", CLIENTS);
    settings.put(
        "listener.security.protocol.map", CONTROLLER + ":PLAINTEXT," + CLIENTS + ":PLAINTEXT");
    settings.put(
        "listeners", "%s://%s,%s://%s".formatted(CLIENTS, clients, CONTROLLER, controller));
    settings.put("advertised.listeners", CLIENTS + "://" + clients);
    settings.put("auto.create.topics.enable", "false");
    // One node, so one replica; the share coordinator alone asks for three by default.
    for (String topic : List.of("offsets.topic", "share.coordinator.state.topic")) {
      settings.put(topic + ".replication.factor", "1");
      settings.put(topic + ".num.partitions", "4");
    }
    settings.put("share.coordinator.state.topic.min.isr", "1");
    // A worker that died is missed after seconds; by default its partitions wait for 45 of them.
    settings.put("group.share.min.heartbeat.interval.ms", "1000");
    settings.put("group.share.heartbeat.interval.ms", "2000");
    settings.put("group.share.min.session.timeout.ms", "6000");
    settings.put("group.share.session.timeout.ms", "10000");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("transaction.state.log.min.isr", "1");
    // Workers that were stopped for a month still find their place.
    settings.put("offsets.retention.minutes", "43200");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // After kill -9 the next start waits until the old session is over; a shorter one would be lost
    // on a machine whose cores are all busy with models.
    settings.put("broker.session.timeout.ms", "6000");
    settings.put("broker.heartbeat.interval.ms", "1000");
    // A small machine: few threads, and 8 MB instead of 128 MB for compaction.
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("log.cleaner.dedupe.buffer.size", "8388608");
    return new BrokerSettings(settings);
  }
}
