package org.genhowto.runtime.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics that requesters made for their own results. One that is not there, or not to be written
 * to, would hold up everything else in its transaction, so it is asked for first. Any number of
 * threads may use it.
 */
public final class ReplyTopics {
  private static final Logger LOG = LoggerFactory.getLogger(ReplyTopics.class);
  private static final long ANSWER_COUNTS_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int PATIENCE_SECONDS = 20;
  private static final int REMEMBERED = 1000;

  private final Admin admin;
  private final Map<String, Answer> answers =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Answer(boolean writable, long nanos) {}

  public ReplyTopics(Admin admin) {
    this.admin = admin;
  }

  /**
   * Whether a topic is there and may be written to; known for some seconds.
   *
   * @throws KafkaException Kafka does not say
   */
  public boolean isWritable(String topic) {
    long now = System.nanoTime();
    synchronized (answers) {
      Answer known = answers.get(topic);
      if (known != null && now - known.nanos() < ANSWER_COUNTS_NANOS) {
        return known.writable();
      }
    }
    boolean writable = ask(topic);
    synchronized (answers) {
      answers.put(topic, new Answer(writable, now));
    }
    return writable;
  }

  /**
   * Records as they are sent: each of one topic also to another, where that is writable.
   *
   * @param from whose records are copied
   * @param reply takes the copies; null where nobody asked for any
   */
  public List<ProducerRecord<byte[], byte[]>> copied(
      List<ProducerRecord<byte[], byte[]>> records, String from, @Nullable String reply) {
    if (reply == null) {
      return records;
    }
    if (!isWritable(reply)) {
      LOG.atWarn().addKeyValue("topic", reply).log("a result is not copied: no such topic");
      return records;
    }
    List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>(records);
    for (ProducerRecord<byte[], byte[]> record : records) {
      if (record.topic().equals(from)) {
        all.add(new ProducerRecord<>(reply, null, record.key(), record.value(), record.headers()));
      }
    }
    return all;
  }

  private boolean ask(String topic) {
    try {
      TopicDescription description =
          admin
              .describeTopics(
                  List.of(topic), new DescribeTopicsOptions().includeAuthorizedOperations(true))
              .allTopicNames()
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
              .get(topic);
      Set<AclOperation> allowed = description == null ? null : description.authorizedOperations();
      return allowed == null || allowed.contains(AclOperation.WRITE);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (TimeoutException e) {
      throw new KafkaException("Kafka does not say whether there is a topic " + topic, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof AuthorizationException) {
        return false;
      }
      throw new KafkaException(
          "Kafka does not say whether there is a topic " + topic, e.getCause());
    }
  }
}
