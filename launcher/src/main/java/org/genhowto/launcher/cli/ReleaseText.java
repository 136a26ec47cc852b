package org.genhowto.launcher.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.genhowto.runtime.release.Ancestry;
import org.genhowto.schemas.EarlierRelease;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.ReleaseDecision;
import org.genhowto.schemas.TrainingRequest;
import org.genhowto.schemas.TrainingStatus;

/** Releases in words. */
final class ReleaseText {
  private ReleaseText() {}

  /** What is released and tried, what served before, and what was decided. */
  static List<String> of(
      Collection<ModelRelease> releases,
      Collection<ReleaseDecision> decisions,
      Collection<TrainingStatus> trainings) {
    Ancestry ancestry = new Ancestry(trainings);
    List<String> lines = new ArrayList<>();
    if (releases.isEmpty()) {
      lines.add("nothing is released: generators serve what their settings name");
    }
    for (ModelRelease each : releases) {
      lines.add(
          "%-34s %-16s %s%s%s"
              .formatted(
                  each.getNetwork(),
                  each.getVersion(),
                  each.getUri(),
                  each.getReleasedBy().isEmpty()
                      ? ""
                      : ", by %s at %s".formatted(each.getReleasedBy(), each.getReleasedAt()),
                  deleted(ancestry, each.getVersion())));
      for (EarlierRelease earlier : each.getBefore()) {
        lines.add(
            "%-34s %-16s served before%s"
                .formatted("", earlier.getVersion(), deleted(ancestry, earlier.getVersion())));
      }
    }
    decisions.stream()
        .sorted(Comparator.comparing(ReleaseDecision::getDecidedAt))
        .map(
            each ->
                "%-34s %-16s %s: %s"
                    .formatted(
                        each.getNetwork(),
                        each.getCandidate(),
                        each.getDecision(),
                        each.getReason()))
        .forEach(lines::add);
    return lines;
  }

  private static String deleted(Ancestry ancestry, String version) {
    long count = ancestry.deletedSamples(version);
    return count == 0
        ? ""
        : "; trained on %d samples that were deleted since: train without them, or roll back"
            .formatted(count);
  }

  /** One training of a line. */
  static String training(TrainingStatus training) {
    TrainingRequest request = training.getRequest();
    return "%s: trained by %s on version %d of the dataset (%d samples%s), %d steps, from %s"
        .formatted(
            training.getCandidate().orElse("none"),
            request.getTrainingId(),
            request.getDatasetVersion(),
            training.getSamples(),
            training.getDeletedSamples() == 0
                ? ""
                : ", %d deleted since".formatted(training.getDeletedSamples()),
            request.getSteps(),
            request.getStart().map(ModelRelease::getVersion).orElse("the base model"));
  }

  /** Ids, some a line. */
  static String ids(Collection<String> ids) {
    return ids.stream()
        .sorted()
        .collect(Collectors.joining(System.lineSeparator() + "  ", "  ", ""));
  }
}
