package org.genhowto.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.Control;
import org.genhowto.schemas.GenerationControl;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CancellationsTest {
  private static final String TOPIC = Topics.GENERATION_CONTROL.name();
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final AvroSerdes serdes = AvroSerdes.at("mock://cancellations");
  private final Codec<GenerationControl> codec = serdes.codec(Topics.GENERATION_CONTROL);
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final Cancellations cancellations = new Cancellations(codec, consumer);

  @AfterEach
  void close() {
    cancellations.close();
    serdes.close();
  }

  @Test
  void cancellationsAreKnownFromTheTopicsStartAndBadOnesPassedOver() throws Exception {
    consumer.updatePartitions(
        TOPIC, List.of(new PartitionInfo(TOPIC, 0, Node.noNode(), new Node[0], new Node[0])));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    CountDownLatch read = new CountDownLatch(1);
    consumer.schedulePollTask(
        () -> {
          add(0, codecBytes("early"));
          add(1, "no record".getBytes(UTF_8));
          add(2, codecBytes("late"));
        });
    consumer.schedulePollTask(read::countDown);

    cancellations.start();
    assertThat(read.await(30, TimeUnit.SECONDS)).isTrue();

    assertThat(cancellations.contains("early")).isTrue();
    assertThat(cancellations.contains("late")).isTrue();
    assertThat(cancellations.contains("other")).isFalse();
    assertThat(cancellations.failure()).isEmpty();
  }

  @Test
  void whatStopsItIsTold() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    consumer.updatePartitions(
        TOPIC, List.of(new PartitionInfo(TOPIC, 0, Node.noNode(), new Node[0], new Node[0])));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.schedulePollTask(
        () -> {
          stopped.countDown();
          throw new IllegalStateException("broken");
        });
    cancellations.start();
    assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
    cancellations.close();
    assertThat(cancellations.failure()).get().isInstanceOf(IllegalStateException.class);
  }

  private byte[] codecBytes(String requestId) {
    try {
      return codec.encode(
          GenerationControl.newBuilder()
              .setRequestId(requestId)
              .setControl(Control.CANCEL)
              .build());
    } catch (org.genhowto.schemas.RegistryUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  private void add(long offset, byte[] value) {
    consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, null, value));
  }
}
