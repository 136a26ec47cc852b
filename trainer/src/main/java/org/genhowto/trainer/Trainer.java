package org.genhowto.trainer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.dataset.version.Deleted;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.runtime.release.Succession;
import org.genhowto.runtime.topic.TopicReader;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.WorkerComponent;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingRequest;
import org.genhowto.schemas.TrainingState;
import org.genhowto.schemas.TrainingStatus;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what is asked for, asks itself by rule, and works on one training at a time. It keeps
 * nothing of its own: where a training stands is in the topics and in the store of checkpoints, so
 * that any trainer goes on with it.
 */
final class Trainer implements TopicReader, WorkerComponent {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration MARK = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final Platform platform;
  private final TrainingJob.Surroundings around;
  private final TrainingRule rule;
  private final TrainingOrders orders;
  private final TopicSender sender;
  private final Trainings known = new Trainings();
  private @Nullable TrainingJob job;
  private @Nullable Thread thread;
  private final Deleted deleted;
  private Instant nextLook = Instant.EPOCH;
  private Instant nextMark = Instant.EPOCH;
  private String marked = "";
  private volatile @Nullable String trouble;

  /**
   * @param sender belongs to this from now on, as the stores do
   */
  Trainer(Platform platform, TrainingJob.Surroundings around, TopicSender sender) {
    this.platform = platform;
    this.around = around;
    this.rule = new TrainingRule(around.settings().rule());
    this.orders = new TrainingOrders(around.settings(), platform.blobs());
    this.deleted = new Deleted(around.dataset());
    this.sender = sender;
  }

  @Override
  public Set<String> needs() {
    return Set.of(
        Topics.TRAINING_REQUESTS.name(),
        Topics.TRAININGS.name(),
        Topics.MODEL_RELEASES.name(),
        Topics.RELEASE_DECISIONS.name());
  }

  @Override
  public Optional<String> waiting() {
    return Optional.ofNullable(trouble);
  }

  @Override
  public void read(ConsumerRecord<byte[], byte[]> record)
      throws UndecodableException, RegistryUnavailableException {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    byte[] value = record.value();
    AvroSerdes serdes = platform.serdes();
    String topic = record.topic();
    if (topic.equals(Topics.TRAINING_REQUESTS.name())) {
      known.asked(key, value == null ? null : serdes.codec(Topics.TRAINING_REQUESTS).decode(value));
    } else if (topic.equals(Topics.TRAININGS.name())) {
      known.status(key, value == null ? null : serdes.codec(Topics.TRAININGS).decode(value));
    } else if (topic.equals(Topics.MODEL_RELEASES.name())) {
      known.released(key, value == null ? null : serdes.codec(Topics.MODEL_RELEASES).decode(value));
    } else if (topic.equals(Topics.RELEASE_DECISIONS.name())) {
      known.decided(
          key, value == null ? null : serdes.codec(Topics.RELEASE_DECISIONS).decode(value));
    }
  }

