package org.genhowto.runtime.loop;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.Producer;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.TopicIdentities;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;

/** The Kafka clients of an {@link ExactlyOnceLoop}; tests put others in their place. */
interface Clients {
  Consumer<byte[], byte[]> consumer(LoopSettings settings);

  Producer<byte[], byte[]> producer();

  /** Tells of topics that were made anew under the consumer. */
  default TopicIdentities identities() {
    return new TopicIdentities(
        () -> {
          throw new IllegalStateException("there are no brokers to ask");
        },
        Set.of());
  }

  /** Looks at the group from outside. */
  default LoopWatch watch(WorkerContext context, String topic) {
    return LoopWatch.blind(context);
  }

  /** Name of a worker's consumer group. */
  static String group(String worker) {
    return "genhowto-" + worker;
  }

  static Clients exactlyOnce(String worker, Platform platform, Topic<?> input) {
    String instance = worker + "-" + platform.instance();
    KafkaClients clients = KafkaClients.of(platform, worker);
    TopicIdentities identities =
        new TopicIdentities(
            KafkaClients.of(platform, worker + "-topics")::admin,
            Set.of(input.name(), Topics.replays(worker)));
    return new Clients() {
      @Override
      public TopicIdentities identities() {
        return identities;
      }

      @Override
      public Consumer<byte[], byte[]> consumer(LoopSettings settings) {
        return clients.consumer(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group(worker),
                // A static member of the classic protocol takes its place over at once after a
                // crash; the newer protocol makes it wait for the dead session, or die.
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                "classic",
                ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                instance,
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName(),
                // The loop says itself where to begin, and so sees what it never got to read.
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                settings.buffer()),
            identities);
      }

      @Override
      public Producer<byte[], byte[]> producer() {
        return clients.transactionalProducer(group(instance));
      }

      @Override
      public LoopWatch watch(WorkerContext context, String topic) {
        return LoopWatch.of(context, topic);
      }
    };
  }
}
