package org.genhowto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.ledger.LedgerFold;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;

class GatewayLedgerTest extends GatewayFixture {
  private final MockConsumer<byte[], byte[]> entries = new PatientConsumer();
  private final LedgerFold old = new LedgerFold();

  @SuppressWarnings("NullAway.Init") // The fixture makes the gateway before each test.
  private GatewayLedger ledger;

  private long next;

  @Override
  Gateway gateway(MockProducer<byte[], byte[]> to, Duration sendTimeout) {
    TopicPartition partition = new TopicPartition(Topics.LEDGER.name(), 0);
    Node[] none = {};
    entries.updatePartitions(
        partition.topic(),
        List.of(new PartitionInfo(partition.topic(), 0, Node.noNode(), none, none)));
    entries.updateBeginningOffsets(Map.of(partition, 0L));
    entries.updateEndOffsets(Map.of(partition, 0L));
    ledger = new GatewayLedger(platform, entries, old::story);
    return new Gateway(
        settings(sendTimeout), platform, new GatewayClients(consumer, to, queue), List.of(ledger));
  }

  @Test
  void nothing_is_said_before_all_is_read() throws Exception {
    assertProblem(get("/v1/ledger/summary"), 503, null, "The ledger is still being read");
    assertProblem(get("/v1/videos"), 503, null, "The ledger is still being read");
    assertProblem(get("/v1/videos/v"), 503, null, "The ledger is still being read");
  }

  @Test
  void sums_lists_and_stories_say_what_became_of_every_video() throws Exception {
    read();
    write(entry("v1", "ingest", "video-references", LedgerOutcome.EMITTED, ""));
    write(entry("v1", "localizer", "sampled-frames", LedgerOutcome.SKIPPED, "too-few-frames"));
    write(entry("v2", "ingest", "video-references", LedgerOutcome.DEAD, "rejected"));
    await(() -> body("/v1/ledger/summary").at("/videos/states/dead").asInt() == 1);

    JsonNode sums = body("/v1/ledger/summary").path("videos");
    assertThat(sums.path("known").asInt()).isEqualTo(2);
    assertThat(sums.path("balances").asBoolean()).isTrue();
    assertThat(sums.at("/states/skipped").asInt()).isEqualTo(1);
    JsonNode skipped = body("/v1/videos?state=skipped&limit=10");
    assertThat(skipped.path("count").asInt()).isEqualTo(1);
    assertThat(skipped.at("/videos/0/id").asText()).isEqualTo("v1");
    assertThat(skipped.at("/videos/0/reason").asText()).isEqualTo("too-few-frames");
    assertThat(skipped.at("/videos/0/scores/frames").asDouble()).isEqualTo(2);
    assertThat(body("/v1/videos").path("videos")).hasSize(2);
    assertThat(body("/v1/videos?limit=1").path("videos")).hasSize(1);
    JsonNode story = body("/v1/videos/v1");
    assertThat(story.path("state").asText()).isEqualTo("skipped");
    assertThat(story.path("stages").findValuesAsText("stage"))
        .containsExactly("ingest", "localizer");
  }

  @Test
  void what_cannot_be_is_refused_in_a_sentence() throws Exception {
    read();

    assertProblem(get("/v1/videos/none"), 404, null, "The ledger knows no video 'none'.");
    assertProblem(
        get("/v1/videos?state=gone"), 400, "state", "state is 'gone', expected one of open, done");
    for (String limit : List.of("0", "-1", "x", "10000", "")) {
      assertProblem(get("/v1/videos?limit=" + limit), 400, "limit", "limit is '" + limit + "'");
    }
  }

  @Test
  void a_story_that_is_not_held_any_more_is_read_from_the_topic() throws Exception {
    read();
    LedgerEntry first = entry("v0", "ingest", "video-references", LedgerOutcome.DEAD, "rejected");
    old.add(first, 0);
    write(first);
    for (int i = 1; i <= 1_000; i++) {
      write(entry("v" + i, "ingest", "video-references", LedgerOutcome.DEAD, "rejected"));
    }
    await(() -> body("/v1/ledger/summary").at("/videos/states/dead").asInt() == 1_001);

    assertThat(body("/v1/videos?state=dead&limit=9999").path("videos")).hasSize(1_000);
    assertThat(body("/v1/videos/v0").at("/stages/0/reason").asText()).isEqualTo("rejected");
    assertThat(old.story(LedgerKind.VIDEO, "v1")).isEqualTo(Optional.empty());
  }

  private void read() throws Exception {
    ledger.start();
    await(() -> status() == 200);
  }

  private int status() {
    try {
      return get("/v1/ledger/summary").statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode body(String path) {
    try {
      HttpResponse<String> response = get(path);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      return JSON.readTree(response.body());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void write(LedgerEntry entry) throws Exception {
    entries.addRecord(
        new ConsumerRecord<>(
            Topics.LEDGER.name(),
            0,
            next++,
            Provenance.bytes(Ledger.key(entry)),
            platform.serdes().codec(Topics.LEDGER).encode(entry)));
  }

  private static LedgerEntry entry(
      String id, String stage, String topic, LedgerOutcome outcome, String reason) {
    return LedgerEntry.newBuilder()
        .setKind(LedgerKind.VIDEO)
        .setId(id)
        .setStage(stage)
        .setTopic(topic)
        .setOutcome(outcome)
        .setReason(reason)
        .setScores(Map.of("frames", 2.0))
        .setTime(1)
        .build();
  }
}