  @Override
  public void turned(Map<TopicPartition, Long> read, boolean atEnd) {
    Instant now = platform.clock().instant();
    if (!atEnd || now.isBefore(nextLook)) {
      return;
    }
    nextLook = now.plus(LOOK);
    try {
      look(now);
      trouble = null;
    } catch (IOException | KafkaException e) {
      nextLook = now.plus(PAUSE);
      trouble = "no training can go on: " + Causes.sentence(e);
      LOG.atWarn().log("Trying again: {}", trouble);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Instant now) throws IOException, InterruptedException {
    markDeleted(now);
    TrainingJob running = job;
    if (running != null) {
      follow(running, now);
      return;
    }
    askByRule(now);
    for (TrainingStatus status : known.calledOff().toList()) {
      tell(
          TrainingStatus.newBuilder(status)
              .setState(TrainingState.CANCELLED)
              .setMessage("called off")
              .setAsOf(now)
              .build());
    }
    for (TrainingRequest request : known.open().toList()) {
      if (begin(request, now)) {
        return;
      }
    }
  }

  /** Says of each training how many of its samples were deleted since, once it is known. */
  private void markDeleted(Instant now) throws IOException, InterruptedException {
    if (now.isBefore(nextMark)) {
      return;
    }
    nextMark = now.plus(MARK);
    List<TrainingStatus> made = known.succeeded().toList();
    String state = "%d deletions, %d trainings".formatted(deleted.deletions(), made.size());
    if (state.equals(marked)) {
      return;
    }
    for (TrainingStatus training : made) {
      Optional<Manifest> version =
          around.dataset().version(training.getRequest().getDatasetVersion());
      long count =
          version.isEmpty()
              ? training.getDeletedSamples() // Nobody can tell any more.
              : deleted.samples(version.get(), Manifest.TRAIN);
      if (count != training.getDeletedSamples()) {
        tell(TrainingStatus.newBuilder(training).setDeletedSamples(count).build());
      }
    }
    marked = state;
  }

  private void askByRule(Instant now) throws IOException, InterruptedException {
    if (!rule.on()) {
      return;
    }
    Optional<Manifest> newest = around.dataset().latest();
    if (newest.isEmpty()) {
      return;
    }
    for (GeneratorNetwork network : around.settings().rule().networks()) {
      Optional<String> why = rule.due(network, newest.get(), known, now);
      if (why.isPresent()) {
        TrainingRequest request =
            orders.of(
                network,
                newest.get(),
                known.serving(network),
                around.settings().recipe(),
                why.get(),
                now);
        sender.sendAndWait(Topics.TRAINING_REQUESTS, request.getTrainingId(), request);
        known.asked(request.getTrainingId(), request);
        LOG.atInfo()
            .addKeyValue("training", request.getTrainingId())
            .log("asked for a training: {}", why.get());
      }
    }
  }

  private boolean begin(TrainingRequest request, Instant now)
      throws IOException, InterruptedException {
    Optional<GeneratorNetwork> network = GeneratorNetwork.named(request.getNetwork());
    Optional<String> fault = TrainingContract.fault(request);
    if (network.isEmpty() || fault.isPresent()) {
      tell(
          TrainingStatus.newBuilder()
              .setRequest(request)
              .setState(TrainingState.FAILED)
              .setWorker(platform.instance())
              .setMessage(fault.orElse("its network is none that is trained"))
              .setAsOf(now)
              .build());
      return false;
    }
    if (!around.store().take(request.getTrainingId(), me(), now, around.settings().lease())) {
      return false;
    }
    TrainingJob begun = new TrainingJob(request, network.get(), around, me());
    Thread working = new Thread(begun, "training-" + request.getTrainingId());
    working.setDaemon(true);
    working.start();
    job = begun;
    thread = working;
    LOG.atInfo().addKeyValue("training", begun.id()).log("works on a training");
    tell(begun.status());
    return true;
  }

  private String me() {
    return platform.instance();
  }

  private void follow(TrainingJob running, Instant now) throws IOException, InterruptedException {
    if (!known.isAsked(running.id())) {
      running.stop("called off");
    }
    Optional<TrainingJob.End> end = running.end();
    if (end.isPresent() && end.get().candidate().isPresent()) {
      offer(running, end.get().candidate().get());
    }
    TrainingStatus status = running.status();
    if (end.isPresent() && !known.isAsked(running.id())) {
      status =
          TrainingStatus.newBuilder(status)
              .setState(TrainingState.CANCELLED)
              .setMessage("called off")
              .build();
    }
    if (!running.lost()) {
      tell(status);
    }
    if (end.isEmpty()) {
      return;
    }
    LOG.atInfo()
        .addKeyValue("training", running.id())
        .addKeyValue("state", status.getState())
        .addKeyValue("candidate", status.getCandidate().orElse("none"))
        .log("a training ended {}", status.getMessage());
    job = null;
    thread = null;
    if (status.getState() == TrainingState.INTERRUPTED) {
      around.store().release(running.id(), me());
      nextLook = now.plus(PAUSE);
      return;
    }
    running.clear();
  }

  /** Offers weights once: what was decided of them stands. */
  private void offer(TrainingJob running, ModelRelease candidate) throws InterruptedException {
    if (!known.isKnown(running.network(), candidate.getVersion())) {
      ModelRelease offered = offered(running, candidate);
      sender.sendAndWait(Topics.MODEL_RELEASES, offered.getNetwork(), offered);
      known.released(offered.getNetwork(), offered);
    }
  }

  /** Where nothing was released, what the training began with is what served. */
  private ModelRelease offered(TrainingJob running, ModelRelease candidate) {
    Optional<ModelRelease> start =
        known.serving(running.network()).isPresent()
            ? Optional.empty()
            : running.status().getRequest().getStart();
    return ModelRelease.newBuilder(candidate)
        .setReleasedAt(platform.clock().instant())
        .setReleasedBy(me())
        .setReason("trained by " + running.id())
        .setBefore(start.map(Succession::earlier).stream().toList())
        .build();
  }

  private void tell(TrainingStatus status) throws InterruptedException {
    String id = status.getRequest().getTrainingId();
    sender.sendAndWait(Topics.TRAININGS, id, status);
    known.status(id, status);
  }

  /** A training goes on at another trainer, or here after a new start. */
  @Override
  public void close() {
    TrainingJob running = job;
    Thread working = thread;
    job = null;
    thread = null;
    if (running != null && working != null) {
      running.stop("the trainer stopped");
      try {
        working.join(GRACE.toMillis());
        if (running.end().isPresent() && !running.lost()) {
          around.store().release(running.id(), me());
          tell(running.status());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException | KafkaException e) {
        LOG.atWarn().log("another trainer has to wait for the lease: {}", Causes.sentence(e));
      }
    }
    sender.close();
    around.store().close();
    around.dataset().close();
  }
}
