package org.genhowto.launcher.station;

import java.util.List;
import java.util.function.Supplier;
import org.genhowto.gateway.Gateway;
import org.genhowto.gateway.GatewaySettings;
import org.genhowto.gateway.dashboard.Dashboard;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.worker.CompositeWorker;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;

/**
 * What people and robots see: the gateway and the dashboard, on one port.
 *
 * @param worker both of them
 */
public record HttpFrontend(Dashboard dashboard, Gateway gateway, Worker worker, String host) {

  /** A gateway and dashboard that know of no other worker in the process. */
  static Worker worker(Platform platform, Configuration configuration) {
    return of(platform, configuration, List::of).worker();
  }

  /** A gateway and dashboard whose health is that of some workers too. */
  static HttpFrontend of(
      Platform platform, Configuration configuration, Supplier<List<Worker>> workers) {
    Dashboard dashboard = new Dashboard(platform);
    Gateway gateway =
        Gateway.of(
            platform, configuration, new Gateway.Extras(List.of(dashboard::routes), workers));
    return new HttpFrontend(
        dashboard,
        gateway,
        new CompositeWorker(gateway, dashboard),
        GatewaySettings.from(configuration).host());
  }

  /** Where a browser finds the dashboard, once started. */
  public String address() {
    return "http://" + host + ":" + gateway.port() + "/";
  }
}
