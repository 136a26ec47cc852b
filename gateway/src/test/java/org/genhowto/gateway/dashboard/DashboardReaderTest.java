package org.genhowto.gateway.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.gateway.dashboard.DashboardSnapshot.DeadLetterView;
import org.genhowto.gateway.dashboard.DashboardSnapshot.StageCount;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DashboardReaderTest {
  private static final String LETTERS = Topics.deadLetters("ingest");

  private final AvroSerdes serdes = AvroSerdes.at("mock://dashboard");
  private final DashboardState state = new DashboardState();
  private final DashboardReader reader = new DashboardReader(serdes, state);

  @AfterEach
  void stop() {
    serdes.close();
  }

  @Test
  void aDeadLetterIsShownWithItsKeyAndReason() throws Exception {
    // Given
    ConsumerRecord<byte[], byte[]> letter = record(LETTERS, "video-1", new byte[] {1});
    letter.headers().add("dead-letter-message", "video is gone".getBytes(UTF_8));
    letter.headers().add("message", "a header of the original record".getBytes(UTF_8));
    // When
    reader.read(letter);
    // Then
    assertThat(snapshot().deadLetters())
        .containsExactly(new DeadLetterView(LETTERS, "video-1", "video is gone"));
    assertThat(snapshot().stages()).contains(new StageCount(LETTERS, 1));
  }

  @Test
  void anythingElseInADeadLetterTopicIsShownWithoutAReason() throws Exception {
    reader.read(new ConsumerRecord<>(LETTERS, 0, 0, null, null));
    assertThat(snapshot().deadLetters()).containsExactly(new DeadLetterView(LETTERS, "", ""));
  }

  @Test
  void recordsAreCountedByTopicWhetherTheyCanBeDecodedOrNot() throws Exception {
    String topic = Topics.VIDEO_REFERENCES.name();
    VideoReference reference =
        VideoReference.newBuilder()
            .setVideoId("v")
            .setUri("file:///v")
            .setCategory("apple")
            .build();
    // When
    reader.read(record(topic, "v", serdes.codec(Topics.VIDEO_REFERENCES).encode(reference)));
    assertThatThrownBy(() -> reader.read(record(topic, "w", new byte[] {9})))
        .isInstanceOf(UndecodableException.class);
    // Then
    assertThat(snapshot().stages()).contains(new StageCount(topic, 2));
  }

  @Test
  void itReadsTheJourneyAndDeadLettersOnly() {
    assertThat(reader.reads(Topics.EVALUATION_METRICS.name())).isTrue();
    assertThat(reader.reads(LETTERS)).isTrue();
    assertThat(reader.reads("__consumer_offsets")).isFalse();
  }

  private DashboardSnapshot snapshot() {
    return state.snapshot(new Telemetry());
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, String key, byte[] value) {
    return new ConsumerRecord<>(topic, 0, 0, key.getBytes(UTF_8), value);
  }
}
