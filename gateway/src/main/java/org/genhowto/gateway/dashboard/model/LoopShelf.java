package org.genhowto.gateway.dashboard.model;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.genhowto.runtime.release.Ancestry;
import org.genhowto.schemas.DatasetVersion;
import org.genhowto.schemas.EarlierRelease;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.TrainingRequest;
import org.genhowto.schemas.TrainingStatus;

/**
 * How new videos become better weights: versions of the dataset, trainings on them, what is tried
 * and what serves. All of it is small: a training or a release is rare.
 */
final class LoopShelf {
  private static final int VERSIONS = 50;
  private static final int TRAININGS = 500;
  private static final int SHOWN = 20;

  private final Newest<DatasetVersion> versions = new Newest<>(VERSIONS);
  private final Newest<TrainingRequest> asked = new Newest<>(TRAININGS);
  private final Newest<TrainingStatus> statuses = new Newest<>(TRAININGS);
  private final Map<String, ModelRelease> weights = new HashMap<>();

  void add(DatasetVersion version) {
    versions.renew(Long.toString(version.getVersion()), version);
  }

  void add(TrainingRequest request) {
    asked.renew(request.getTrainingId(), request);
  }

  void add(TrainingStatus status) {
    statuses.put(status.getRequest().getTrainingId(), status);
  }

  void add(ModelRelease release) {
    weights.put(release.getNetwork(), release);
  }

  /** A training is called off. */
  void callOff(String trainingId) {
    asked.remove(trainingId);
  }

  /** Nothing is released for a network any more, or tried. */
  void withdraw(String network) {
    weights.remove(network);
  }

  /** Rows by number. */
  Map<String, Object> versions() {
    Map<String, Object> rows = new LinkedHashMap<>();
    versions.newestFirst().stream()
        .sorted(Comparator.comparing(DatasetVersion::getVersion).reversed())
        .limit(SHOWN)
        .forEach(
            one ->
                rows.put(
                    Long.toString(one.getVersion()),
                    new View()
                        .and("version", one.getVersion())
                        .and("parent", one.getParent())
                        .and("id", one.getId())
                        .and("samples", one.getSamples())
                        .and("train", one.getTrainSamples())
                        .and("leftOut", one.getLeftOut())
                        .and("deletions", one.getDeletions())
                        .and("at", one.getMadeAt().toEpochMilli())
                        .map()));
    return rows;
  }

  /** Rows by training, the newest ones. */
  Map<String, Object> trainings() {
    Map<String, TrainingRequest> all = new HashMap<>();
    statuses.forEach((id, status) -> all.put(id, status.getRequest()));
    all.putAll(asked);
    Map<String, Object> rows = new LinkedHashMap<>();
    all.values().stream()
        .sorted(Comparator.comparing(TrainingRequest::getRequestedAt).reversed())
        .limit(SHOWN)
        .forEach(
            request ->
                rows.put(
                    request.getTrainingId(),
                    row(request, Optional.ofNullable(statuses.get(request.getTrainingId())))));
    return rows;
  }

  private static Map<String, Object> row(TrainingRequest request, Optional<TrainingStatus> status) {
    return new View()
        .and("network", request.getNetwork())
        .and("version", request.getDatasetVersion())
        .and("samples", request.getSamples())
        .and("steps", request.getSteps())
        .and("start", request.getStart().map(ModelRelease::getVersion))
        .and("reason", request.getReason())
        .and("askedAt", request.getRequestedAt().toEpochMilli())
        .and(
            "state",
            status.map(each -> each.getState().name().toLowerCase(Locale.ROOT)).orElse("waiting"))
        .and("step", status.map(TrainingStatus::getStep))
        .and("loss", status.flatMap(TrainingStatus::getLoss))
        .and("pace", status.flatMap(TrainingStatus::getSamplesPerSecond))
        .and("secondsLeft", status.flatMap(TrainingStatus::getSecondsLeft))
        .and("seconds", status.map(TrainingStatus::getSeconds))
        .and("worker", status.map(TrainingStatus::getWorker))
        .and("candidate", status.flatMap(TrainingStatus::getCandidate))
        .and("message", status.map(TrainingStatus::getMessage))
        .and("deleted", status.map(TrainingStatus::getDeletedSamples).filter(count -> count > 0))
        .and("at", status.map(each -> each.getAsOf().toEpochMilli()))
        .map();
  }

  /** A row for each target: what serves, and what is tried beside it. */
  Map<String, Object> weights() {
    Ancestry ancestry = ancestry();
    Map<String, Object> rows = new TreeMap<>();
    for (Target target : Target.values()) {
      String network = GeneratorNetwork.serving(target).spelling();
      ModelRelease serving = weights.get(network);
      ModelRelease tried = weights.get(GeneratorNetwork.candidate(target).spelling());
      rows.put(
          network,
          new View()
              .and("serving", serving == null ? null : view(serving, ancestry))
              .and("candidate", tried == null ? null : view(tried, ancestry))
              .map());
    }
    return rows;
  }

  private static Map<String, Object> view(ModelRelease release, Ancestry ancestry) {
    long deleted = ancestry.deletedSamples(release.getVersion());
    long at = release.getReleasedAt().toEpochMilli();
    return new View()
        .and("version", release.getVersion())
        .and("by", release.getReleasedBy())
        .and("reason", release.getReason())
        .and("at", at == 0 ? null : at)
        .and("deleted", deleted == 0 ? null : deleted)
        .and("before", release.getBefore().stream().map(EarlierRelease::getVersion).toList())
        .map();
  }

  /**
   * The trainings of the weights that made an image, the newest first; none where no trainer made
   * them.
   *
   * @param release as results name it: weights and base model
   */
  List<Map<String, Object>> learned(String release) {
    Ancestry ancestry = ancestry();
    return ancestry.versions().stream()
        .filter(version -> GeneratorNetwork.isMadeBy(release, version))
        .findFirst()
        .map(ancestry::of)
        .orElse(List.of())
        .stream()
        .map(
            training -> {
              Map<String, Object> row = row(training.getRequest(), Optional.of(training));
              row.put("id", training.getRequest().getTrainingId());
              return row;
            })
        .toList();
  }

  private Ancestry ancestry() {
    return new Ancestry(statuses.values());
  }
}
