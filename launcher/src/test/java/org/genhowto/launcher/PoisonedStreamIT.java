package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.genhowto.runtime.blob.FileBlobStore;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.loop.ExactlyOnceLoop;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.record.RawPoison;
import org.genhowto.runtime.start.Preflight;
import org.genhowto.runtime.start.SupervisedWorker;
import org.genhowto.runtime.start.Supervision;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Retry;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One record in a hundred cannot be worked on, each in a way of its own; the others go on. */
class PoisonedStreamIT {
  private static final String WORKER = "poison-tester";
  private static final int RECORDS = 10_000;
  private static final int EVERY = 100;
  private static final LoopSettings SETTINGS =
      new LoopSettings(
          new Retry(2, Duration.ofMillis(10), Duration.ofMillis(10)),
          256,
          1,
          Duration.ZERO,
          4,
          Duration.ofMinutes(5),
          Duration.ofSeconds(5));

  /** What makes a handler fail. */
  private static final List<String> DEEDS =
      List.of("reject", "fail", "bug", "overflow", "nothing", "too-large", "interrupt");

  /** Both ways of an exactly-once loop. */
  enum Way {
    SINGLE {
      @Override
      Worker worker(Platform platform) {
        return ExactlyOnceLoop.of(
            WORKER, platform, LoopProcess.INPUT, PoisonedStreamIT::handle, SETTINGS);
      }
    },
    BATCHES {
      @Override
      Worker worker(Platform platform) {
        return ExactlyOnceLoop.batches(
            WORKER,
            platform,
            LoopProcess.INPUT,
            PoisonedStreamIT::handle,
            SETTINGS.batches(25, Duration.ofMillis(20)));
      }
    };

    abstract Worker worker(Platform platform);
  }

  @TempDir Path directory;
  @TempDir Path blobs;

  @ParameterizedTest
  @EnumSource
  void the_bad_records_are_letters_and_no_other_and_the_worker_begins_once(Way way)
      throws Exception {
    try (LoopBed bed = new LoopBed(directory, WORKER);
        Platform platform =
            new Platform(
                bed.connection(),
                AvroSerdes.at(bed.platform.registryUrl()),
                new FileBlobStore(blobs),
                new Telemetry(),
                Clock.systemUTC(),
                "test")) {
      List<String> good = new ArrayList<>();
      List<String> bad = new ArrayList<>();
      send(platform, good, bad);
      try (Worker worker =
          new SupervisedWorker(
              WORKER,
              () -> way.worker(platform),
              Preflight.NONE,
              Supervision.ofProcess(),
              platform.telemetry().worker(WORKER))) {
        worker.start();
        bed.read(Topics.LEDGER.name(), "an entry for each record", all -> all.size() >= RECORDS);
        assertThat(worker.failure()).isEmpty();
      }

      assertThat(keys(bed, LoopProcess.OUTPUT.name(), good.size()))
          .containsExactlyInAnyOrderElementsOf(good);
      assertThat(keys(bed, Topics.deadLetters(WORKER), bad.size()))
          .containsExactlyInAnyOrderElementsOf(bad);
      assertThat(keys(bed, Topics.LEDGER.name(), RECORDS)).hasSize(RECORDS);
      assertThat(platform.telemetry().scrape())
          .contains("genhowto_worker_restarts_total{worker=\"%s\"} 0.0".formatted(WORKER));
    }
  }

  private static List<String> keys(LoopBed bed, String topic, int count) {
    bed.read(topic, count + " records of " + topic, all -> all.size() >= count);
    return bed.readOn(topic).stream().map(ConsumerRecord::key).toList();
  }

  private static void send(Platform platform, List<String> good, List<String> bad)
      throws Exception {
    try (Producer<byte[], byte[]> producer = KafkaClients.of(platform, "test").producer()) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < RECORDS; i++) {
        int n = i / EVERY;
        boolean poison = i % EVERY == EVERY / 2;
        String id = (poison ? "bad" : "v") + i;
        (poison ? bad : good).add(id);
        String deed = poison && n % 2 == 0 ? DEEDS.get(n / 2 % DEEDS.size()) : "copy";
        byte[] value = value(platform, id, deed);
        if (poison && n % 2 == 1) {
          value = RawPoison.nth(n / 2).of(value);
        }
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    LoopProcess.INPUT.name(), id.getBytes(StandardCharsets.UTF_8), value)));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get(); // What was never taken is not what the worker is blamed for.
      }
    }
  }

  private static byte[] value(Platform platform, String id, String deed) throws Exception {
    return platform
        .serdes()
        .codec(LoopProcess.INPUT)
        .encode(
            VideoReference.newBuilder()
                .setVideoId(id)
                .setUri("file:/" + id)
                .setCategory(deed)
                .build());
  }

  private static List<Outcome> handle(List<Incoming<VideoReference>> batch)
      throws RetryableException, InterruptedException {
    List<Outcome> outcomes = new ArrayList<>();
    for (Incoming<VideoReference> input : batch) {
      outcomes.add(handle(input));
    }
    return outcomes;
  }

  @SuppressWarnings("NullAway") // No outcome is what a handler must not give.
  private static Outcome handle(Incoming<VideoReference> input)
      throws RetryableException, InterruptedException {
    VideoReference value = input.value();
    return switch (value.getCategory()) {
      case "reject" -> Outcome.reject("the category is reject, expected another");
      case "fail" -> throw new RetryableException("never works", new IllegalStateException());
      case "bug" -> throw new NullPointerException();
      case "overflow" -> throw new StackOverflowError();
      case "nothing" -> null;
      case "interrupt" -> throw new InterruptedException("by a library");
      case "too-large" -> {
        VideoReference large = VideoReference.newBuilder(value).setUri("x".repeat(1 << 20)).build();
        yield Outcome.emit(new Output<>(LoopProcess.OUTPUT, value.getVideoId(), large));
      }
      default -> Outcome.emit(new Output<>(LoopProcess.OUTPUT, value.getVideoId(), value));
    };
  }
}
