package org.genhowto.runtime.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.genhowto.runtime.loop.Await;
import org.genhowto.runtime.loop.LoopBench;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.UndecodableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@Timeout(60)
class TopicFollowerTest {
  private static final String NEEDED = "needed";

  @TempDir Path folder;
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final AtomicInteger registryAway = new AtomicInteger();
  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>("earliest") {
        @Override
        public synchronized Map<String, List<PartitionInfo>> listTopics() {
          return Map.copyOf(super.listTopics());
        }

        // The lock is not held over the pause: those that feed the mock need it.
        @SuppressWarnings("UnsynchronizedOverridesSynchronized")
        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
          ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
          return records.isEmpty() ? Await.empty() : records;
        }
      };
  private Platform platform;
  private TopicFollower follower;

  /** Takes values down; some are no records, and some are bugs. */
  private final class Notes implements TopicReader {
    @Override
    public Set<String> needs() {
      return Set.of(NEEDED);
    }

    @Override
    public boolean reads(String topic) {
      return topic.equals(NEEDED) || topic.startsWith("more-");
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record)
        throws UndecodableException, RegistryUnavailableException {
      String value = new String(record.value(), UTF_8);
      switch (value) {
        case "garbage" -> throw new UndecodableException("garbage", null);
        case "bug" -> throw new IllegalStateException("a bug");
        default -> {
          if (registryAway.getAndDecrement() > 0) {
            throw new RegistryUnavailableException("away", new TimeoutException());
          }
          taken.add(value);
        }
      }
    }
  }

  @BeforeEach
  void setUp() {
    platform = new LoopBench(folder).platform;
    follower = new TopicFollower("follower", platform, consumer, new Notes());
  }

  @AfterEach
  void stop() {
    follower.close();
    platform.close();
  }

  @Test
  void it_is_ready_once_it_knows_all_that_was_there_and_then_goes_on() {
    topic(NEEDED, 2);
    topic("another", 1);
    // When
    consumer.schedulePollTask(() -> add(NEEDED, 0, "first"));
    follower.start();
    Await.until("first", () -> taken.contains("first"));
    assertThat(follower.ready()).isFalse();
    consumer.schedulePollTask(() -> add(NEEDED, 1, "second"));
    // Then
    Await.until("ready", follower::ready);
    assertThat(taken).containsExactly("first", "second");
    assertThat(consumer.assignment()).containsExactly(new TopicPartition(NEEDED, 0));
    // And
    consumer.schedulePollTask(() -> add(NEEDED, 2, "third"));
    Await.until("third", () -> taken.contains("third"));
  }

  @Test
  void it_waits_for_the_topic_it_needs_and_keeps_its_place_in_the_others() {
    topic("more-1", 1);
    consumer.schedulePollTask(() -> add("more-1", 0, "early"));
    follower.start();
    Await.until("early", () -> taken.contains("early"));
    assertThat(follower.ready()).isFalse();
    assertThat(follower.waiting())
        .contains(
            "not on this cluster: %s; `genhowto topics create` makes what is missing"
                .formatted(NEEDED));
    // When
    topic(NEEDED, 0);
    Await.until("ready", follower::ready);
    // Then
    assertThat(follower.waiting()).isEmpty();
    assertThat(consumer.position(new TopicPartition("more-1", 0))).isEqualTo(1);
    assertThat(taken).containsExactly("early");
  }

  @Test
  void a_record_that_cannot_be_decoded_is_passed_over() {
    topic(NEEDED, 2);
    consumer.schedulePollTask(
        () -> {
          add(NEEDED, 0, "garbage");
          add(NEEDED, 1, "good");
        });
    follower.start();
    Await.until("ready", follower::ready);
    assertThat(taken).containsExactly("good");
    assertThat(follower.failure()).isEmpty();
  }

  @Test
  void an_absent_registry_is_waited_for() {
    registryAway.set(1);
    topic(NEEDED, 2);
    consumer.schedulePollTask(
        () -> {
          add(NEEDED, 0, "first");
          add(NEEDED, 1, "second");
        });
    follower.start();
    Await.until("ready", follower::ready);
    assertThat(taken).containsExactly("first", "second");
  }

  @Test
  void a_failure_of_kafka_that_passes_is_waited_out() {
    topic(NEEDED, 1);
    consumer.setPollException(new TimeoutException("no broker"));
    consumer.schedulePollTask(() -> add(NEEDED, 0, "first"));
    follower.start();
    Await.until("first", () -> taken.contains("first"));
    assertThat(follower.failure()).isEmpty();
  }

  @Test
  void a_record_its_reader_fails_at_is_passed_over_and_counted() {
    topic(NEEDED, 4);
    consumer.schedulePollTask(
        () -> {
          add(NEEDED, 0, "bug");
          consumer.addRecord(new ConsumerRecord<>(NEEDED, 0, 1, null, null));
          add(NEEDED, 2, "bug");
          add(NEEDED, 3, "good");
        });
    follower.start();
    Await.until("ready", follower::ready);
    assertThat(taken).containsExactly("good");
    assertThat(follower.failure()).isEmpty();
    assertThat(platform.telemetry().scrape())
        .contains("genhowto_worker_skips_total{reason=\"unreadable\",worker=\"follower\"} 3.0");
  }

  @Test
  void a_refusal_of_kafka_is_waited_out_too() {
    topic(NEEDED, 1);
    consumer.setPollException(new TopicAuthorizationException("not yours"));
    consumer.schedulePollTask(() -> add(NEEDED, 0, "first"));
    follower.start();
    Await.until("first", () -> taken.contains("first"));
    assertThat(follower.failure()).isEmpty();
  }

  @Test
  void a_topic_that_became_shorter_is_known_in_full() {
    topic(NEEDED, 100);
    consumer.schedulePollTask(() -> add(NEEDED, 0, "first"));
    follower.start();
    Await.until("first", () -> taken.contains("first"));
    assertThat(follower.ready()).isFalse();
    // When
    topic(NEEDED, 1);
    // Then
    Await.until("ready", follower::ready);
  }

  @Test
  void one_that_was_never_started_frees_its_consumer() {
    follower.close();
    assertThat(consumer.closed()).isTrue();
  }

  private void topic(String name, long records) {
    TopicPartition partition = new TopicPartition(name, 0);
    Node[] none = {};
    consumer.updateBeginningOffsets(Map.of(partition, 0L));
    consumer.updateEndOffsets(Map.of(partition, records));
    consumer.updatePartitions(name, List.of(new PartitionInfo(name, 0, Node.noNode(), none, none)));
  }

  private void add(String topic, long offset, String value) {
    consumer.addRecord(new ConsumerRecord<>(topic, 0, offset, null, value.getBytes(UTF_8)));
  }
}
