package org.genhowto.gateway.dashboard.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.genhowto.schemas.Redaction;
import org.genhowto.schemas.TrainingShard;
import org.genhowto.schemas.Triplet;

/** What something came of, and what came of it: from a second of a video to a metric. */
final class Lineage {
  private static final int MOST = 12;

  private final TripletShelf triplets;
  private final RequestShelf requests;
  private final SampleShelf samples;
  private final NewsShelf news;
  private final MetricHistory metrics;
  private final LoopShelf loop;

  Lineage(
      TripletShelf triplets,
      RequestShelf requests,
      SampleShelf samples,
      NewsShelf news,
      MetricHistory metrics,
      LoopShelf loop) {
    this.triplets = triplets;
    this.requests = requests;
    this.samples = samples;
    this.news = news;
    this.metrics = metrics;
    this.loop = loop;
  }

  /** Of a video: its scores, and its triplets with their shards. */
  Optional<Map<String, Object>> video(String videoId) {
    List<Triplet> chosen = triplets.ofVideo(videoId);
    Optional<ScoreCurve> curve = triplets.curve(videoId);
    if (chosen.isEmpty() && curve.isEmpty()) {
      return Optional.empty();
    }
    View view = new View().and("kind", "video").and("id", videoId);
    if (!chosen.isEmpty()) {
      view.and("video", source(chosen.get(0)));
    }
    return Optional.of(
        view.and("scores", curve.map(ScoreCurve::view))
            .and("triplets", chosen.stream().map(triplets::row).toList())
            .map());
  }

  /** Of a triplet: its video and seconds, scores, captions, shard, and what may have learnt it. */
  Optional<Map<String, Object>> triplet(String tripletId) {
    return triplets
        .find(tripletId)
        .map(
            triplet -> {
              View view =
                  new View()
                      .and("kind", "triplet")
                      .and("id", tripletId)
                      .and("video", source(triplet))
                      .and("triplet", triplets.row(triplet))
                      .and(
                          "scores",
                          triplets.curve(triplet.getSource().getVideoId()).map(ScoreCurve::view));
              Optional<TrainingShard> shard = triplets.shardWith(tripletId);
              view.and("shard", shard.map(Lineage::shard));
              Object at = triplets.row(triplet).get("at");
              view.and(
                  "releases", shard.isPresent() && at instanceof Long time ? after(time) : null);
              return view.map();
            });
  }

  /** Of a shard: what is in it. */
  Optional<Map<String, Object>> shardView(String shardId) {
    return triplets
        .shard(shardId)
        .map(
            shard ->
                new View()
                    .and("kind", "shard")
                    .and("id", shardId)
                    .and("shard", shard(shard))
                    .and(
                        "triplets",
                        shard.getSampleKeys().stream()
                            .flatMap(key -> triplets.find(key).stream())
                            .limit(MOST)
                            .map(triplets::row)
                            .toList())
                    .map());
  }

  /** Of a request: its images, what was measured of them, its weights, and the metrics. */
  Optional<Map<String, Object>> request(String requestId) {
    return requests
        .row(requestId)
        .map(
            row -> {
              String release = text(row, "release");
              return new View()
                  .and("kind", "request")
                  .and("id", requestId)
                  .and("request", row)
                  .and("samples", samples.ofRequest(requestId))
                  .and("releases", release.isEmpty() ? null : news.ofVersion(release))
                  .and("learned", release.isEmpty() ? null : loop.learned(release))
                  .and("metrics", counted(row))
                  .and("triplets", alike(text(row, "category")))
                  .map();
            });
  }

  /** Of a measured image: the request that it is of, or what is known of it alone. */
  Optional<Map<String, Object>> sample(String sampleId) {
    return samples
        .find(sampleId)
        .map(
            sample ->
                request(sample.requestId())
                    .orElseGet(
                        () ->
                            new View()
                                .and("kind", "request")
                                .and("id", sample.requestId())
                                .and("samples", samples.ofRequest(sample.requestId()))
                                .and("releases", news.ofVersion(sample.release()))
                                .and("learned", loop.learned(sample.release()))
                                .and("metrics", counted(sample.view()))
                                .and("triplets", alike(text(sample.view(), "category")))
                                .map()));
  }

  private List<Map<String, Object>> counted(Map<String, Object> row) {
    if (text(row, "set").isEmpty()) {
      return List.of(); // It counts in none.
    }
    return Stream.of("", text(row, "category"))
        .distinct()
        .flatMap(
            category ->
                metrics
                    .of(
                        new MetricQuery(
                            Map.of(
                                "set", text(row, "set"),
                                "release", text(row, "release"),
                                "target", text(row, "target"),
                                "category", category,
                                "window", "all"),
                            Long.MIN_VALUE,
                            Long.MAX_VALUE))
                    .stream())
        .toList();
  }

  private List<Map<String, Object>> alike(String category) {
    return category.isEmpty()
        ? List.of()
        : triplets.ofCategory(category, MOST).stream().map(triplets::row).toList();
  }

  private List<Map<String, Object>> after(long time) {
    return news.after(time).stream()
        .filter(release -> text(release, "network").startsWith("generator"))
        .limit(MOST)
        .toList();
  }

  private static Map<String, Object> source(Triplet triplet) {
    return new View()
        .and("id", triplet.getSource().getVideoId())
        .and("category", triplet.getSource().getCategory())
        .and("uri", Redaction.uri(triplet.getSource().getUri()))
        .and("sha256", triplet.getSource().getVideoSha256())
        .and("duration", triplet.getSource().getDurationSeconds())
        .map();
  }

  private static Map<String, Object> shard(TrainingShard shard) {
    return new View()
        .and("id", shard.getShardId())
        .and("file", shard.getFile())
        .and("uri", shard.getTar().getUri())
        .and("sha256", shard.getTar().getSha256())
        .and("samples", shard.getSampleKeys().size())
        .map();
  }

  private static String text(Map<String, Object> row, String field) {
    return row.get(field) instanceof String text ? text : "";
  }
}
