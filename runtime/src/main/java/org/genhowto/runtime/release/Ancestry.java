package org.genhowto.runtime.release;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.TrainingStatus;

/** Which trainings weights came of, by what the trainers have told. */
public final class Ancestry {
  private final Map<String, TrainingStatus> byCandidate = new HashMap<>();

  public Ancestry(Collection<TrainingStatus> trainings) {
    for (TrainingStatus training : trainings) {
      training.getCandidate().ifPresent(version -> byCandidate.put(version, training));
    }
  }

  /**
   * The trainings of a version of weights, its own first, then that of the weights it went on from,
   * and so on; none where no trainer made it.
   */
  public List<TrainingStatus> of(String version) {
    List<TrainingStatus> line = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Optional<String> next = Optional.of(version);
    while (next.isPresent() && seen.add(next.get())) {
      TrainingStatus training = byCandidate.get(next.get());
      if (training != null) {
        line.add(training);
      }
      next =
          Optional.ofNullable(training)
              .flatMap(each -> each.getRequest().getStart())
              .map(ModelRelease::getVersion);
    }
    return line;
  }

  /** How many samples it, or what it went on from, was trained on were deleted since. */
  public long deletedSamples(String version) {
    return of(version).stream().mapToLong(TrainingStatus::getDeletedSamples).max().orElse(0);
  }

  /** All versions that trainers made. */
  public Set<String> versions() {
    return Set.copyOf(byCandidate.keySet());
  }
}
