package org.genhowto.gateway.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.gateway.dashboard.model.DashboardModel;
import org.genhowto.gateway.rating.RatingBook;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.LetterStates;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.DeadLetterAction;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStage;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DashboardReaderTest {
  private static final String LETTERS = Topics.deadLetters("ingest");

  private final AvroSerdes serdes = AvroSerdes.at("mock://dashboard");
  private final DashboardModel model = new DashboardModel();
  private final DashboardReader reader = new DashboardReader(serdes, model, new RatingBook());

  @AfterEach
  void stop() {
    serdes.close();
  }

  @Test
  void a_dead_letter_is_shown_with_its_key_and_reason() throws Exception {
    reader.read(letter("video is gone"));

    assertThat(letter())
        .containsEntry("worker", "ingest")
        .containsEntry("position", "0")
        .containsEntry("state", "open")
        .containsEntry("key", "video-1")
        .containsEntry("attempts", 3)
        .containsEntry("message", "video is gone")
        .doesNotContainKey("actor");
    assertThat(model.counts()).containsEntry(LETTERS, 1L);
  }

  @Test
  void what_was_done_about_a_letter_is_shown_whichever_topic_tells_first() throws Exception {
    var state =
        new LetterStates("ingest", serdes, Clock.systemUTC())
            .acted(
                DeadLetter.read(letter("video is gone")),
                DeadLetterAction.DISCARDED,
                "anna",
                Optional.of("noise"));
    reader.read(new ConsumerRecord<>(state.topic(), 0, 0, state.key(), state.value()));
    reader.read(letter("video is gone"));

    assertThat(letter()).containsEntry("state", "discarded").containsEntry("actor", "anna");
  }

  @Test
  void anything_else_in_a_dead_letter_topic_is_shown_as_what_it_is() throws Exception {
    reader.read(new ConsumerRecord<>(LETTERS, 0, 0, null, null));
    assertThat(letter()).containsEntry("position", "0");
    assertThat((String) letter().get("message")).contains("headers of a dead letter");
  }

  private static ConsumerRecord<byte[], byte[]> letter(String message) {
    var sent =
        DeadLetter.of(
            record("video-references", "video-1", new byte[] {1}),
            "ingest",
            DeadLetter.Reason.rejected(message, 3),
            Instant.EPOCH);
    var letter = new ConsumerRecord<>(LETTERS, 0, 0, sent.key(), sent.value());
    sent.headers().forEach(letter.headers()::add);
    return letter;
  }

  @Test
  void records_are_counted_by_topic_whether_they_can_be_decoded_or_not() throws Exception {
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
    assertThat(model.counts()).containsEntry(topic, 2L);
  }

  @Test
  void it_reads_the_journey_and_dead_letters_only() {
    assertThat(reader.reads(Topics.EVALUATION_METRICS.name())).isTrue();
    assertThat(reader.reads(LETTERS)).isTrue();
    assertThat(reader.reads("__consumer_offsets")).isFalse();
  }

  @Test
  void a_request_is_shown_in_the_states_of_the_interface() throws Exception {
    GenerationRequest request =
        GenerationRequest.newBuilder()
            .setRequestId("r")
            .setPrompt("a sliced apple")
            .setTarget(Target.ACTION)
            .build();
    GenerationProgress progress =
        GenerationProgress.newBuilder()
            .setRequestId("r")
            .setStage(GenerationStage.DENOISING)
            .setStepsDone(1)
            .setStepsTotal(8)
            .setWorker("w")
            .build();
    read(Topics.GENERATION_REQUESTS, request);
    assertThat(shown()).isEqualTo("queued");
    read(Topics.GENERATION_PROGRESS, progress);
    assertThat(shown()).isEqualTo("running");
    read(Topics.GENERATION_RESULTS, result(GenerationStatus.CANCELLED));
    assertThat(shown()).isEqualTo("cancelled");
    // Neither late progress nor another result changes the end.
    read(Topics.GENERATION_PROGRESS, progress);
    read(Topics.GENERATION_RESULTS, result(GenerationStatus.SUCCEEDED));
    assertThat(shown()).isEqualTo("cancelled");
  }

  private static GenerationResult result(GenerationStatus status) {
    return GenerationResult.newBuilder()
        .setRequestId("r")
        .setTarget(Target.ACTION)
        .setStatus(status)
        .build();
  }

  private <V extends SpecificRecord> void read(Topic<V> topic, V value) throws Exception {
    reader.read(record(topic.name(), "r", serdes.codec(topic).encode(value)));
  }

  private String shown() {
    return (String) requireNonNull(row("requests").get("status"));
  }

  private Map<String, Object> letter() {
    return row("letters");
  }

  /** The only row of a section. */
  @SuppressWarnings("unchecked")
  private Map<String, Object> row(String section) {
    Map<String, Object> rows = requireNonNull(model.sections(0).get(section));
    assertThat(rows).hasSize(1);
    return (Map<String, Object>) rows.values().iterator().next();
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, String key, byte[] value) {
    return new ConsumerRecord<>(topic, 0, 0, key.getBytes(UTF_8), value);
  }
}
