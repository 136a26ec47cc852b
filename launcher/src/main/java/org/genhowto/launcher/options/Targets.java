package org.genhowto.launcher.options;

import java.util.EnumSet;
import java.util.Set;
import org.genhowto.generator.diffusion.ModelLayout;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;

/** Targets as the command line spells them. */
public final class Targets {
  private static final String BOTH = "both";

  private Targets() {}

  /** One target. */
  public static Target one(@Nullable String text) {
    return named(text, "action or final-state");
  }

  /** One target, or both. */
  public static Set<Target> oneOrBoth(String text) {
    return text.equals(BOTH)
        ? EnumSet.allOf(Target.class)
        : EnumSet.of(named(text, "action, final-state or " + BOTH));
  }

  private static Target named(@Nullable String text, String expected) {
    for (Target target : Target.values()) {
      if (ModelLayout.spelling(target).equals(text)) {
        return target;
      }
    }
    throw new IllegalArgumentException(
        "--target is %s, expected %s"
            .formatted(text == null ? "missing" : "'" + text + "'", expected));
  }
}
