package org.genhowto.evaluator;

import org.genhowto.evaluator.features.ClipFeatures;
import org.genhowto.evaluator.features.FeatureExtractor;
import org.genhowto.evaluator.features.InceptionFeatures;
import org.genhowto.evaluator.live.MetricAggregation;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.loop.ExactlyOnceLoop;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.streams.StreamsWorker;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.CompositeWorker;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.Topics;

/** Wires the workers of this room. */
public final class EvaluatorWorker {
  /** The worker that takes features of results. */
  public static final String EVALUATOR = "evaluator";

  /** The worker that turns samples into metrics. */
  public static final String METRICS = MetricAggregation.WORKER;

  private EvaluatorWorker() {}

  /** generation-results -> evaluation-samples. */
  public static Worker worker(Platform platform, Configuration configuration) {
    EvaluatorSettings settings = EvaluatorSettings.from(configuration);
    FeatureExtractor features = features(settings);
    Worker loop =
        ExactlyOnceLoop.of(
            EVALUATOR,
            platform,
            Topics.GENERATION_RESULTS,
            new GeneratedImageHandler(platform.blobs(), features),
            LoopSettings.from(configuration, EvaluatorSettings.SECTION));
    return new CompositeWorker(
        loop,
        new ReferencePublisher(
            () -> TopicSender.of(EVALUATOR + "-reference", platform),
            settings.reference().map(folder -> ReferenceSet.read(settings.set(), folder)),
            features));
  }

  private static FeatureExtractor features(EvaluatorSettings settings) {
    ClipFeatures clip = ClipFeatures.load(settings.clip());
    return settings
        .inception()
        .<FeatureExtractor>map(file -> InceptionFeatures.load(clip, file, settings.fidInput()))
        .orElse(clip);
  }

  /** evaluation-samples -> evaluation-metrics. */
  public static Worker metrics(Platform platform, Configuration configuration) {
    MetricsSettings settings = MetricsSettings.from(configuration);
    return new StreamsWorker(
        METRICS,
        () ->
            MetricAggregation.topology(
                platform.serdes(), new Ledger(METRICS, platform), settings.policy()),
        platform,
        settings.streams());
  }
}
