package org.genhowto.gateway.dashboard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.gateway.dashboard.DashboardSnapshot.Point;
import org.genhowto.gateway.dashboard.DashboardSnapshot.RequestView;
import org.genhowto.gateway.dashboard.DashboardSnapshot.StageCount;
import org.genhowto.gateway.dashboard.DashboardSnapshot.TripletView;
import org.genhowto.gateway.requests.RequestState;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.DeadLetterState;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingShard;
import org.genhowto.schemas.Triplet;
import org.jspecify.annotations.Nullable;

/**
 * What the topics have told so far: counts of everything, and the newest of what can be shown.
 * Bounded in memory.
 */
final class DashboardState {
  private static final int NEWEST = 12;
  private static final int POINTS = 500;
  private static final int METRICS = 100;

  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Map<String, Deque<Point>> metrics = new TreeMap<>();
  private final Map<String, CaptionedTriplet> triplets = newest();
  private final Map<String, RequestView> requests = newest();
  private final DashboardLetters deadLetters = new DashboardLetters();
  private long frames;
  private long samples;

  DashboardState() {
    Topics.all().forEach(topic -> counts.put(topic.name(), 0L));
  }

  /** Takes in a record that was decoded. */
  synchronized void add(ConsumerRecord<byte[], byte[]> record, Object value) {
    counts.merge(record.topic(), 1L, Long::sum);
    if (value instanceof SampledFrames sampled) {
      frames += sampled.getIndex().size();
    } else if (value instanceof CaptionedTriplet captioned) {
      triplets.put(captioned.getTriplet().getTripletId(), captioned);
    } else if (value instanceof TrainingShard shard) {
      samples += shard.getSampleKeys().size();
    } else if (value instanceof EvaluationMetric metric) {
      add(record.timestamp(), metric);
    } else if (value instanceof GenerationRequest request) {
      requests.putIfAbsent(request.getRequestId(), queued(request));
    } else if (value instanceof GenerationProgress progress) {
      requests.computeIfPresent(progress.getRequestId(), (id, view) -> moved(view, progress));
    } else if (value instanceof GenerationResult result) {
      requests.compute(result.getRequestId(), (id, view) -> ended(view, result));
    } else if (value instanceof DeadLetterState letterState) {
      deadLetters.add(letterState);
    }
  }

  /** Takes in a dead letter, as the worker wrote it. */
  synchronized void addDeadLetter(ConsumerRecord<byte[], byte[]> record) {
    counts.merge(record.topic(), 1L, Long::sum);
    deadLetters.add(record);
  }

  /** Takes in a record that no reader can decode. */
  synchronized void addUndecodable(ConsumerRecord<byte[], byte[]> record) {
    counts.merge(record.topic(), 1L, Long::sum);
  }

  synchronized Optional<CaptionedTriplet> triplet(String id) {
    return Optional.ofNullable(triplets.get(id));
  }

  synchronized DashboardSnapshot snapshot(Telemetry telemetry) {
    Map<String, List<Point>> points = new TreeMap<>();
    metrics.forEach((name, values) -> points.put(name, List.copyOf(values)));
    return new DashboardSnapshot(
        counts.entrySet().stream().map(e -> new StageCount(e.getKey(), e.getValue())).toList(),
        frames,
        samples,
        telemetry.numbers(),
        points,
        newestFirst(triplets.values().stream().map(DashboardState::view).toList()),
        newestFirst(List.copyOf(requests.values())),
        deadLetters.views());
  }

  private void add(long time, EvaluationMetric metric) {
    if (Double.isNaN(metric.getValue())
        || !metric.getCategory().isEmpty()
        || !metric.getWindow().equals("all")) {
      return;
    }
    String name = MetricKey.name(metric);
    if (metrics.size() >= METRICS && !metrics.containsKey(name)) {
      return; // No names of ours are left by then.
    }
    Deque<Point> points = metrics.computeIfAbsent(name, any -> new ArrayDeque<>());
    points.addLast(new Point(time, metric.getValue(), metric.getSamples()));
    if (points.size() > POINTS) {
      points.removeFirst();
    }
  }

  private static TripletView view(CaptionedTriplet captioned) {
    Triplet triplet = captioned.getTriplet();
    return new TripletView(
        triplet.getTripletId(),
        triplet.getSource().getCategory(),
        triplet.getSplit().name(),
        triplet.getInitialSecond(),
        triplet.getActionSecond(),
        triplet.getFinalSecond(),
        triplet.getConfidence(),
        captioned.getActionCaption(),
        captioned.getFinalCaption());
  }

  private static RequestView queued(GenerationRequest request) {
    return new RequestView(
        request.getRequestId(),
        request.getPrompt(),
        request.getTarget().name(),
        RequestState.QUEUED,
        0,
        0,
        request.getImage().map(BlobRef::getSha256).orElse(null),
        List.of(),
        null);
  }

  private static RequestView moved(RequestView view, GenerationProgress progress) {
    return view.status().leadsTo(RequestState.RUNNING)
        ? new RequestView(
            view.id(),
            view.prompt(),
            view.target(),
            RequestState.RUNNING,
            progress.getStepsDone(),
            progress.getStepsTotal(),
            view.input(),
            List.of(),
            null)
        : view;
  }

  private static RequestView ended(@Nullable RequestView view, GenerationResult result) {
    RequestState end = RequestState.of(result);
    if (view != null && !view.status().leadsTo(end)) {
      return view;
    }
    int steps = Math.max(0, result.getSteps() - result.getSkip());
    return new RequestView(
        result.getRequestId(),
        result.getPrompt(),
        result.getTarget().name(),
        end,
        steps,
        steps,
        result.getInput().map(BlobRef::getSha256).orElse(null),
        result.getImages().stream().map(image -> image.getImage().getSha256()).toList(),
        result.getError().orElse(null));
  }

  private static <T> Map<String, T> newest() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > NEWEST * 4;
      }
    };
  }

  private static <T> List<T> newestFirst(List<T> oldestFirst) {
    List<T> newest = new ArrayList<>();
    for (int i = oldestFirst.size() - 1; i >= 0 && newest.size() < NEWEST; i--) {
      newest.add(oldestFirst.get(i));
    }
    return newest;
  }
}
