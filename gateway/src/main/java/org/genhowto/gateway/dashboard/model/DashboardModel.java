package org.genhowto.gateway.dashboard.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.DatasetVersion;
import org.genhowto.schemas.DeadLetterState;
import org.genhowto.schemas.EvaluationAlert;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.GenerationClaim;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.ReleaseDecision;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingRequest;
import org.genhowto.schemas.TrainingShard;
import org.genhowto.schemas.TrainingStatus;
import org.genhowto.schemas.Triplet;
import org.genhowto.schemas.VideoReference;

/**
 * What the topics have told so far: counts of everything, the newest of what can be shown, curves
 * of all metrics. Taking in is cheap; what it looks like is worked out when somebody asks.
 */
public final class DashboardModel {
  private final TopicCounts topics = new TopicCounts();
  private final StageLedger stages = new StageLedger();
  private final QueueMembers members = new QueueMembers();
  private final MetricHistory metrics = new MetricHistory();
  private final TripletShelf triplets = new TripletShelf();
  private final RequestShelf requests = new RequestShelf();
  private final SampleShelf samples = new SampleShelf();
  private final NewsShelf news = new NewsShelf();
  private final LetterShelf letters = new LetterShelf();
  private final DatasetNumbers dataset = new DatasetNumbers();
  private final LoopShelf loop = new LoopShelf();
  private final Lineage lineage = new Lineage(triplets, requests, samples, news, metrics, loop);

  /** Takes in a record that was decoded. */
  public synchronized void add(ConsumerRecord<byte[], byte[]> record, Object value) {
    long time = record.timestamp();
    topics.add(record.topic(), time);
    if (value instanceof VideoReference video) {
      stages.begun(LedgerKind.VIDEO, video.getVideoId(), time);
    } else if (value instanceof LedgerEntry entry) {
      stages.add(entry);
    } else if (!addData(value, time) && !addRequest(value, time) && !addTraining(value)) {
      addEvaluation(value, time);
    }
  }

  private boolean addData(Object value, long time) {
    if (value instanceof SampledFrames sampled) {
      dataset.add(sampled);
    } else if (value instanceof ScoredFrames scored) {
      triplets.add(scored);
    } else if (value instanceof Triplet triplet) {
      triplets.add(triplet, time);
      dataset.add(triplet);
    } else if (value instanceof CaptionedTriplet captioned) {
      triplets.add(captioned, time);
      dataset.add(captioned);
    } else if (value instanceof TrainingShard shard) {
      triplets.add(shard);
      dataset.add(shard);
    } else {
      return false;
    }
    return true;
  }

  private boolean addRequest(Object value, long time) {
    if (value instanceof GenerationRequest request) {
      stages.begun(LedgerKind.REQUEST, request.getRequestId(), time);
      requests.add(request, time);
    } else if (value instanceof GenerationProgress progress) {
      requests.add(progress);
    } else if (value instanceof GenerationResult result) {
      requests.add(result, time);
    } else if (value instanceof GenerationClaim claim) {
      members.add(claim, time);
    } else {
      return false;
    }
    return true;
  }

  private boolean addTraining(Object value) {
    if (value instanceof DatasetVersion version) {
      loop.add(version);
    } else if (value instanceof TrainingRequest request) {
      loop.add(request);
    } else if (value instanceof TrainingStatus status) {
      loop.add(status);
    } else {
      return false;
    }
    return true;
  }

  /** Takes note that a compacted topic forgets a key. */
  public synchronized void forget(String topic, String key) {
    if (topic.equals(Topics.MODEL_RELEASES.name())) {
      loop.withdraw(key);
    } else if (topic.equals(Topics.TRAINING_REQUESTS.name())) {
      loop.callOff(key);
    }
  }

  private void addEvaluation(Object value, long time) {
    if (value instanceof EvaluationMetric metric) {
      metrics.add(metric, time);
    } else if (value instanceof EvaluationSample sample) {
      samples.add(sample, time);
    } else if (value instanceof EvaluationAlert alert) {
      news.add(alert);
    } else if (value instanceof ReleaseDecision decision) {
      news.add(decision);
    } else if (value instanceof ModelRelease release) {
      news.add(release, time);
      loop.add(release);
    } else if (value instanceof DeadLetterState state) {
      letters.add(state);
    }
  }

  /** Takes in a dead letter, as the worker wrote it. */
  public synchronized void addDeadLetter(ConsumerRecord<byte[], byte[]> record) {
    topics.add(record.topic(), record.timestamp());
    letters.add(record);
  }

  /** Takes in a record that no reader can decode. */
  public synchronized void addUndecodable(ConsumerRecord<byte[], byte[]> record) {
    topics.add(record.topic(), record.timestamp());
  }

  /**
   * Everything as sections of rows.
   *
   * @param now milliseconds since 1970
   */
  public synchronized Map<String, Map<String, Object>> sections(long now) {
    Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
    sections.put("topics", topics.rows(now));
    sections.put("stages", stages.rows(now));
    sections.put("members", members.rows(now));
    sections.put("metrics", metrics.rows());
    sections.put("triplets", triplets.rows());
    sections.put("requests", requests.rows());
    sections.put("worst", samples.worst());
    sections.put("alerts", news.alerts());
    sections.put("decisions", news.decisions());
    sections.put("releases", news.releases());
    sections.put("versions", loop.versions());
    sections.put("trainings", loop.trainings());
    sections.put("weights", loop.weights());
    sections.put("letters", letters.rows());
    sections.put("categories", dataset.categories());
    sections.put("splits", dataset.splits());
    return sections;
  }

  public synchronized Map<String, Object> metrics(MetricQuery query) {
    return metrics.answer(query);
  }

  /**
   * Where something came from and what came of it.
   *
   * @param kind video, triplet, shard, request or sample
   * @return empty where it is not among the newest
   */
  public synchronized Optional<Map<String, Object>> lineage(String kind, String id) {
    return switch (kind) {
      case "video" -> lineage.video(id);
      case "triplet" -> lineage.triplet(id);
      case "shard" -> lineage.shardView(id);
      case "request" -> lineage.request(id);
      case "sample" -> lineage.sample(id);
      default -> Optional.empty();
    };
  }

  public synchronized Optional<Triplet> triplet(String id) {
    return triplets.find(id);
  }

  /** Records by topic. */
  public synchronized Map<String, Long> counts() {
    return new LinkedHashMap<>(topics.counts());
  }

  public synchronized long frames() {
    return dataset.frames();
  }

  public synchronized long samplesInShards() {
    return dataset.samples();
  }

  /** Points by the name of a metric, such as fid.finalState. */
  public synchronized Map<String, List<MetricPoint>> curves() {
    return metrics.curves();
  }
}
