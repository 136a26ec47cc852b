package org.genhowto.localizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.genhowto.localizer.search.Examples;
import org.genhowto.runtime.frames.FrameTriplet;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.metrics.WorkerNumbers;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.record.RawPoison;
import org.genhowto.runtime.record.Replay;
import org.genhowto.runtime.shard.SplitRule;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.DeadLetterAction;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TripletSelectionTest {
  private static final FrameTriplet EARLY = new FrameTriplet(2, 8, 14);
  private static final FrameTriplet LATE = new FrameTriplet(12, 20, 27);

  private final AvroSerdes serdes = AvroSerdes.at("mock://triplet-selection");
  private final Codec<ScoredFrames> scored = serdes.codec(Topics.SCORED_FRAMES);
  private final Codec<Triplet> triplet = serdes.codec(Topics.TRIPLETS);
  private final Telemetry telemetry = new Telemetry();
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> input;
  private TestOutputTopic<String, byte[]> output;
  private TestOutputTopic<String, byte[]> deadLetters;
  private TestOutputTopic<String, byte[]> ledger;

  @BeforeEach
  void start() {
    start(
        new TripletSettings(
            .5, .5, 500, Set.of(), Duration.ofMinutes(10), new SplitRule(Set.of("avocado"), 0), 1));
  }

  private void start(TripletSettings settings) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "triplet-selection-test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    driver =
        new TopologyTestDriver(
            TripletSelection.topology(
                serdes,
                new Ledger(TripletSelection.WORKER, "test", serdes, Clock.systemUTC()),
                settings,
                telemetry.worker(TripletSelection.WORKER)),
            properties);
    input =
        driver.createInputTopic("scored-frames", new StringSerializer(), new ByteArraySerializer());
    output =
        driver.createOutputTopic("triplets", new StringDeserializer(), new ByteArrayDeserializer());
    deadLetters =
        driver.createOutputTopic(
            "triplet-selection.dead-letters",
            new StringDeserializer(),
            new ByteArrayDeserializer());
    ledger =
        driver.createOutputTopic("ledger", new StringDeserializer(), new ByteArrayDeserializer());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void waits_for_all_runs_of_a_video() throws Exception {
    send(Examples.scored("v1", 0, 3, EARLY, .9f));
    send(Examples.scored("v2", 0, 1, LATE, .9f));
    send(Examples.scored("v1", 2, 3, EARLY, .9f));
    assertThat(output.readKeyValuesToList())
        .extracting(kv -> kv.key)
        .containsExactly("v2-12-20-27");

    send(Examples.scored("v1", 1, 3, LATE, .9f));

    TestRecord<String, byte[]> record = output.readRecord();
    assertThat(Provenance.text(record.headers(), Provenance.MESSAGE_ID))
        .contains("triplet-selection:scored-frames-0@3#0");
    assertThat(Provenance.text(record.headers(), Provenance.MODEL_VERSION)).contains("test-1");
    Triplet chosen = triplet.decode(record.value());
    assertThat(chosen.getTripletId()).isEqualTo("v1-2-8-14");
    assertThat(chosen.getVotes()).isEqualTo(2);
    assertThat(chosen.getRuns()).isEqualTo(3);
    assertAccounted(4, 4);
    assertThat(numbers().skipped()).isEmpty();
  }

  @Test
  void a_video_whose_other_runs_never_come_is_decided_after_a_while() throws Exception {
    send(Examples.scored("v1", 0, 3, EARLY, .9f));
    send(Examples.scored("v1", 1, 3, EARLY, .9f));
    send(Examples.scored("v2", 0, 3, EARLY, .9f));
    driver.advanceWallClockTime(Duration.ofMinutes(5));
    assertThat(output.isEmpty()).isTrue();

    driver.advanceWallClockTime(Duration.ofMinutes(6));

    assertThat(output.readKeyValuesToList()).extracting(kv -> kv.key).containsExactly("v1-2-8-14");
    assertThat(numbers().skipped()).containsEntry("runs-missing", 1L);
  }

  @Test
  void several_triplets_of_a_video_go_out_once_each() throws Exception {
    driver.close();
    start(
        new TripletSettings(
            .1, 0, 500, Set.of(), Duration.ofMinutes(10), new SplitRule(Set.of(), 0), 2));
    send(Examples.scored("v1", 0, 2, EARLY, .9f));
    send(Examples.scored("v1", 1, 2, LATE, .8f));
    List<TestRecord<String, byte[]>> records = output.readRecordsToList();

    assertThat(records).extracting(TestRecord::key).containsExactly("v1-2-8-14", "v1-12-20-27");
    assertThat(records)
        .extracting(one -> Provenance.text(one.headers(), Provenance.MESSAGE_ID).orElseThrow())
        .doesNotHaveDuplicates();
    assertAccounted(2, 2);

    send(Examples.scored("v1", 0, 2, EARLY, .9f));
    send(Examples.scored("v1", 1, 2, LATE, .8f));
    assertThat(output.isEmpty()).isTrue();
    assertThat(numbers().skipped()).containsEntry("duplicate", 1L);

    send(Examples.scored("v1", 0, 2, EARLY, .9f));
    send(Examples.scored("v1", 1, 2, new FrameTriplet(17, 21, 25), .8f));
    assertThat(output.readKeyValuesToList())
        .extracting(kv -> kv.key)
        .containsExactly("v1-17-21-25");
  }

  @Test
  void the_same_triplet_goes_out_once() throws Exception {
    send(Examples.scored("v1", 0, 1, EARLY, .9f));
    send(Examples.scored("v1", 0, 1, EARLY, .9f));
    send(Examples.scored("v1", 0, 1, LATE, .9f));

    assertThat(output.readKeyValuesToList())
        .extracting(kv -> kv.key)
        .containsExactly("v1-2-8-14", "v1-12-20-27");
    assertThat(numbers().skipped()).containsEntry("duplicate", 1L);
    assertAccounted(3, 2);
  }

  @Test
  void a_video_never_enters_a_second_split() throws Exception {
    send(Examples.scored(Examples.frames("v1", "apple", 30, Split.TRAIN), 0, 1, EARLY, .9f));
    send(Examples.scored(Examples.frames("v1", "apple", 30, Split.TEST), 0, 1, LATE, .9f));

    assertThat(output.readKeyValuesToList()).extracting(kv -> kv.key).containsExactly("v1-2-8-14");
    assertThat(numbers().skipped()).containsEntry("split-conflict", 1L);
  }

  @Test
  void drops_low_confidence_with_its_reason() throws Exception {
    send(Examples.scored("v1", 0, 1, EARLY, .3f));

    assertThat(output.isEmpty()).isTrue();
    assertThat(numbers().skipped()).containsEntry("low-confidence", 1L);
    assertAccounted(1, 0);
  }

  @Test
  void runs_of_another_recording_are_not_mixed_in() throws Exception {
    send(Examples.scored(Examples.frames("v1", "apple", 40, null), 0, 2, LATE, .9f));
    send(Examples.scored("v1", 1, 2, EARLY, .9f));
    assertThat(output.isEmpty()).isTrue();

    send(Examples.scored("v1", 0, 2, EARLY, .9f));

    assertThat(output.readKeyValuesToList()).extracting(kv -> kv.key).containsExactly("v1-2-8-14");
  }

  @Test
  void bad_records_become_dead_letters_byte_for_byte_and_the_stream_goes_on() throws Exception {
    byte[] garbage = {1, 2, 3};
    byte[] wrongKey = scored.encode(Examples.scored("v1", 0, 1, EARLY, .9f));
    byte[] wrongRun = scored.encode(Examples.scored("v1", 3, 2, EARLY, .9f));
    byte[] wrongScore = scored.encode(Examples.scored("v1", 0, 1, EARLY, 1.5f));
    input.pipeInput("v1", garbage);
    input.pipeInput("other", wrongKey);
    input.pipeInput("v1", wrongRun);
    input.pipeInput("v1", wrongScore);
    send(Examples.scored("v1", 0, 1, EARLY, .9f));

    var letters = deadLetters.readRecordsToList();
    assertThat(letters)
        .extracting(letter -> letter.value())
        .containsExactly(garbage, wrongKey, wrongRun, wrongScore);
    assertThat(letters)
        .extracting(letter -> Provenance.text(letter.headers(), "dead-letter-offset").orElseThrow())
        .containsExactly("0", "1", "2", "3");
    assertThat(Provenance.text(letters.get(2).headers(), "dead-letter-message").orElseThrow())
        .contains("run 3 of 2");
    assertThat(Provenance.text(letters.get(2).headers(), "dead-letter-worker"))
        .contains("triplet-selection");
    assertThat(output.getQueueSize()).isEqualTo(1);
    assertAccounted(5, 1);
  }

  @Test
  void the_ledger_says_of_every_video_what_came_of_it_and_why() throws Exception {
    send(Examples.scored("chosen", 0, 2, EARLY, .9f));
    assertThat(ledger.isEmpty()).as("still waiting for a run").isTrue();
    send(Examples.scored("chosen", 1, 2, EARLY, .9f));
    send(Examples.scored("unsure", 0, 1, EARLY, .3f));
    send(Examples.scored("again", 0, 1, EARLY, .9f));
    send(Examples.scored("again", 0, 1, EARLY, .9f));
    input.pipeInput("broken", new byte[] {1, 2, 3});
    send(Examples.scored("late", 0, 3, EARLY, .9f));
    driver.advanceWallClockTime(Duration.ofMinutes(11));

    List<LedgerEntry> entries = new ArrayList<>();
    for (TestRecord<String, byte[]> record : ledger.readRecordsToList()) {
      LedgerEntry entry = serdes.codec(Topics.LEDGER).decode(record.value());
      assertThat(record.key()).isEqualTo(Ledger.key(entry));
      entries.add(entry);
    }

    assertThat(entries)
        .extracting(e -> "%s %s %s".formatted(e.getId(), e.getOutcome(), e.getReason()).strip())
        .containsExactly(
            "chosen EMITTED",
            "unsure SKIPPED low-confidence",
            "again EMITTED",
            "again REPEATED duplicate",
            "broken DEAD undecodable",
            "late SKIPPED runs-missing");
    assertThat(entries.get(0).getOutputs()).containsExactly("triplets/chosen-2-8-14");
    assertThat(entries.get(0).getScores()).containsEntry("votes", 2.0);
    assertThat(entries.get(1).getScores()).containsKeys("geometric-mean", "votes");
    assertThat(entries.get(1).getCategory()).isEqualTo("apple");
    assertThat(entries.get(5).getPlace()).isEqualTo("0@6");
  }

  @Test
  void records_without_a_value_or_a_key_are_dead_letters_too() throws Exception {
    byte[] good = scored.encode(Examples.scored("v1", 0, 1, EARLY, .9f));
    input.pipeInput("v1", null);
    input.pipeInput((String) null, good);
    input.pipeInput((String) null, (byte[]) null);
    send(Examples.scored("v1", 0, 1, EARLY, .9f));

    assertThat(deadLetters.readRecordsToList())
        .extracting(letter -> letter.value())
        .containsExactly(null, good, null);
    assertThat(output.readKeyValuesToList()).extracting(kv -> kv.key).containsExactly("v1-2-8-14");
  }

  @Test
  void a_video_whose_id_begins_with_that_of_another_is_another_video() throws Exception {
    send(Examples.scored("v/1", 0, 2, EARLY, .9f));
    send(Examples.scored("v", 0, 2, LATE, .9f));
    send(Examples.scored("v/1", 1, 2, EARLY, .9f));
    send(Examples.scored("v", 1, 2, LATE, .9f));

    assertThat(output.readKeyValuesToList())
        .extracting(kv -> kv.key)
        .containsExactly("v/1-2-8-14", "v-12-20-27");
  }

  @Test
  void a_replayed_letter_is_taken_as_the_record_it_was_and_then_resolved() throws Exception {
    byte[] good = scored.encode(Examples.scored("v1", 0, 1, EARLY, .9f));
    ConsumerRecord<byte[], byte[]> original =
        new ConsumerRecord<>(
            Topics.SCORED_FRAMES.name(), 3, 17, "v1".getBytes(StandardCharsets.UTF_8), good);
    ProducerRecord<byte[], byte[]> letter =
        DeadLetter.of(
            original,
            TripletSelection.WORKER,
            DeadLetter.Reason.rejected("not yet", 1),
            Instant.EPOCH);
    ConsumerRecord<byte[], byte[]> written =
        new ConsumerRecord<>(letter.topic(), 0, 5, letter.key(), letter.value());
    letter.headers().forEach(written.headers()::add);
    ProducerRecord<byte[], byte[]> replay =
        Replay.record(DeadLetter.read(written), written, 4, Instant.EPOCH);

    driver
        .createInputTopic(replay.topic(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(replay.key(), replay.value(), replay.headers()));

    assertThat(output.readKeyValuesToList()).extracting(kv -> kv.key).containsExactly("v1-2-8-14");
    byte[] state =
        driver
            .createOutputTopic(
                Topics.DEAD_LETTER_STATES.name(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())
            .readValue();
    assertThat(serdes.codec(Topics.DEAD_LETTER_STATES).decode(state).getAction())
        .isEqualTo(DeadLetterAction.RESOLVED);
  }

  @Test
  void of_ten_thousand_records_the_hundred_bad_ones_are_letters_and_no_other() throws Exception {
    byte[] good = scored.encode(Examples.scored("v", 0, 1, EARLY, .9f));
    for (int i = 0; i < 10_000; i++) {
      if (i % 100 == 50) {
        input.pipeInput("bad" + i, RawPoison.nth(i / 100).of(good));
      } else {
        send(Examples.scored("v" + i, 0, 1, EARLY, .9f));
      }
    }

    assertThat(deadLetters.readKeyValuesToList())
        .extracting(letter -> letter.key)
        .hasSize(100)
        .doesNotHaveDuplicates()
        .allMatch(key -> key.startsWith("bad"));
    assertThat(output.readKeyValuesToList())
        .extracting(sent -> sent.key)
        .hasSize(9_900)
        .doesNotHaveDuplicates();
    assertThat(ledger.getQueueSize()).isEqualTo(10_000);
    assertAccounted(10_000, 9_900);
  }

  private void send(ScoredFrames run) throws Exception {
    input.pipeInput(run.getSource().getVideoId(), scored.encode(run));
  }

  private WorkerNumbers numbers() {
    return telemetry.numbers().get(0);
  }

  private void assertAccounted(long inputs, long emitted) {
    WorkerNumbers numbers = numbers();
    assertThat(numbers.emitted()).isEqualTo(emitted);
    assertThat(numbers.finished()).isEqualTo(inputs);
  }
}
