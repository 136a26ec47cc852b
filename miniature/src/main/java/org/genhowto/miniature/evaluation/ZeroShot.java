package org.genhowto.miniature.evaluation;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.video.Vocabulary;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Meaning;
import org.genhowto.miniature.world.Sight;
import org.genhowto.networks.clip.ClipModel;
import org.genhowto.networks.clip.ZeroShotClassifier;
import org.genhowto.networks.image.RgbImage;

/** Says what a picture shows by the caption that CLIP finds nearest. */
public final class ZeroShot implements Reader {
  private final ClipModel clip;
  private final NDManager manager;
  private final List<Meaning> meanings = new ArrayList<>();
  private final ZeroShotClassifier captions;

  /**
   * @param edition says which captions there are
   */
  public ZeroShot(NDManager manager, ClipModel clip, Edition edition) {
    this.manager = manager;
    this.clip = clip;
    var vocabulary = new Vocabulary(edition);
    var sentences = new ArrayList<long[]>();
    for (var category : edition.categories()) {
      for (var tint : category.tints()) {
        for (var outcome : category.family().outcomes()) {
          for (var sight : category.family().sights()) {
            for (var caption : Captions.of(category, tint, outcome, sight)) {
              meanings.add(new Meaning(category, sight));
              sentences.add(vocabulary.encode(caption));
            }
          }
        }
      }
    }
    try (NDManager scope = manager.newSubManager()) {
      var ids = sentences.stream().flatMapToLong(Arrays::stream).toArray();
      var shape = new Shape(sentences.size(), Vocabulary.LENGTH);
      captions = ZeroShotClassifier.of(manager, clip, scope.create(ids, shape));
    }
  }

  /** How near every caption is to one picture. */
  public final class Reading implements Reader.Reading {
    private final float[] logits;

    private Reading(float[] logits) {
      this.logits = logits;
    }

    @Override
    public Meaning meaning() {
      return nearest(meaning -> true);
    }

    @Override
    public Sight sight(Category category) {
      return nearest(meaning -> meaning.category() == category).sight();
    }

    /** What it shows of the meanings that are possible. */
    Meaning nearest(Predicate<Meaning> possible) {
      int best = -1;
      double highest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < logits.length; i++) {
        if (possible.test(meanings.get(i)) && logits[i] > highest) {
          highest = logits[i];
          best = i;
        }
      }
      return meanings.get(best);
    }
  }

  @Override
  public Reading read(RgbImage image) {
    try (NDManager scope = manager.newSubManager()) {
      return new Reading(captions.logits(clip.pixels(scope, List.of(image))).toFloatArray());
    }
  }
}
