package org.genhowto.runtime.topic;

import org.apache.kafka.clients.consumer.Consumer;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Loop;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.WorkerContext;

/**
 * Reads topics from their beginning and goes on as they grow, in no group: every follower sees
 * every committed record. Ready once it knows all that was there when it began. Topics and
 * partitions that come later are taken in too.
 */
public final class TopicFollower extends Loop {

  public static TopicFollower of(String name, Platform platform, TopicReader reader) {
    return new TopicFollower(name, platform, consumer(name, platform), reader);
  }

  /**
   * @param consumer belongs to the follower from now on, see {@link #consumer}
   */
  public TopicFollower(
      String name, Platform platform, Consumer<byte[], byte[]> consumer, TopicReader reader) {
    this(new WorkerContext(name, platform), consumer, reader);
  }

  private TopicFollower(
      WorkerContext context, Consumer<byte[], byte[]> consumer, TopicReader reader) {
    super(context, new TopicFollowerSteps(context, consumer, reader));
  }

  /** A consumer as a follower needs it. */
  public static Consumer<byte[], byte[]> consumer(String name, Platform platform) {
    return KafkaClients.of(platform, name).reader();
  }
}
