package org.genhowto.runtime.loop;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.runtime.worker.Platform;

/** Makes the Kafka clients of a {@link ShareGroupLoop}; tests put others in their place. */
interface ShareGroup {
  /** Sets the group's own settings, which live in the broker, and joins. */
  ShareConsumer<byte[], byte[]> consumer(ShareSettings settings) throws InterruptedException;

  Producer<byte[], byte[]> producer();

  static ShareGroup of(String worker, Platform platform) {
    String instance = worker + "-" + platform.instance();
    return new ShareGroup() {
      @Override
      public ShareConsumer<byte[], byte[]> consumer(ShareSettings settings)
          throws InterruptedException {
        Map<String, Object> config = platform.kafka().clientSettings();
        configure(config, Clients.group(worker), settings);
        config.put("client.id", instance);
        config.put("group.id", Clients.group(worker));
        config.put("share.acknowledgement.mode", "explicit");
        // One request a worker: otherwise a whole producer batch goes to one of them.
        config.put("share.acquire.mode", "record_limit");
        config.put("max.poll.records", 1);
        return new KafkaShareConsumer<>(
            config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      }

      @Override
      public Producer<byte[], byte[]> producer() {
        Map<String, Object> config = platform.kafka().clientSettings();
        config.put(ProducerConfig.CLIENT_ID_CONFIG, instance);
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
      }
    };
  }

  private static void configure(
      Map<String, Object> connection, String group, ShareSettings settings)
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
            Integer.toString(settings.deliveries()));
    List<AlterConfigOp> changes =
        wanted.entrySet().stream()
            .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
            .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
            .toList();
    try (Admin admin = Admin.create(connection)) {
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
