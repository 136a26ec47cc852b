package org.genhowto.evaluator.alerts;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.genhowto.evaluator.alerts.MetricFamily.Member;
import org.genhowto.schemas.AlertState;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.EvaluationAlert;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricState;
import org.genhowto.schemas.RegistryUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Judges each metric as it is published, in the transaction that publishes it, by the rules of now:
 * keys are those of metrics, values the metrics, null where one was deleted. What it knows outlives
 * a restart, after which all is judged once, as the rules may be others.
 */
public final class AlertWatch implements Processor<Object, @Nullable Object, byte[], byte[]> {
  /** Name of the store. */
  public static final String STORE = "alert-families";

  private static final Logger LOG = LoggerFactory.getLogger(AlertWatch.class);

  private final AlertJudge judge;
  private final Codec<EvaluationAlert> alerts;
  private ProcessorContext<byte[], byte[]> context;
  private KeyValueStore<String, byte[]> store;

  /**
   * @param alerts writes the topic evaluation-alerts
   */
  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init first.
  public AlertWatch(List<AlertRule> rules, Codec<EvaluationAlert> alerts) {
    this.judge = new AlertJudge(rules);
    this.alerts = alerts;
  }

  /** Adds the store to a topology that is being made. */
  public static void addTo(StreamsBuilder builder) {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray()));
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    store = context.getStateStore(STORE);
    Cancellable[] once = new Cancellable[1];
    once[0] =
        context.schedule(
            Duration.ofMillis(1),
            PunctuationType.WALL_CLOCK_TIME,
            now -> {
              once[0].cancel();
              judgeAll();
            });
  }

  private void judgeAll() {
    List<KeyValue<String, byte[]>> all = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> each = store.all()) {
      each.forEachRemaining(all::add);
    }
    all.forEach(each -> judge(MetricFamily.parse(each.key), FamilyState.read(each.value)));
  }

  @Override
  public void process(Record<Object, @Nullable Object> record) {
    Member member = Member.parse((String) record.key());
    EvaluationMetric metric = (EvaluationMetric) record.value();
    if (metric != null && metric.getState() == MetricState.FAILED) {
      return; // Nothing is known; the next value tells.
    }
    FamilyState state = FamilyState.read(store.get(member.family().key()));
    boolean measured = metric != null && metric.getState() == MetricState.MEASURED;
    Seen seen = measured ? Seen.of(metric, state.seen(member.release(), member.window())) : null;
    judge(member.family(), state.with(member.release(), member.window(), seen));
  }

  private void judge(MetricFamily family, FamilyState state) {
    AlertJudge.Judged judged = judge.judge(family, state, context.currentSystemTimeMs());
    judged.news().forEach(this::forward);
    boolean idle = judged.state().releases().stream().allMatch(each -> each.windows().isEmpty());
    store.put(family.key(), idle ? null : judged.state().bytes());
  }

  private void forward(EvaluationAlert alert) {
    LOG.atLevel(alert.getState() == AlertState.OPEN ? Level.WARN : Level.INFO)
        .addKeyValue("state", alert.getState())
        .log("alert: {}", alert.getMessage());
    try {
      context.forward(
          new Record<>(
              alert.getAlertId().getBytes(StandardCharsets.UTF_8),
              alerts.encode(alert),
              context.currentSystemTimeMs()));
    } catch (RegistryUnavailableException e) {
      throw new StreamsException(e);
    }
  }
}
