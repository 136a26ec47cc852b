package org.genhowto.gateway.rating;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.genhowto.gateway.access.Caller;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.HumanRating;

/**
 * Images that can be compared, as results come, and the choices that were made. Bounded: the oldest
 * wishes and the oldest ratings' ids are forgotten first, counts are not.
 */
public final class RatingBook {
  private static final int WISHES = 1000;
  private static final int MAKERS = 6;
  private static final int RATINGS = 50_000;

  private final Map<String, Map<String, Made>> wishes = newest(WISHES);
  private final Map<String, Made> images = newest(WISHES * MAKERS);
  private final Map<String, HumanRating> ratings = newest(RATINGS);

  /** How often a pair of requests was rated, and by whom. */
  private final Map<String, Integer> rated = newest(RATINGS);

  private final Map<String, Boolean> raters = newest(RATINGS);
  private final RatingTally tally = new RatingTally();

  /** Two images of one wish, in the order in which they are shown. */
  record Pair(Made left, Made right) {}

  /** Takes in an image; the newest of a maker takes the place of the one before. */
  public synchronized void add(GenerationResult result) {
    Made.of(result)
        .ifPresent(
            made -> {
              Map<String, Made> makers = wishes.computeIfAbsent(made.wish(), any -> newest(MAKERS));
              makers.put(made.maker(), made);
              images.put(made.request(), made);
            });
  }

  /** Takes in a rating; of one id the first counts. */
  public synchronized void add(HumanRating rating) {
    if (ratings.putIfAbsent(rating.getRatingId(), rating) == null) {
      tally.add(rating);
      String pair = pair(rating.getLeftRequest(), rating.getRightRequest());
      rated.merge(pair, 1, Integer::sum);
      raters.put(rating.getRater() + "\n" + pair, true);
    }
  }

  synchronized Optional<HumanRating> rating(String ratingId) {
    return Optional.ofNullable(ratings.get(ratingId));
  }

  synchronized Optional<Made> image(String requestId) {
    return Optional.ofNullable(images.get(requestId));
  }

  /**
   * Two images to compare, one of the pairs that were rated least, in an order by chance. Whoever
   * has a name is asked once about each pair.
   */
  synchronized Optional<Pair> next(Caller caller, RandomGenerator random) {
    List<Pair> least = new ArrayList<>();
    int fewest = Integer.MAX_VALUE;
    for (Map<String, Made> makers : wishes.values()) {
      List<Made> all = makers.values().stream().filter(made -> made.isShownTo(caller)).toList();
      for (int i = 0; i < all.size(); i++) {
        for (int j = i + 1; j < all.size(); j++) {
          String pair = pair(all.get(i).request(), all.get(j).request());
          int times = rated.getOrDefault(pair, 0);
          if (times > fewest || isRatedBy(caller, pair)) {
            continue;
          }
          if (times < fewest) {
            fewest = times;
            least.clear();
          }
          least.add(new Pair(all.get(i), all.get(j)));
        }
      }
    }
    if (least.isEmpty()) {
      return Optional.empty();
    }
    Pair chosen = least.get(random.nextInt(least.size()));
    return Optional.of(random.nextBoolean() ? chosen : new Pair(chosen.right(), chosen.left()));
  }

  /** Win rates by pair of makers. */
  public synchronized List<Map<String, Object>> summary() {
    return tally.rows();
  }

  private boolean isRatedBy(Caller caller, String pair) {
    return !caller.name().isEmpty() && raters.containsKey(caller.name() + "\n" + pair);
  }

  private static String pair(String one, String other) {
    List<String> both = new ArrayList<>(List.of(one, other));
    Collections.sort(both);
    return String.join("\n", both);
  }

  private static <T> Map<String, T> newest(int most) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > most;
      }
    };
  }
}
