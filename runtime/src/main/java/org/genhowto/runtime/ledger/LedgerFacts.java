package org.genhowto.runtime.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.genhowto.runtime.frames.FrameFacts;
import org.genhowto.runtime.frames.FrameFacts.Mark;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.TrainingShard;
import org.genhowto.schemas.Triplet;
import org.genhowto.schemas.VideoFlaw;

/**
 * What the ledger keeps of the outputs of one input: where they are, and the numbers that matter.
 * It never holds what they contain.
 */
record LedgerFacts(List<String> outputs, Map<String, Double> scores) {
  private static final int MOST_OUTPUTS = 16;

  /**
   * @param shards manifests of the input's batch: one is emitted with any of its samples
   */
  static LedgerFacts of(Settled settled, Outcome.Emit emit, List<TrainingShard> shards) {
    List<String> outputs = new ArrayList<>();
    Map<String, Double> scores = new TreeMap<>();
    for (Output<?> output : emit.outputs()) {
      if (!(output.value() instanceof TrainingShard)) {
        outputs.add(output.topic().name() + "/" + output.key());
        addScores(output.value(), scores);
      }
    }
    if (settled.value() instanceof CaptionedTriplet captioned) {
      String sample = ShardSample.key(captioned.getTriplet().getTripletId());
      for (TrainingShard shard : shards) {
        if (shard.getSampleKeys().contains(sample)) {
          outputs.add("training-shards/" + shard.getShardId() + "#" + sample);
        }
      }
    }
    return new LedgerFacts(outputs.stream().distinct().limit(MOST_OUTPUTS).toList(), scores);
  }

  private static void addScores(SpecificRecord output, Map<String, Double> scores) {
    if (output instanceof SampledFrames frames) {
      scores.put("frames", (double) frames.getIndex().size());
      scores.put("seconds", frames.getDurationSeconds());
      for (VideoFlaw flaw : frames.getFlaws()) {
        String name = "seconds-" + flaw.getKind().name().toLowerCase(Locale.ROOT);
        scores.merge(name, flaw.getToSecond() - flaw.getFromSecond(), Double::sum);
      }
      FrameFacts.of(frames).ifPresent(facts -> addFacts(facts, scores));
    } else if (output instanceof ScoredFrames scored) {
      scores.merge("runs", 1.0, Double::sum);
      best("best-initial", scored.getInitial(), scores);
      best("best-action", scored.getAction(), scores);
      best("best-final", scored.getFinal$(), scores);
    } else if (output instanceof Triplet triplet) {
      // Of several the first is the one that most runs chose.
      scores.putIfAbsent("confidence", triplet.getConfidence());
      scores.putIfAbsent("geometric-mean", triplet.getGeometricMean());
      scores.putIfAbsent("margin", triplet.getMargin());
      scores.putIfAbsent("votes", (double) triplet.getVotes());
      scores.putIfAbsent("runs", (double) triplet.getRuns());
    } else if (output instanceof CaptionedTriplet captioned) {
      scores.put("action-caption-score", captioned.getActionCaptionScore());
      scores.put("final-caption-score", captioned.getFinalCaptionScore());
      captioned.getActionAgreement().ifPresent(one -> scores.put("action-agreement", one));
      captioned.getFinalAgreement().ifPresent(one -> scores.put("final-agreement", one));
    } else if (output instanceof GenerationResult result) {
      scores.put("images", (double) result.getImages().size());
      scores.put("steps", (double) result.getSteps());
      scores.put("milliseconds", (double) result.getElapsedMillis());
    } else if (output instanceof EvaluationSample) {
      scores.merge("samples", 1.0, Double::sum);
    }
  }

  /** Seconds of which there is nothing to learn, and how many shots there are. */
  private static void addFacts(FrameFacts facts, Map<String, Double> scores) {
    scores.put("shots", 1.0 + facts.count(Mark.CUT));
    count("seconds-black", facts.count(Mark.BLACK), scores);
    count("seconds-frozen", facts.count(Mark.FROZEN), scores);
    count("seconds-transition", facts.count(Mark.TRANSITION), scores);
    count("seconds-writing", facts.countWriting(), scores);
  }

  private static void count(String name, int seconds, Map<String, Double> scores) {
    if (seconds > 0) {
      scores.put(name, (double) seconds);
    }
  }

  private static void best(String name, List<Float> values, Map<String, Double> scores) {
    for (float value : values) {
      scores.merge(name, (double) value, Math::max);
    }
  }
}
