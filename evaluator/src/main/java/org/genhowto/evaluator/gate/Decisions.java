package org.genhowto.evaluator.gate;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.genhowto.runtime.release.Succession;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.Decision;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.ReleaseDecision;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes decisions that say something new, and acts on them where it is allowed to. */
public final class Decisions {
  /** Name of the store. */
  public static final String STORE = "published-decisions";

  /** Name of the sink for decisions. */
  public static final String DECISIONS = "to-release-decisions";

  /** Name of the sink for what the gate releases. */
  public static final String PROMOTIONS = "to-model-releases";

  /** Who puts a candidate in service that passed. */
  private static final String GATE = "gate";

  private static final Logger LOG = LoggerFactory.getLogger(Decisions.class);

  private final ProcessorContext<Object, Object> context;
  private final KeyValueStore<String, byte[]> store;
  private final Codec<ReleaseDecision> decisions;
  private final Codec<ModelRelease> modelReleases;
  private final GatePolicy policy;

  public Decisions(
      ProcessorContext<Object, Object> context,
      Codec<ReleaseDecision> decisions,
      Codec<ModelRelease> modelReleases,
      GatePolicy policy) {
    this.context = context;
    this.store = context.getStateStore(STORE);
    this.decisions = decisions;
    this.modelReleases = modelReleases;
    this.policy = policy;
  }

  /** Adds the store to a topology that is being made. */
  public static void addTo(StreamsBuilder builder) {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray()));
  }

  /** Called by the topology's thread. */
  public void publish(ReleaseDecision decision, ReleaseTable releases) {
    String key = decision.getNetwork() + "/" + decision.getCandidate();
    try {
      byte[] said = decisions.encode(decision);
      if (!Arrays.equals(said, store.get(key))) {
        store.put(key, said);
        tell(key, decision);
      }
      if (decision.getDecision() == Decision.PROMOTE
          && policy.promotion() == GatePolicy.Promotion.BY_GATE) {
        promote(decision, releases);
      }
    } catch (RegistryUnavailableException e) {
      throw new StreamsException(e);
    }
  }

  private void tell(String key, ReleaseDecision decision) throws RegistryUnavailableException {
    long now = context.currentSystemTimeMs();
    ReleaseDecision dated =
        ReleaseDecision.newBuilder(decision).setDecidedAt(Instant.ofEpochMilli(now)).build();
    LOG.atInfo()
        .addKeyValue("network", decision.getNetwork())
        .addKeyValue("candidate", decision.getCandidate())
        .addKeyValue("pairs", decision.getPairs())
        .log("{}: {}", decision.getDecision(), decision.getReason());
    forward(DECISIONS, key, decisions.encode(dated));
  }

  /** Only what is still the candidate: another one may have come while this one was judged. */
  private void promote(ReleaseDecision decision, ReleaseTable releases)
      throws RegistryUnavailableException {
    GeneratorNetwork tried = GeneratorNetwork.candidate(decision.getTarget().orElseThrow());
    Optional<ModelRelease> candidate =
        releases.release(tried).filter(each -> each.getVersion().equals(decision.getCandidate()));
    if (candidate.isPresent()) {
      GeneratorNetwork network = GeneratorNetwork.serving(tried.target());
      ModelRelease serving =
          Succession.after(
              releases.release(network),
              candidate.get(),
              network,
              new Succession.Act(
                  GATE, decision.getReason(), Instant.ofEpochMilli(context.currentSystemTimeMs())));
      forward(PROMOTIONS, decision.getNetwork(), modelReleases.encode(serving));
      forward(PROMOTIONS, tried.spelling(), null);
    }
  }

  private void forward(String sink, String key, byte @Nullable [] value) {
    context.forward(
        new Record<>(key.getBytes(StandardCharsets.UTF_8), value, context.currentSystemTimeMs()),
        sink);
  }
}
