package org.genhowto.runtime.release;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Decision;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.ReleaseDecision;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;

/** What a person decides of weights. Each step reads what is released, and writes what is then. */
public final class ReleaseDesk implements AutoCloseable {
  private final Platform platform;
  private final TopicSender sender;
  private final Clock clock;

  /**
   * @param name of the sender, which is told to Kafka
   */
  public ReleaseDesk(String name, Platform platform) {
    this(platform, TopicSender.of(name, platform));
  }

  /**
   * @param sender belongs to this from now on
   */
  ReleaseDesk(Platform platform, TopicSender sender) {
    this.platform = platform;
    this.sender = sender;
    this.clock = platform.clock();
  }

  /** The newest release of each network, by its name. */
  public Map<String, ModelRelease> released() {
    return new TreeMap<>(TopicContents.table(platform, Topics.MODEL_RELEASES));
  }

  /** Puts weights in service, or begins to try them; gives what is written. */
  public ModelRelease place(
      GeneratorNetwork network, ModelRelease release, String by, String reason)
      throws InterruptedException {
    Succession.Act act = act(by, reason);
    ModelRelease placed =
        network.duty() == GeneratorNetwork.Duty.SERVING
            ? Succession.after(
                Optional.ofNullable(released().get(network.spelling())), release, network, act)
            : ModelRelease.newBuilder(release)
                .setNetwork(network.spelling())
                .setReleasedAt(act.at())
                .setReleasedBy(by)
                .setReason(reason)
                .build();
    sender.sendAndWait(Topics.MODEL_RELEASES, network.spelling(), placed);
    return placed;
  }

  /**
   * Puts the candidate of a target in service, whatever was decided of it.
   *
   * @throws IllegalArgumentException there is none
   */
  public ModelRelease promote(Target target, String by, String reason) throws InterruptedException {
    ModelRelease tried = tried(target);
    ModelRelease placed = place(GeneratorNetwork.serving(target), tried, by, reason);
    say(target, tried, Decision.PROMOTE, "put in service by " + because(by, reason));
    end(target);
    return placed;
  }

  /**
   * Ends the trial of a target's candidate, which does not come to serve.
   *
   * @throws IllegalArgumentException there is none
   */
  public ModelRelease withdraw(Target target, String by, String reason)
      throws InterruptedException {
    ModelRelease tried = tried(target);
    say(target, tried, Decision.HOLD, "withdrawn by " + because(by, reason));
    end(target);
    return tried;
  }

  /**
   * Puts back what served before.
   *
   * @throws IllegalArgumentException nothing is released, or nothing is known to have served before
   */
  public ModelRelease rollback(Target target, String by, String reason)
      throws InterruptedException {
    String name = GeneratorNetwork.serving(target).spelling();
    ModelRelease serving = released().get(name);
    if (serving == null) {
      throw new IllegalArgumentException(
          "nothing is released for %s, so nothing served before it".formatted(name));
    }
    ModelRelease back =
        Succession.back(serving, act(by, reason))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "nothing is known to have served before %s of %s: release the earlier folder again"
                            .formatted(serving.getVersion(), name)));
    sender.sendAndWait(Topics.MODEL_RELEASES, name, back);
    say(target, serving, Decision.HOLD, "rolled back by " + because(by, reason));
    return back;
  }

  private static String because(String by, String reason) {
    return reason.isEmpty() ? by : by + ": " + reason;
  }

  private Succession.Act act(String by, String reason) {
    return new Succession.Act(by, reason, clock.instant());
  }

  private ModelRelease tried(Target target) {
    ModelRelease tried = released().get(GeneratorNetwork.candidate(target).spelling());
    if (tried == null) {
      String name = GeneratorNetwork.serving(target).spelling();
      throw new IllegalArgumentException(
          "%s has no candidate: release %s --weights FOLDER --candidate begins a trial"
              .formatted(name, name));
    }
    return tried;
  }

  /** A person's decision stands beside those of the gate, with what that one saw. */
  private void say(Target target, ModelRelease of, Decision decision, String reason)
      throws InterruptedException {
    String network = GeneratorNetwork.serving(target).spelling();
    String key = network + "/" + of.getVersion();
    ReleaseDecision before = TopicContents.table(platform, Topics.RELEASE_DECISIONS).get(key);
    ReleaseDecision.Builder said =
        before == null
            ? ReleaseDecision.newBuilder()
                .setNetwork(network)
                .setCandidate(of.getVersion())
                .setSet("")
                .setTarget(target)
            : ReleaseDecision.newBuilder(before);
    String whole =
        before == null || before.getReason().isEmpty()
            ? reason
            : reason + "; before, " + before.getDecision() + ": " + before.getReason();
    sender.sendAndWait(
        Topics.RELEASE_DECISIONS,
        key,
        said.setDecision(decision).setReason(whole).setDecidedAt(clock.instant()).build());
  }

  private void end(Target target) throws InterruptedException {
    sender.deleteAndWait(Topics.MODEL_RELEASES, GeneratorNetwork.candidate(target).spelling());
  }

  @Override
  public void close() {
    sender.close();
  }
}
