package org.genhowto.gateway.dashboard.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.TrainingShard;
import org.genhowto.schemas.Triplet;
import org.jspecify.annotations.Nullable;

/** The newest videos' scores, triplets, captions and shards. */
final class TripletShelf {
  private static final int SHOWN = 36;
  private static final int TRIPLETS = 500;
  private static final int VIDEOS = 300;
  private static final int SHARDS = 300;

  private final Newest<Triplet> triplets = new Newest<>(TRIPLETS);
  private final Newest<Words> captions = new Newest<>(TRIPLETS);
  private final Newest<Long> times = new Newest<>(TRIPLETS);
  private final Newest<ScoreCurve> curves = new Newest<>(VIDEOS);
  private final Newest<TrainingShard> shards = new Newest<>(SHARDS);
  private final Newest<String> shardOf = new Newest<>(TRIPLETS * 4);

  /**
   * What a triplet shows, in words.
   *
   * @param agreement the lower of the cosines of captions and frames; null where no CLIP judged
   */
  private record Words(String action, String last, String captioner, @Nullable Double agreement) {
    static Words of(CaptionedTriplet one) {
      return new Words(
          one.getActionCaption(),
          one.getFinalCaption(),
          one.getCaptionerVersion(),
          one.getActionAgreement()
              .flatMap(action -> one.getFinalAgreement().map(last -> Math.min(action, last)))
              .orElse(null));
    }
  }

  void add(ScoredFrames scored) {
    curves.computeIfAbsent(scored.getSource().getVideoId(), any -> new ScoreCurve()).add(scored);
  }

  void add(Triplet triplet, long time) {
    triplets.renew(triplet.getTripletId(), small(triplet));
    times.renew(triplet.getTripletId(), time);
  }

  void add(CaptionedTriplet one, long time) {
    captions.renew(one.getTriplet().getTripletId(), Words.of(one));
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

  /** With the places of its own three frames; those of all others are most of a triplet. */
  private static Triplet small(Triplet triplet) {
    List<Integer> own =
        List.of(triplet.getInitialSecond(), triplet.getActionSecond(), triplet.getFinalSecond());
    SampledFrames source =
        SampledFrames.newBuilder(triplet.getSource())
            .setIndex(
                triplet.getSource().getIndex().stream()
                    .filter(frame -> own.contains(frame.getSecond()))
                    .toList())
            .build();
    return Triplet.newBuilder(triplet).setSource(source).build();
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
    Words words = captions.get(triplet.getTripletId());
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
        .and("actionCaption", words == null ? null : words.action())
        .and("finalCaption", words == null ? null : words.last())
        .and("captioner", words == null ? null : words.captioner())
        .and("agreement", words == null ? null : words.agreement())
        .and("shard", shardOf.get(triplet.getTripletId()))
        .and("at", times.get(triplet.getTripletId()))
        .map();
  }
}
