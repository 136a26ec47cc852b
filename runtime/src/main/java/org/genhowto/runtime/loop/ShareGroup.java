package org.genhowto.runtime.loop;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.genhowto.runtime.worker.GroupBacklog;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.WorkerContext;

/** The Kafka clients of a {@link ShareGroupLoop}; tests put others in their place. */
interface ShareGroup {
  /** Sets the group's own settings, which live in the broker, and joins. */
  ShareConsumer<byte[], byte[]> consumer(ShareSettings settings) throws InterruptedException;

  Producer<byte[], byte[]> producer();

  /** Looks at the group from outside. */
  default LoopWatch watch(WorkerContext context, String topic) {
    return LoopWatch.blind(context);
  }

  static ShareGroup of(String worker, Platform platform) {
    KafkaClients clients = KafkaClients.of(platform, worker);
    return new ShareGroup() {
      @Override
      public ShareConsumer<byte[], byte[]> consumer(ShareSettings settings)
          throws InterruptedException {
        configure(clients, Clients.group(worker), settings);
        return clients.shareConsumer(
            Map.of(
                "group.id",
                Clients.group(worker),
                "share.acknowledgement.mode",
                "explicit",
                // One request a worker: otherwise a whole producer batch goes to one of them.
                "share.acquire.mode",
                "record_limit",
                "max.poll.records",
                1));
      }

      @Override
      public Producer<byte[], byte[]> producer() {
        return clients.producer();
      }

      @Override
      public LoopWatch watch(WorkerContext context, String topic) {
        return LoopWatch.of(context, GroupBacklog.Kind.SHARE, topic);
      }
    };
  }

  private static void configure(KafkaClients clients, String group, ShareSettings settings)
      throws InterruptedException {
    Map<String, String> wanted =
        Map.of(
            // The default begins with requests that arrive after the first worker has joined.
            "share.auto.offset.reset",
            "earliest",
            "share.isolation.level",
            "read_committed",
            "share.record.lock.duration.ms",
            Long.toString(settings.lock().toMillis()),
            "share.delivery.count.limit",
            Integer.toString(settings.brokerDeliveries()));
    List<AlterConfigOp> changes =
        wanted.entrySet().stream()
            .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
            .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
            .toList();
    try (Admin admin = clients.admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), changes))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new KafkaException("the settings of share group " + group + " were not taken", e);
    }
  }
}
