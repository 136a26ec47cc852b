package org.genhowto.runtime.loop;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.runtime.worker.Platform;

/** Makes the Kafka clients of the loops; tests put others in their place. */
interface Clients {
  Consumer<byte[], byte[]> consumer(LoopSettings settings);

  Producer<byte[], byte[]> producer();

  /** Name of a worker's consumer group or share group. */
  static String group(String worker) {
    return "genhowto-" + worker;
  }

  static Clients exactlyOnce(String worker, Platform platform) {
    String instance = worker + "-" + platform.instance();
    return new Clients() {
      @Override
      public Consumer<byte[], byte[]> consumer(LoopSettings settings) {
        Map<String, Object> config = platform.kafka().clientSettings();
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, instance);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group(worker));
        // A static member of the classic protocol takes its place over at once after a crash;
        // the newer protocol makes it wait for the dead session, or die.
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        config.put(
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.buffer());
        return new KafkaConsumer<>(
            config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      }

      @Override
      public Producer<byte[], byte[]> producer() {
        Map<String, Object> config = platform.kafka().clientSettings();
        config.put(ProducerConfig.CLIENT_ID_CONFIG, instance);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group(instance));
        // A transaction takes milliseconds; a dead worker's open one holds up readers this long.
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 20_000);
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
      }
    };
  }
}
