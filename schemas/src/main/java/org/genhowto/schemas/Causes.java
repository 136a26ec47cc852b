package org.genhowto.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The chain of causes of a failure. */
public final class Causes {
  private Causes() {}

  /** A chain may be a circle. */
  private static final int LONGEST = 50;

  /** The failure itself and its causes, outermost first. */
  public static Stream<Throwable> of(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = thrown; t != null && chain.size() < LONGEST; t = t.getCause()) {
      chain.add(t);
    }
    return chain.stream();
  }

  /** The outermost of a kind. */
  public static <T> Optional<T> first(Throwable thrown, Class<T> kind) {
    return of(thrown).filter(kind::isInstance).map(kind::cast).findFirst();
  }
}
