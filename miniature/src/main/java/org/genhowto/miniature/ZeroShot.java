package org.genhowto.miniature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.genhowto.networks.ClipModel;
import org.genhowto.networks.RgbImage;

/** Says what a picture shows by the caption that CLIP finds nearest. */
final class ZeroShot {
  private final ClipModel clip;
  private final NDManager manager;
  private final List<Meaning> meanings = new ArrayList<>();
  private final List<float[]> texts = new ArrayList<>();

  /** What a caption says. */
  record Meaning(Category category, Phase phase) {}

  ZeroShot(NDManager manager, ClipModel clip) {
    this.manager = manager;
    this.clip = clip;
    var vocabulary = new Vocabulary();
    for (var category : Category.values()) {
      for (var tint : category.tints()) {
        for (var outcome : category.family().outcomes()) {
          for (var phase : Phase.values()) {
            for (var caption : Captions.of(category, tint, outcome, phase)) {
              meanings.add(new Meaning(category, phase));
              texts.add(embed(vocabulary.encode(caption)));
            }
          }
        }
      }
    }
  }

  /** Category and phase of the picture. */
  Meaning of(RgbImage image) {
    return best(image, meaning -> true);
  }

  /** Phase of a picture whose category is known. */
  Phase phase(RgbImage image, Category category) {
    return best(image, meaning -> meaning.category() == category).phase();
  }

  private Meaning best(RgbImage image, Predicate<Meaning> candidates) {
    float[] picture;
    try (NDManager scope = manager.newSubManager()) {
      picture = clip.imageEmbeddings(clip.pixels(scope, List.of(image))).toFloatArray();
    }
    int best = -1;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < texts.size(); i++) {
      double similarity = candidates.test(meanings.get(i)) ? dot(picture, texts.get(i)) : -2;
      if (similarity > highest) {
        highest = similarity;
        best = i;
      }
    }
    return meanings.get(best);
  }

  private float[] embed(long[] ids) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray sentence = scope.create(ids, new Shape(1, ids.length));
      return clip.textEmbeddings(sentence).toFloatArray();
    }
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
