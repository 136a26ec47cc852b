package org.genhowto.launcher.station;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.genhowto.gateway.DeadLetterRoutes;
import org.genhowto.gateway.Gateway;
import org.genhowto.gateway.GatewayLedger;
import org.genhowto.gateway.GatewaySettings;
import org.genhowto.gateway.HealthRoutes;
import org.genhowto.gateway.ReleaseRoutes;
import org.genhowto.gateway.dashboard.Dashboard;
import org.genhowto.gateway.dashboard.DashboardSettings;
import org.genhowto.gateway.dashboard.pulse.Stage;
import org.genhowto.gateway.exposition.EvaluationExport;
import org.genhowto.gateway.openpi.OpenPi;
import org.genhowto.gateway.page.GeneratePage;
import org.genhowto.gateway.rating.RatingSender;
import org.genhowto.gateway.rating.Ratings;
import org.genhowto.gateway.reference.ReferencePages;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.worker.CompositeWorker;
import org.genhowto.runtime.worker.Health;
import org.genhowto.runtime.worker.HealthPages;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;

/** What people, robots and probes see: gateway, dashboard and health pages, on one port. */
public final class HttpFrontend implements Worker {
  private final Dashboard dashboard;
  private final Gateway gateway;
  private final RatingSender ratings;
  private final CompositeWorker both;
  private final String origin;

  /**
   * @param health of the process it runs in
   */
  HttpFrontend(Platform platform, Configuration configuration, Health health) {
    this.dashboard =
        new Dashboard(platform, DashboardSettings.from(configuration), stages(), health::states);
    this.ratings = new RatingSender(platform);
    GatewayLedger ledger = GatewayLedger.of(platform);
    OpenPi openPi = OpenPi.of(configuration);
    this.gateway =
        Gateway.of(
            platform,
            configuration,
            List.of(
                HealthRoutes.of(new HealthPages(health, platform.telemetry())),
                DeadLetterRoutes.of(platform),
                ReleaseRoutes.of(platform),
                dashboard,
                new Ratings(dashboard.ratings(), ratings, platform.clock()),
                new GeneratePage(),
                new ReferencePages(),
                openPi,
                ledger));
    this.both =
        new CompositeWorker(gateway, dashboard, ledger, openPi, EvaluationExport.of(platform));
    GatewaySettings settings = GatewaySettings.from(configuration);
    this.origin = (settings.tls().isSet() ? "https://" : "http://") + settings.host();
  }

  private static List<Stage> stages() {
    return Arrays.stream(WorkerCatalogue.values())
        .flatMap(
            worker ->
                worker.input().stream()
                    .map(topic -> new Stage(worker.spelling(), topic.name(), group(worker))))
        .toList();
  }

  /** The queue's group has read claims too; the gateway, a member of it, counts what waits. */
  private static String group(WorkerCatalogue worker) {
    return worker == WorkerCatalogue.GENERATOR ? "" : worker.group().orElse("");
  }

  public Dashboard dashboard() {
    return dashboard;
  }

  /** Where a browser finds the dashboard, once started. */
  public String address() {
    return origin + ":" + gateway.port() + "/";
  }

  @Override
  public String name() {
    return both.name();
  }

  @Override
  public void start() {
    both.start();
  }

  @Override
  public boolean ready() {
    return both.ready();
  }

  @Override
  public Optional<Throwable> failure() {
    return both.failure();
  }

  @Override
  public Optional<String> waiting() {
    return both.waiting();
  }

  @Override
  public void close() {
    both.close();
    ratings.close();
  }
}
