package org.genhowto.runtime.release;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.schemas.EarlierRelease;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;

/** Which weights come after which: a release carries what served before it. */
public final class Succession {
  /** A record stays small. */
  private static final int REMEMBERED = 20;

  private Succession() {}

  /**
   * Who changes what serves.
   *
   * @param by the gate, the trainer, or a person
   * @param reason in a sentence; empty where there is none
   */
  public record Act(String by, String reason, Instant at) {}

  /**
   * Weights as those that serve.
   *
   * @param next the weights, of a candidate or anew
   * @param serving what serves until now; where nothing was released, what a candidate was made
   *     from takes its place
   */
  public static ModelRelease after(
      Optional<ModelRelease> serving, ModelRelease next, GeneratorNetwork network, Act act) {
    List<EarlierRelease> before =
        serving.map(Succession::withItself).orElseGet(() -> next.getBefore());
    return ModelRelease.newBuilder(next)
        .setNetwork(network.spelling())
        .setReleasedAt(act.at())
        .setReleasedBy(act.by())
        .setReason(act.reason())
        .setBefore(
            before.stream()
                .filter(each -> !each.getVersion().equals(next.getVersion()))
                .limit(REMEMBERED)
                .toList())
        .build();
  }

  /** What served before, put back; empty where nothing is known to have. */
  public static Optional<ModelRelease> back(ModelRelease serving, Act act) {
    return serving.getBefore().stream()
        .findFirst()
        .map(
            earlier ->
                ModelRelease.newBuilder()
                    .setNetwork(serving.getNetwork())
                    .setVersion(earlier.getVersion())
                    .setUri(earlier.getUri())
                    .setSha256(earlier.getSha256())
                    .setReleasedAt(act.at())
                    .setReleasedBy(act.by())
                    .setReason(act.reason())
                    .setBefore(serving.getBefore().subList(1, serving.getBefore().size()))
                    .build());
  }

  /** A release without its story: what a training begins with is the same whenever it came. */
  public static ModelRelease plain(ModelRelease release) {
    return ModelRelease.newBuilder()
        .setNetwork(release.getNetwork())
        .setVersion(release.getVersion())
        .setUri(release.getUri())
        .setSha256(release.getSha256())
        .build();
  }

  /** The same weights as those that served before others. */
  public static EarlierRelease earlier(ModelRelease release) {
    return new EarlierRelease(release.getVersion(), release.getUri(), release.getSha256());
  }

  private static List<EarlierRelease> withItself(ModelRelease serving) {
    List<EarlierRelease> all = new ArrayList<>();
    all.add(earlier(serving));
    all.addAll(serving.getBefore());
    return all;
  }
}
