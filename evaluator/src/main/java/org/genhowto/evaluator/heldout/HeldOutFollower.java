package org.genhowto.evaluator.heldout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.topic.TopicReader;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.WorkerComponent;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows releases and results, and sends what {@link HeldOutPlan} says, once it knows all that was
 * there when it began.
 */
final class HeldOutFollower implements TopicReader, WorkerComponent {
  private static final Logger LOG = LoggerFactory.getLogger(HeldOutFollower.class);

  /** Requests that failed are due again only by the clock. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final HeldOutSettings settings;
  private final Optional<HeldOutSet> set;
  private final BlobStore blobs;
  private final TopicSender sender;
  private final Clock clock;
  private final WorkerTelemetry telemetry;
  private final Codec<ModelRelease> releases;
  private final Codec<GenerationResult> results;
  private HeldOutPlan plan;
  private boolean knowing;

  /** Something was read, or could not be sent, since the plan was asked. */
  private boolean news = true;

  private long nextLook;
  private volatile int stuck;

  /**
   * @param sender belongs to this from now on
   */
  HeldOutFollower(Platform platform, HeldOutSettings settings, TopicSender sender) {
    this.settings = settings;
    this.set = settings.requests().map(HeldOutSet::read);
    this.blobs = platform.blobs();
    this.sender = sender;
    this.clock = platform.clock();
    this.telemetry = platform.telemetry().worker(HeldOutWorker.HELD_OUT);
    this.releases = platform.serdes().codec(Topics.MODEL_RELEASES);
    this.results = platform.serdes().codec(Topics.GENERATION_RESULTS);
    this.plan = new HeldOutPlan(List.of(), settings);
  }

  @Override
  public void start() {
    try {
      if (set.isPresent()) {
        plan = new HeldOutPlan(set.get().store(blobs), settings);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the images of held-out requests cannot be stored", e);
    }
  }

  @Override
  public Set<String> needs() {
    return Set.of(Topics.MODEL_RELEASES.name(), Topics.GENERATION_RESULTS.name());
  }

  @Override
  public void read(ConsumerRecord<byte[], byte[]> record)
      throws UndecodableException, RegistryUnavailableException {
    String key = key(record.key());
    if (record.topic().equals(Topics.MODEL_RELEASES.name())) {
      Optional<String> version =
          record.value() == null
              ? Optional.empty()
              : Optional.of(releases.decode(record.value()).getVersion());
      GeneratorNetwork.named(key).ifPresent(network -> plan.released(network, version));
      news = true;
    } else if (key.startsWith(HeldOutQuestion.PREFIX) && record.value() != null) {
      GenerationResult result = results.decode(record.value());
      plan.ended(result.getRequestId(), result.getStatus(), clock.millis());
      news = true;
    }
  }

  private static String key(byte @Nullable [] key) {
    return key == null ? "" : new String(key, StandardCharsets.UTF_8);
  }

  @Override
  public void turned(Map<TopicPartition, Long> read, boolean atEnd) {
    knowing |= atEnd;
    long now = clock.millis();
    if (knowing && (news || now >= nextLook)) {
      send(plan.due(now));
      tellOfStuck(plan.stuck());
      news = false;
      nextLook = now + LOOK.toMillis();
    }
  }

  /** Where one does not get through, neither it nor those behind it count as sent. */
  private void send(List<GenerationRequest> requests) {
    List<String> unsent =
        new ArrayList<>(requests.stream().map(GenerationRequest::getRequestId).toList());
    try {
      for (GenerationRequest request : requests) {
        sender.sendAndWait(Topics.GENERATION_REQUESTS, request.getRequestId(), request);
        unsent.remove(request.getRequestId());
        telemetry.emitted();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      unsent.forEach(plan::unsent);
    }
  }

  private void tellOfStuck(int now) {
    for (int i = stuck; i < now; i++) {
      telemetry.failed("request");
    }
    if (now > stuck) {
      LOG.atWarn()
          .addKeyValue("requests", now)
          .addKeyValue("attempts", HeldOutPlan.MANY)
          .log("held-out requests have no image yet");
    }
    stuck = now;
  }

  @Override
  public Optional<String> notice() {
    int now = stuck;
    return now == 0
        ? Optional.empty()
        : Optional.of(
            "%d held-out requests have no image after %d attempts: their results say why; they are sent again every hour"
                .formatted(now, HeldOutPlan.MANY));
  }

  @Override
  public void close() {
    sender.close();
  }
}
