package org.genhowto.evaluator.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.genhowto.schemas.Role;

/** Says what is missing for a number that means something. */
final class Sufficiency {
  private Sufficiency() {}

  /** What a distance lacks; empty where it lacks nothing. */
  static Optional<String> ofDistance(long generated, long real, int minimum) {
    int least = Math.max(2, minimum);
    if (generated < least) {
      return Optional.of("%d of %d generated images".formatted(generated, least));
    }
    return real < least
        ? Optional.of("%d of %d real images of the target".formatted(real, least))
        : Optional.empty();
  }

  /**
   * What the classifier lacks: each category needs images of each part, or it would be measured on
   * those that happen to have come.
   *
   * @param counts images of each part and category
   */
  static Optional<String> ofAccuracy(Map<Role, Map<String, Long>> counts, int minimum) {
    TreeSet<String> categories = new TreeSet<>();
    counts.values().forEach(each -> categories.addAll(each.keySet()));
    List<String> lacks = new ArrayList<>();
    for (Role role : Role.values()) {
      for (String category : categories) {
        long count = counts.getOrDefault(role, Map.of()).getOrDefault(category, 0L);
        if (count < minimum) {
          lacks.add("%d of %d %s of %s".formatted(count, minimum, images(role), category));
        }
      }
    }
    if (categories.isEmpty()) {
      return Optional.of("no images yet");
    }
    return switch (lacks.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(lacks.get(0));
      default -> Optional.of("%s, and %d more".formatted(lacks.get(0), lacks.size() - 1));
    };
  }

  private static String images(Role role) {
    return switch (role) {
      case REAL_INITIAL -> "real initial images";
      case GENERATED -> "generated images";
      case TEST_INITIAL -> "initial test images";
      case TEST_TARGET -> "test images of the target";
    };
  }
}
