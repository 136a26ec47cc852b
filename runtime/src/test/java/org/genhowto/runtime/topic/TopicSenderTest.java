package org.genhowto.runtime.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.loop.LoopBench;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicSenderTest {
  private static final String GIVEN = "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";

  @TempDir Path folder;
  private MockProducer<byte[], byte[]> producer;
  private Platform platform;

  @BeforeEach
  void setUp() {
    platform = new LoopBench(folder).platform;
    producer = new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Test
  void a_record_is_called_by_its_key_and_begins_a_trace_named_after_it() throws Exception {
    try (TopicSender sender = new TopicSender("tester", platform, producer)) {
      sender.sendAndWait(Topics.VIDEO_REFERENCES, "v", video());
    }
    Map<String, String> headers = LoopBench.headers(producer.history().get(0));
    assertThat(headers)
        .containsOnlyKeys("traceparent", "message-id", "producer", "created-at")
        .containsEntry("message-id", "v")
        .containsEntry("producer", "tester");
    assertThat(headers.get("traceparent"))
        .startsWith("00-" + Sha256.of("v").substring(0, 32) + "-");
  }

  @Test
  void a_trace_that_was_given_goes_on_and_what_is_none_is_not_passed_on() throws Exception {
    try (TopicSender sender = new TopicSender("tester", platform, producer)) {
      sender.send(Topics.VIDEO_REFERENCES, "v", new byte[1], Optional.of(GIVEN)).get();
      sender.send(Topics.VIDEO_REFERENCES, "v", new byte[1], Optional.of(GIVEN + "-more")).get();
    }
    assertThat(LoopBench.headers(producer.history().get(0))).containsEntry("traceparent", GIVEN);
    assertThat(LoopBench.headers(producer.history().get(1)).get("traceparent"))
        .doesNotContain("more");
  }

  @Test
  void what_the_broker_does_not_take_is_told() {
    producer.sendException = new KafkaException("full");
    try (TopicSender sender = new TopicSender("tester", platform, producer)) {
      assertThatThrownBy(() -> sender.sendAndWait(Topics.VIDEO_REFERENCES, "v", video()))
          .isInstanceOf(KafkaException.class);
    }
  }

  private static VideoReference video() {
    return VideoReference.newBuilder().setVideoId("v").setUri("file:/v").setCategory("c").build();
  }
}
