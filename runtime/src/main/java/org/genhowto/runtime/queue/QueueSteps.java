package org.genhowto.runtime.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.processing.Done;
import org.genhowto.runtime.processing.HandlerPool;
import org.genhowto.runtime.queue.QueueTask.Stage;
import org.genhowto.runtime.topic.ReplyTopics;
import org.genhowto.runtime.topic.TopicFollower;
import org.genhowto.runtime.worker.Fatal;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.LoopSteps;
import org.genhowto.runtime.worker.Recovery;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.GenerationClaim;
import org.genhowto.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of a {@link QueueLoop}: hear what claims came to, collect what ended, write it, call
 * off, claim what comes next, take over from the dead.
 */
final class QueueSteps implements LoopSteps, QueueReader.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(QueueSteps.class);
  private static final Duration TURN = Duration.ofMillis(50);
  private static final Duration OFTEN = Duration.ofSeconds(1);
  private static final Duration SELDOM = Duration.ofSeconds(5);

  private static final String PART = "queue";
  private static final Set<String> REQUESTS =
      Set.of(Topics.GENERATION_REQUESTS.name(), Topics.replays(QueueLoop.GENERATOR));

  private final WorkerContext context;
  private final QueueLoop.Wiring wiring;
  private final QueueSettings settings;
  private final WorkerTelemetry telemetry;
  private final QueueKafka kafka;
  private final OpenRequests open;
  private final Members members;
  private final QueuePositions positions;
  private final RecordFetch records;
  private final TopicFollower follower;
  private final QueueMember self;
  private final Hand hand;
  private final ReplyTopics replies;
  private final QueueWork work;
  private final HandlerPool<QueueTask> hands;
  private final HandlerPool<QueueTask> enders;
  private final Recovery recovery;
  private final Takeover takeover;
  private final Semaphore bell = new Semaphore(0);
  private final Queue<GenerationClaim> heard = new ConcurrentLinkedQueue<>();
  private final Queue<GenerationClaim> refused = new ConcurrentLinkedQueue<>();
  private long nextLook = System.nanoTime();
  private volatile boolean working;

  QueueSteps(WorkerContext context, String member, QueueLoop.Wiring wiring) {
    this.context = context;
    this.wiring = wiring;
    this.settings = wiring.settings();
    this.telemetry = context.telemetry();
    this.kafka =
        new QueueKafka(
            KafkaClients.of(context.platform(), context.worker() + "-queue"), QueueLoop.group());
    this.open = new OpenRequests(settings.remembered());
    this.members = new Members(settings.lease());
    this.positions = new QueuePositions(kafka::committed, SELDOM.toNanos());
    this.records = new RecordFetch(kafka::fetcher);
    this.self =
        new QueueMember(
            member,
            kafka,
            context.platform().serdes().codec(Topics.GENERATION_CLAIMS),
            settings.lease(),
            wiring.capacity());
    this.hand = new Hand(wiring, open, members, self);
    this.follower =
        TopicFollower.of(
            context.worker() + "-queue",
            context.platform(),
            new QueueReader(
                QueueLoop.GENERATOR, context.platform().serdes(), open, members, positions, this));
    this.replies = kafka.replies();
    this.work = new QueueWork(context, wiring, open, records, replies, record -> self.tell(record));
    this.hands = pool(wiring.capacity() + wiring.headroom());
    this.enders = pool(Hand.IDLE);
    this.recovery = new Recovery(context, Fatal::forbidden);
    this.takeover = new Takeover(kafka, open, members, positions);
  }

  private HandlerPool<QueueTask> pool(int threads) {
    return new HandlerPool<>(
        context,
        new HandlerPool.Limits(threads, settings.callLimit(), work::handling),
        work,
        bell::release);
  }

  Optional<QueuePlace> place(String requestId) {
    return open.rank(requestId)
        .map(
            rank ->
                new QueuePlace(
                    rank.position(),
                    rank.waiting(),
                    members.untilBegun(rank.position()).orElse(null)));
  }

  @Override
  public void claimed(GenerationClaim claim, boolean counts) {
    (counts ? heard : refused).add(claim);
  }

  @Override
  public void arrived(ConsumerRecord<byte[], byte[]> record) {
    records.keep(record);
  }

  @Override
  public void turned() {
    bell.release();
  }

  @Override
  public boolean ready() {
    return working;
  }

  @Override
  public void begin() {
    hands.start();
    enders.start();
    follower.start();
  }

  @Override
  public void step() throws InterruptedException {
    if (bell.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
      bell.drainPermits(); // Whatever has happened until now, this turn sees it.
    }
    members.tick(System.nanoTime());
    follower
        .failure()
        .ifPresent(
            failure -> {
              throw new IllegalStateException("the queue is not read any more", failure);
            });
    if (follower.ready()) {
      context.waits().end(PART);
      recovery.attempt(this::turn);
    } else {
      context.waits().begin(PART, follower.waiting().orElse("the queue is read"));
    }
  }

  private void turn() throws InterruptedException {
    self.live();
    hear();
    collect(Duration.ZERO);
    write();
    open.expire(context.clock().instant());
    callOff();
    hand.claim(context.clock().instant());
    look();
    telemetry.lag(open.waiting());
    working = true;
  }

  /** What became of claims. */
  private void hear() {
    for (GenerationClaim claim = heard.poll(); claim != null; claim = heard.poll()) {
      QueueTask mine = hand.find(claim.getSubject());
      if (!claim.getMember().equals(self.name())) {
        if (mine != null && mine.stage() == Stage.CLAIMING) {
          hand.drop(mine);
        } else if (mine != null && claim.getPrevious().equals(self.name())) {
          LOG.atWarn()
              .addKeyValue("subject", claim.getSubject())
              .addKeyValue("by", claim.getMember())
              .log("a request was taken over");
          mine.lose();
        }
      } else if (mine != null && mine.stage() == Stage.CLAIMING) {
        begin(mine);
      }
    }
    for (GenerationClaim claim = refused.poll(); claim != null; claim = refused.poll()) {
      QueueTask mine = hand.find(claim.getSubject());
      if (mine != null && mine.stage() == Stage.CLAIMING && claim.getMember().equals(self.name())) {
        hand.drop(mine);
      }
    }
  }

  private void begin(QueueTask claimed) {
    OpenRequest request = claimed.request();
    if (!open.isOpen(request.place())) { // It has ended before the claim was read.
      claimed.enter(Stage.WRITTEN);
      self.done(request);
      hand.drop(claimed);
      return;
    }
    QueueTask task = new QueueTask(request, open.deaths(request.subject()));
    open.calledOff(request.subject()).ifPresent(task::callOff);
    hand.put(task);
    task.enter(Stage.WORKING);
    telemetry.inFlight(1);
    (needsNoWork(task) ? enders : hands).submit(task);
  }

  private boolean needsNoWork(QueueTask task) {
    return wiring.capacity() == 0
        || task.calledOff() != null
        || task.request().kind() == OpenRequest.Kind.REPEATED;
  }

  private void collect(Duration wait) throws InterruptedException {
    List<HandlerPool.Ended<QueueTask>> ended = new ArrayList<>(hands.collect(wait));
    ended.addAll(enders.collect(Duration.ZERO));
    for (HandlerPool.Ended<QueueTask> one : ended) {
      QueueTask task = one.task();
      telemetry.inFlight(-1);
      if (hand.find(task.request().subject()) != task) {
        continue; // It was lost, and is somebody else's or claimed anew.
      }
      Done done = one.thrown().isPresent() ? work.hung(task, one.thrown().get()) : one.done();
      if (task.lost()) {
        hand.drop(task);
      } else if (done instanceof Done.Finished) {
        task.end(done);
      } else {
        hand.drop(task);
        self.release(task.request());
      }
    }
  }

  /** Writes what came of requests, one by one, and then closes their claims. */
  private void write() throws InterruptedException {
    for (QueueTask task : hand.all()) {
      if (task.lost() && task.stage() != Stage.WORKING) {
        hand.drop(task);
      } else if (task.stage() == Stage.WORKED || task.stage() == Stage.UNSURE) {
        write(task);
      } else if (task.stage() == Stage.WRITTEN) {
        close(task);
      }
    }
  }

  private void write(QueueTask task) throws InterruptedException {
    if (!(task.done() instanceof Done.Finished finished)) {
      throw new IllegalStateException("a request is written that has not ended");
    }
    if (task.stage() == Stage.UNSURE && !self.readBack(positions)) {
      return;
    }
    if (task.stage() == Stage.WORKED || open.isOpen(task.request().place())) {
      try {
        self.write(
            replies.copied(
                finished.batch().outputs(),
                Topics.GENERATION_RESULTS.name(),
                task.request().terms().replyTopic()));
      } catch (KafkaException e) {
        if (Fatal.fenced(e)) {
          beginAnew(e);
          return;
        }
        if (Fatal.refused(e)) {
          task.end(work.refused(task, e)); // Its dead letter is written in the next turn.
          return;
        }
        task.enter(Stage.UNSURE);
        throw e;
      }
    }
    finished.batch().count(telemetry);
    self.took(Duration.ofNanos(task.nanosInHand()));
    task.enter(Stage.WRITTEN);
    self.done(task.request());
  }

  /** The mark is written again until it is read. */
  private void close(QueueTask task) {
    boolean held =
        open.holding(task.request().subject())
            .filter(holding -> holding.member().equals(self.name()))
            .isPresent();
    if (!held) {
      hand.drop(task);
    } else if (task.inStage() > SELDOM.toNanos()) {
      task.enter(Stage.WRITTEN);
      self.done(task.request());
    }
  }

  /** Others took this member for dead: what it has in hand is theirs. */
  private void beginAnew(KafkaException cause) {
    LOG.atWarn()
        .addKeyValue("member", self.name())
        .log("was taken for dead and begins anew: {}", cause.getMessage());
    hand.lose();
    hand.clear();
    self.rebirth();
  }

  private void callOff() {
    for (QueueTask task : hand.all()) {
      if (task.stage() == Stage.WORKING && task.calledOff() == null) {
        Optional<CallOff> status = open.calledOff(task.request().subject());
        status.ifPresent(task::callOff);
      }
    }
  }

  /** What need not be looked at in every turn. */
  private void look() {
    long now = System.nanoTime();
    if (now - nextLook >= 0) {
      nextLook = now + OFTEN.toNanos();
      takeover.look(self.name());
      hand.forgetUnheard();
      adopt();
      positions.restart(REQUESTS, open::lowest).ifPresent(kafka::commit);
    }
  }

  /** Claims that were read after they had been given up are worked on after all. */
  private void adopt() {
    for (OpenRequest held : open.heldBy(self.name())) {
      if (hand.find(held.subject()) == null) {
        begin(new QueueTask(held, 0));
      }
    }
  }

  /** Lets what is in hand end, within limits, and hands the rest back. */
  @Override
  public void finish() throws InterruptedException {
    working = false;
    try {
      hands.finish(settings.closeGrace());
      enders.finish(Duration.ofSeconds(1));
      collect(Duration.ZERO);
      write();
      for (QueueTask task : hand.all()) {
        task.lose();
        if (task.stage() != Stage.WRITTEN) {
          self.release(task.request());
        }
      }
      self.leave();
    } catch (KafkaException e) {
      // Not ended, so not lost: others take it over.
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("worker", context.worker())
          .log("what was in hand was not handed back");
    }
  }

  @Override
  public void wake() {
    bell.release();
  }

  @Override
  public void close() {
    hand.lose();
    try {
      hands.close(WorkerContext.LAST_CALL);
      enders.close(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    self.close();
    follower.close();
    records.close();
    kafka.close();
  }
}
