package org.genhowto.dataset.version;

import java.util.List;

/**
 * What a version takes of its parent.
 *
 * @param where conditions that all samples meet, such as confidence>=0.4
 * @param perCategory most samples of a category in each split; 0 for all
 * @param seed decides which of them, with the ids of the triplets
 */
public record Selection(List<String> where, int perCategory, long seed) {
  public Selection {
    where = List.copyOf(where);
  }
}
