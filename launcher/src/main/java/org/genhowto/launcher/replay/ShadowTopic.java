package org.genhowto.launcher.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.genhowto.runtime.topic.TopicLog;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;

/** Where a stage writes that runs again, beside the topic that it has else. */
final class ShadowTopic<O extends SpecificRecord> implements AutoCloseable {
  private static final String SENDER = "replay";
  private static final int AT_ONCE = 100;

  private final Topic<O> topic;
  private final Function<O, String> key;
  private final TopicSender sender;
  private final List<O> waiting = new ArrayList<>();

  /**
   * Makes the topic.
   *
   * @param name of the rehearsal
   * @param key of a record in the topic
   * @throws IllegalArgumentException it is there already
   */
  ShadowTopic(Platform platform, Topic<O> of, String name, Function<O, String> key)
      throws InterruptedException {
    this.topic = Topics.shadow(of, name);
    this.key = key;
    create(platform, topic.name());
    this.sender = TopicSender.of(SENDER, platform);
  }

  private static void create(Platform platform, String name) throws InterruptedException {
    try (Admin admin = KafkaClients.of(platform, SENDER).admin()) {
      admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty()))).all().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        throw new IllegalArgumentException(
            "topic %s is there already, expected another --shadow".formatted(name), e);
      }
      throw new KafkaException("topic " + name + " was not created", e.getCause());
    }
  }

  String name() {
    return topic.name();
  }

  void add(O output) throws InterruptedException {
    waiting.add(output);
    if (waiting.size() >= AT_ONCE) {
      flush();
    }
  }

  /** Waits until the broker has all. */
  void flush() throws InterruptedException {
    sender.sendAndWait(topic, waiting, key);
    waiting.clear();
  }

  @Override
  public void close() {
    sender.close();
  }

  /**
   * Sends what a rehearsal made to the topic that the next stage reads.
   *
   * @return how much that was
   */
  static <O extends SpecificRecord> int promote(
      Platform platform, Topic<O> of, String name, Function<O, String> key)
      throws InterruptedException {
    List<O> all = new ArrayList<>();
    TopicLog.newest(platform, Topics.shadow(of, name), Optional.empty(), all::add);
    try (TopicSender sender = TopicSender.of(SENDER, platform)) {
      sender.sendAndWait(of, all, key);
    }
    return all.size();
  }
}
