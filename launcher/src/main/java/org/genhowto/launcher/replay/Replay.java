package org.genhowto.launcher.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.genhowto.runtime.progress.Counter;
import org.genhowto.runtime.topic.TopicLog;
import org.genhowto.runtime.worker.Platform;

/** Runs a stage over what the log holds of its input, into a shadow topic, beside what stands. */
final class Replay {
  private final Platform platform;
  private final Optional<Instant> since;
  private final String shadow;
  private final Counter progress;

  /**
   * @param since when the inputs were written, at the earliest; empty for all
   * @param shadow name of the rehearsal
   * @param progress told of inputs
   */
  Replay(Platform platform, Optional<Instant> since, String shadow, Counter progress) {
    this.platform = platform;
    this.since = since;
    this.shadow = shadow;
    this.progress = progress;
  }

  <I extends SpecificRecord, O extends SpecificRecord> Comparison run(
      String name, ReplayedStage<I, O> stage) throws InterruptedException {
    Comparing comparing = new Comparing();
    try (ShadowTopic<O> topic = new ShadowTopic<>(platform, stage.output(), shadow, stage::key)) {
      Writing<O> results = new Writing<>(stage, topic, comparing);
      TopicLog.Reader<I> reader =
          input -> {
            stage.take(input, results);
            results.passOn();
            progress.counted(comparing.inputs(), comparing.inputs());
          };
      if (stage.takesNewestOnly()) {
        TopicLog.newest(platform, stage.input(), since, reader);
      } else {
        TopicLog.all(platform, stage.input(), since, reader);
      }
      stage.end(results);
      results.passOn();
      topic.flush();
      TopicLog.all(
          platform,
          stage.output(),
          Optional.empty(),
          output -> comparing.stands(stage.subject(output), stage.summary(output)));
      return comparing.of(name, topic.name());
    }
  }

  /** Takes results in; outputs go on once the stage has returned. */
  private static final class Writing<O extends SpecificRecord> implements Results<O> {
    private final ReplayedStage<?, O> stage;
    private final ShadowTopic<O> topic;
    private final Comparing comparing;
    private final List<O> outputs = new ArrayList<>();

    Writing(ReplayedStage<?, O> stage, ShadowTopic<O> topic, Comparing comparing) {
      this.stage = stage;
      this.topic = topic;
      this.comparing = comparing;
    }

    @Override
    public void made(String subject, O output) {
      comparing.made(subject, stage.summary(output));
      outputs.add(output);
    }

    @Override
    public void none(String subject, String reason) {
      comparing.none(subject, reason);
    }

    @Override
    public void failed(String subject, String sentence) {
      comparing.failed(subject, sentence);
    }

    void passOn() throws InterruptedException {
      for (O output : outputs) {
        topic.add(output);
      }
      outputs.clear();
    }
  }
}
