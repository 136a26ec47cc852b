package org.genhowto.runtime.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a topic was deleted and made anew under a running consumer. The consumer goes on at
 * its old offset then, and passes over what stands before it in the new topic. It cannot read
 * anything of the new topic before its view of the cluster has changed, so whoever asks here after
 * each poll, and before the records of that poll are used, hears of it in time.
 */
public final class TopicIdentities implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;

  private final Supplier<Admin> admins;
  private final Set<String> topics;
  private final Map<String, Uuid> known = new HashMap<>();
  private @Nullable Admin admin;
  private volatile boolean unsure;

  public TopicIdentities(Supplier<Admin> admins, Set<String> topics) {
    this.admins = admins;
    this.topics = Set.copyOf(topics);
  }

  /** Has to be a deserializer of the consumer: so it hears of every change of its view. */
  public ByteArrayDeserializer listener() {
    return new Listener();
  }

  /**
   * Those of the topics that were made anew since they were last asked for. Asks the brokers only
   * where the consumer's view has changed; for the consumer's thread.
   *
   * @throws org.apache.kafka.common.KafkaException the brokers do not answer
   */
  public Set<String> remade() throws InterruptedException {
    if (!unsure) {
      return Set.of();
    }
    unsure = false;
    Set<String> remade = new HashSet<>();
    try {
      for (Map.Entry<String, KafkaFuture<TopicDescription>> asked :
          admin().describeTopics(topics).topicNameValues().entrySet()) {
        Uuid present = id(asked.getValue());
        Uuid former = present == null ? null : known.put(asked.getKey(), present);
        if (former != null && !former.equals(present)) {
          remade.add(asked.getKey());
        }
      }
    } catch (ExecutionException | TimeoutException e) {
      unsure = true;
      throw BacklogWatch.failed("Kafka does not say which topics it has", e);
    }
    return remade;
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }

  /** Nothing where there is no such topic at present. */
  private static @Nullable Uuid id(KafkaFuture<TopicDescription> asked)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return asked.get(PATIENCE_SECONDS, TimeUnit.SECONDS).topicId();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return null;
      }
      throw e;
    }
  }

  private Admin admin() {
    Admin present = admin;
    if (present == null) {
      present = admins.get();
      admin = present;
    }
    return present;
  }

  private final class Listener extends ByteArrayDeserializer implements ClusterResourceListener {
    @Override
    public void onUpdate(ClusterResource cluster) {
      unsure = true;
    }
  }
}
