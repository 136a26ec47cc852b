package org.genhowto.gateway.dashboard.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.TrainingShard;
import org.genhowto.schemas.Triplet;

/** The newest videos' scores, triplets, captions and shards. */
final class TripletShelf {
  private static final int SHOWN = 36;
  private static final int TRIPLETS = 500;
  private static final int VIDEOS = 300;
  private static final int SHARDS = 300;

  private final Newest<Triplet> triplets = new Newest<>(TRIPLETS);
  private final Newest<CaptionedTriplet> captioned = new Newest<>(TRIPLETS);
  private final Newest<Long> times = new Newest<>(TRIPLETS);
  private final Newest<ScoreCurve> curves = new Newest<>(VIDEOS);
  private final Newest<TrainingShard> shards = new Newest<>(SHARDS);
  private final Newest<String> shardOf = new Newest<>(TRIPLETS * 4);

  void add(ScoredFrames scored) {
    curves.computeIfAbsent(scored.getSource().getVideoId(), any -> new ScoreCurve()).add(scored);
  }

  void add(Triplet triplet, long time) {
    triplets.renew(triplet.getTripletId(), triplet);
    times.renew(triplet.getTripletId(), time);
  }

  void add(CaptionedTriplet one, long time) {
    captioned.renew(one.getTriplet().getTripletId(), one);
    if (!triplets.containsKey(one.getTriplet().getTripletId())) {
      add(one.getTriplet(), time);
    }
  }

  void add(TrainingShard shard) {
    shards.renew(shard.getShardId(), shard);
    shard.getSampleKeys().forEach(key -> shardOf.renew(key, shard.getShardId()));
  }

  Optional<Triplet> find(String tripletId) {
    return Optional.ofNullable(triplets.get(tripletId));
  }

  Optional<TrainingShard> shard(String shardId) {
    return Optional.ofNullable(shards.get(shardId));
  }

  Optional<TrainingShard> shardWith(String tripletId) {
    return Optional.ofNullable(shardOf.get(tripletId)).flatMap(this::shard);
  }

  Optional<ScoreCurve> curve(String videoId) {
    return Optional.ofNullable(curves.get(videoId));
  }

  /** Triplets of a video, newest first. */
  List<Triplet> ofVideo(String videoId) {
    return triplets.newestFirst().stream()
        .filter(triplet -> triplet.getSource().getVideoId().equals(videoId))
        .toList();
  }

  /** The newest triplets of a category, newest first. */
  List<Triplet> ofCategory(String category, int most) {
    return triplets.newestFirst().stream()
        .filter(triplet -> triplet.getSource().getCategory().equals(category))
        .limit(most)
        .toList();
  }

  /** Rows of the newest. */
  Map<String, Object> rows() {
    Map<String, Object> rows = new LinkedHashMap<>();
    triplets.newestFirst().stream()
        .limit(SHOWN)
        .forEach(triplet -> rows.put(triplet.getTripletId(), row(triplet)));
    return rows;
  }

  /** A triplet; its frames are at /v1/triplets/ID/MOMENT.jpg. */
  Map<String, Object> row(Triplet triplet) {
    CaptionedTriplet words = captioned.get(triplet.getTripletId());
    return new View()
        .and("id", triplet.getTripletId())
        .and("video", triplet.getSource().getVideoId())
        .and("category", triplet.getSource().getCategory())
        .and("split", triplet.getSplit().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .and("initial", triplet.getInitialSecond())
        .and("action", triplet.getActionSecond())
        .and("final", triplet.getFinalSecond())
        .and("confidence", triplet.getConfidence())
        .and("margin", triplet.getMargin())
        .and("votes", triplet.getVotes())
        .and("runs", triplet.getRuns())
        .and("localizer", triplet.getModelVersion())
        .and("actionCaption", words == null ? null : words.getActionCaption())
        .and("finalCaption", words == null ? null : words.getFinalCaption())
        .and("captioner", words == null ? null : words.getCaptionerVersion())
        .and("shard", shardOf.get(triplet.getTripletId()))
        .and("at", times.get(triplet.getTripletId()))
        .map();
  }
}
