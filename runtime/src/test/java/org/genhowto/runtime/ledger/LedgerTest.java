package org.genhowto.runtime.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.frames.TestTriplets;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.Replay;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingShard;
import org.genhowto.schemas.Triplet;
import org.genhowto.schemas.UndecodableException;
import org.genhowto.schemas.VideoReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written of one input. */
class LedgerTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final SampledFrames FRAMES =
      SampledFrames.newBuilder()
          .setVideoId("a.b")
          .setCategory("apple")
          .setUri("file:/a.b.mp4")
          .setVideoSha256("00")
          .setContainer("mov")
          .setCodec("h264")
          .setDurationSeconds(9.5)
          .setWidth(16)
          .setHeight(9)
          .setFrames(TestTriplets.absentBlob())
          .setIndex(List.of(new FrameEntry(0, 0L, 1), new FrameEntry(1, 1L, 1)))
          .build();

  private final AvroSerdes serdes = AvroSerdes.at("mock://" + UUID.randomUUID());
  private final Ledger ledger =
      new Ledger("worker", "host-1", serdes, Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void an_emitted_input_says_where_its_outputs_are_and_where_it_came_from() throws Exception {
    var input = input(Topics.VIDEO_REFERENCES, "a.b");
    input.headers().add("message-id", bytes("m1")).add("traceparent", bytes("00-trace"));

    ProducerRecord<byte[], byte[]> sent =
        ledger.entry(
            Settled.of(
                input,
                reference("a.b"),
                2,
                Outcome.emit(new Output<>(Topics.SAMPLED_FRAMES, "a.b", FRAMES))));

    assertThat(sent.topic()).isEqualTo("ledger");
    assertThat(new String(sent.key(), StandardCharsets.UTF_8)).isEqualTo("video:a.b/worker");
    LedgerEntry entry = decoded(sent);
    assertThat(entry.getKind()).isEqualTo(LedgerKind.VIDEO);
    assertThat(entry.getId()).isEqualTo("a.b");
    assertThat(entry.getStage()).isEqualTo("worker");
    assertThat(entry.getOutcome()).isEqualTo(LedgerOutcome.EMITTED);
    assertThat(entry.getOutputs()).containsExactly("sampled-frames/a.b");
    assertThat(entry.getScores()).isEqualTo(Map.of("frames", 2.0, "seconds", 9.5));
    assertThat(entry.getCategory()).isEqualTo("apple");
    assertThat(entry.getTime()).isEqualTo(NOW.toEpochMilli());
    assertThat(entry.getInstance()).isEqualTo("host-1");
    assertThat(entry.getAttempt()).isEqualTo(2);
    assertThat(entry.getTopic()).isEqualTo("video-references");
    assertThat(entry.getPlace()).isEqualTo("3@7");
    assertThat(entry.getMessageId()).isEqualTo("m1");
    assertThat(entry.getTraceparent()).isEqualTo("00-trace");
  }

  @Test
  void a_skip_keeps_its_reason_and_scores() throws Exception {
    Outcome skip = Outcome.skip("low-confidence", "0.3 is below 0.5", Map.of("geometric-mean", .3));

    LedgerEntry entry = entry(Topics.SAMPLED_FRAMES, "a.b", FRAMES, skip);

    assertThat(entry.getOutcome()).isEqualTo(LedgerOutcome.SKIPPED);
    assertThat(entry.getReason()).isEqualTo("low-confidence");
    assertThat(entry.getSentence()).isEqualTo("0.3 is below 0.5");
    assertThat(entry.getScores()).isEqualTo(Map.of("geometric-mean", .3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"duplicate", "duplicate-triplet"})
  void a_repeat_does_not_replace_what_became_of_it_the_first_time(String reason) throws Exception {
    ProducerRecord<byte[], byte[]> sent =
        ledger.entry(
            Settled.of(input(Topics.SAMPLED_FRAMES, "a.b"), FRAMES, 1, Outcome.skip(reason)));

    assertThat(new String(sent.key(), StandardCharsets.UTF_8)).isEqualTo("video:a.b/worker/repeat");
    assertThat(decoded(sent).getOutcome()).isEqualTo(LedgerOutcome.REPEATED);
  }

  @Test
  void a_rejected_input_is_a_dead_letter() throws Exception {
    LedgerEntry entry = entry(Topics.SAMPLED_FRAMES, "a.b", FRAMES, Outcome.reject("No category"));

    assertThat(entry.getOutcome()).isEqualTo(LedgerOutcome.DEAD);
    assertThat(entry.getReason()).isEqualTo("rejected");
    assertThat(entry.getSentence()).isEqualTo("No category");
  }

  @Test
  void what_cannot_be_decoded_is_known_by_its_key() throws Exception {
    var reason = DeadLetter.Reason.of(new UndecodableException("garbage", null), 1);

    LedgerEntry video =
        decoded(ledger.entry(Settled.dead(input(Topics.SAMPLED_FRAMES, "a.b"), null, reason)));
    LedgerEntry triplet =
        decoded(ledger.entry(Settled.dead(input(Topics.TRIPLETS, "a-1-2-1-22-333"), null, reason)));
    LedgerEntry request =
        decoded(ledger.entry(Settled.dead(input(Topics.GENERATION_REQUESTS, "r"), null, reason)));

    assertThat(video.getReason()).isEqualTo("undecodable");
    assertThat(List.of(video.getKind(), triplet.getKind(), request.getKind()))
        .containsExactly(LedgerKind.VIDEO, LedgerKind.VIDEO, LedgerKind.REQUEST);
    assertThat(List.of(video.getId(), triplet.getId(), request.getId()))
        .containsExactly("a.b", "a-1-2", "r");
    assertThat(triplet.getItem()).isEqualTo("a-1-2-1-22-333");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a/b", "no spaces", "ü", "\u0000", "a:b"})
  void what_names_nobody_is_known_by_its_place(String key) throws Exception {
    LedgerEntry entry = entry(Topics.VIDEO_REFERENCES, key, null, Outcome.reject("garbage"));

    assertThat(entry.getKind()).isEqualTo(LedgerKind.RECORD);
    assertThat(entry.getId()).isEqualTo("video-references-3@7");
  }

  @Test
  void an_absent_key_and_a_strange_topic_are_known_by_their_place() throws Exception {
    LedgerEntry absent = entry(Topics.VIDEO_REFERENCES, null, null, Outcome.reject("garbage"));
    LedgerEntry sample = entry(Topics.EVALUATION_SAMPLES, "s1", null, Outcome.reject("garbage"));

    assertThat(absent.getId()).isEqualTo("video-references-3@7");
    assertThat(sample.getId()).isEqualTo("evaluation-samples-3@7");
  }

  @Test
  void an_id_that_is_too_long_does_not_swell_the_ledger() throws Exception {
    LedgerEntry entry =
        entry(
            Topics.VIDEO_REFERENCES,
            "k",
            reference("v".repeat(10_000)),
            Outcome.reject("too long"));

    assertThat(entry.getId()).isEqualTo("video-references-3@7");
  }

  @Test
  void a_replayed_dead_letter_is_about_its_original() throws Exception {
    var original = input(Topics.VIDEO_REFERENCES, null);
    var letter = DeadLetter.of(original, "ingest", DeadLetter.Reason.rejected("garbage", 1), NOW);
    var written = new ConsumerRecord<>("ingest.dead-letters", 0, 4, letter.key(), letter.value());
    letter.headers().forEach(header -> written.headers().add(header));
    var sent = Replay.record(DeadLetter.read(written), written, 4, NOW);
    var replay = new ConsumerRecord<>(sent.topic(), 3, 9, sent.key(), sent.value());
    sent.headers().forEach(header -> replay.headers().add(header));

    LedgerEntry entry =
        decoded(ledger.entry(Settled.of(replay, null, 2, Outcome.reject("garbage again"))));

    assertThat(entry.getId()).isEqualTo("video-references-3@7");
    assertThat(entry.getTopic()).isEqualTo("video-references");
    assertThat(entry.getPlace()).isEqualTo("3@7, replayed as 3@9");
  }

  @Test
  void each_sample_of_a_batch_knows_its_shard() throws Exception {
    Triplet first = TestTriplets.triplet(FRAMES, Split.TRAIN, 0, 1, 2);
    Triplet second = TestTriplets.triplet(FRAMES, Split.TRAIN, 1, 2, 3);
    TrainingShard shard =
        TrainingShard.newBuilder()
            .setShardId("train-0-7")
            .setSplit(Split.TRAIN)
            .setTar(TestTriplets.absentBlob())
            .setFile("train-0-7.tar")
            .setSampleKeys(List.of("a~b-0-1-2", "a~b-1-2-3"))
            .build();
    Outcome withManifest =
        Outcome.emit(new Output<>(Topics.TRAINING_SHARDS, shard.getShardId(), shard));

    List<ProducerRecord<byte[], byte[]>> sent =
        ledger.entries(List.of(captioned(first, withManifest), captioned(second, Outcome.emit())));

    assertThat(decoded(sent.get(0)).getOutputs())
        .containsExactly("training-shards/train-0-7#a~b-0-1-2");
    assertThat(decoded(sent.get(1)).getOutputs())
        .containsExactly("training-shards/train-0-7#a~b-1-2-3");
    assertThat(decoded(sent.get(1)).getItem()).isEqualTo("a.b-1-2-3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUCCEEDED", "FAILED", "CANCELLED"})
  void a_request_ends_as_its_result_says(String status) throws Exception {
    GenerationResult result =
        GenerationResult.newBuilder()
            .setRequestId("r1")
            .setStatus(GenerationStatus.valueOf(status))
            .setError("the image is missing")
            .setTarget(Target.ACTION)
            .build();
    Map<String, LedgerOutcome> expected =
        Map.of(
            "SUCCEEDED",
            LedgerOutcome.EMITTED,
            "FAILED",
            LedgerOutcome.FAILED,
            "CANCELLED",
            LedgerOutcome.CANCELLED);

    LedgerEntry entry =
        entry(
            Topics.GENERATION_REQUESTS,
            "r1",
            GenerationRequest.newBuilder()
                .setRequestId("r1")
                .setPrompt("an apple")
                .setTarget(Target.ACTION)
                .build(),
            Outcome.emit(new Output<>(Topics.GENERATION_RESULTS, "r1", result)));

    assertThat(entry.getKind()).isEqualTo(LedgerKind.REQUEST);
    assertThat(entry.getOutcome()).isEqualTo(expected.get(status));
  }

  @Test
  void an_entry_stays_small_whatever_it_is_told() throws Exception {
    var input = input(Topics.VIDEO_REFERENCES, "a.b");
    input.headers().add("message-id", new byte[100_000]);

    byte[] value =
        ledger
            .entry(
                Settled.dead(
                    input,
                    reference("a.b"),
                    new DeadLetter.Reason("x.Y".repeat(1000), "😀 \n".repeat(100_000), 1)))
            .value();

    assertThat(value.length).isLessThan(2_000);
    LedgerEntry entry = serdes.codec(Topics.LEDGER).decode(value);
    assertThat(entry.getSentence()).hasSizeLessThan(401).endsWith("…").doesNotContain("\n");
    assertThat(entry.getSentence().codePointCount(0, entry.getSentence().length())).isEqualTo(200);
  }

  @Test
  void what_was_deleted_unread_is_told_too() throws Exception {
    LedgerEntry entry = decoded(ledger.lost(new TopicPartition("sampled-frames", 2), 10, 15));

    assertThat(entry.getId()).isEqualTo("sampled-frames-2@10");
    assertThat(entry.getOutcome()).isEqualTo(LedgerOutcome.LOST);
    assertThat(entry.getScores()).isEqualTo(Map.of("offsets", 5.0));
    assertThat(entry.getSentence())
        .isEqualTo("Offsets 10 to 14 of sampled-frames-2 were deleted before worker read them");
  }

  private Settled captioned(Triplet triplet, Outcome outcome) {
    CaptionedTriplet value = TestTriplets.captioned(triplet);
    return Settled.of(input(Topics.CAPTIONED_TRIPLETS, triplet.getTripletId()), value, 1, outcome);
  }

  private LedgerEntry entry(
      Topic<?> topic, @Nullable String key, @Nullable SpecificRecord value, Outcome outcome)
      throws Exception {
    return decoded(ledger.entry(Settled.of(input(topic, key), value, 1, outcome)));
  }

  private LedgerEntry decoded(ProducerRecord<byte[], byte[]> sent) throws Exception {
    return serdes.codec(Topics.LEDGER).decode(sent.value());
  }

  private static ConsumerRecord<byte[], byte[]> input(Topic<?> topic, @Nullable String key) {
    return new ConsumerRecord<>(
        topic.name(), 3, 7, key == null ? null : bytes(key), new byte[] {1});
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static VideoReference reference(String id) {
    return VideoReference.newBuilder()
        .setVideoId(id)
        .setUri("file:/v.mp4")
        .setCategory("apple")
        .build();
  }
}
