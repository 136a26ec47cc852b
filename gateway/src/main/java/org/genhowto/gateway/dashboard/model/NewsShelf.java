package org.genhowto.gateway.dashboard.model;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.genhowto.schemas.EvaluationAlert;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.ReleaseDecision;

/** Alerts, releases, and what the gate said of them. */
final class NewsShelf {
  private static final int ALERTS = 200;
  private static final int RELEASES = 200;

  private final Newest<EvaluationAlert> alerts = new Newest<>(ALERTS);
  private final Newest<ReleaseDecision> decisions = new Newest<>(RELEASES);
  private final Newest<Map<String, Object>> releases = new Newest<>(RELEASES);

  void add(EvaluationAlert alert) {
    alerts.renew(alert.getAlertId(), alert);
  }

  void add(ReleaseDecision decision) {
    decisions.renew(decision.getNetwork() + "/" + decision.getCandidate(), decision);
  }

  /**
   * @param time of the record, in milliseconds since 1970
   */
  void add(ModelRelease release, long time) {
    releases.renew(
        release.getNetwork() + "/" + release.getVersion(),
        new View()
            .and("network", release.getNetwork())
            .and("version", release.getVersion())
            .and("uri", release.getUri())
            .and("sha256", release.getSha256())
            .and("at", time)
            .map());
  }

  Map<String, Object> alerts() {
    Map<String, Object> rows = new LinkedHashMap<>();
    alerts.newestFirst().forEach(alert -> rows.put(alert.getAlertId(), view(alert)));
    return rows;
  }

  Map<String, Object> decisions() {
    Map<String, Object> rows = new LinkedHashMap<>();
    decisions.forEach((key, decision) -> rows.put(key, view(decision)));
    return rows;
  }

  Map<String, Object> releases() {
    return new LinkedHashMap<>(releases);
  }

  /**
   * Releases of the weights that made an image, of whichever network.
   *
   * @param version as results name it: weights, and perhaps base model
   */
  List<Map<String, Object>> ofVersion(String version) {
    return releases.values().stream()
        .filter(
            release ->
                release.get("version") instanceof String weights
                    && GeneratorNetwork.isMadeBy(version, weights))
        .toList();
  }

  /** Releases that were published after a moment. */
  List<Map<String, Object>> after(long time) {
    return releases.values().stream()
        .filter(release -> release.get("at") instanceof Long at && at > time)
        .toList();
  }

  private static Map<String, Object> view(EvaluationAlert alert) {
    return new View()
        .and("id", alert.getAlertId())
        .and("rule", alert.getRule())
        .and("state", alert.getState().name().toLowerCase(Locale.ROOT))
        .and("metric", alert.getMetric())
        .and("name", alert.getName())
        .and("set", alert.getSet())
        .and("release", alert.getRelease())
        .and("target", alert.getTarget().map(MetricKey::spelling))
        .and("category", alert.getCategory())
        .and("window", alert.getWindow())
        .and("value", alert.getValue())
        .and("limit", alert.getLimit())
        .and("message", alert.getMessage())
        .and("openedAt", alert.getOpenedAt().toEpochMilli())
        .and("closedAt", alert.getClosedAt().map(Instant::toEpochMilli))
        .map();
  }

  private static Map<String, Object> view(ReleaseDecision decision) {
    return new View()
        .and("network", decision.getNetwork())
        .and("candidate", decision.getCandidate())
        .and("serving", decision.getServing())
        .and("decision", decision.getDecision().name().toLowerCase(Locale.ROOT))
        .and("reason", decision.getReason())
        .and("set", decision.getSet())
        .and("target", decision.getTarget().map(MetricKey::spelling))
        .and("pairs", decision.getPairs())
        .and("difference", decision.getDifference())
        .and("low", decision.getLow())
        .and("high", decision.getHigh())
        .and("pValue", decision.getPValue())
        .and("formula", decision.getFormula())
        .and("at", decision.getDecidedAt().toEpochMilli())
        .map();
  }
}
