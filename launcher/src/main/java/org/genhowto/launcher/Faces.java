package org.genhowto.launcher;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.genhowto.evaluator.Dashboard;
import org.genhowto.generator.Gateway;
import org.genhowto.runtime.Configuration;
import org.genhowto.runtime.Platform;
import org.genhowto.runtime.Worker;

/** What people and robots see: the gateway and the dashboard, on one port. */
final class Faces implements Worker {
  private final Dashboard dashboard;
  private final Gateway gateway;
  private final String host;

  private Faces(Dashboard dashboard, Gateway gateway, String host) {
    this.dashboard = dashboard;
    this.gateway = gateway;
    this.host = host;
  }

  /** A gateway and dashboard that know of no other worker in the process. */
  static Faces worker(Platform platform, Configuration configuration) {
    return of(platform, configuration, List::of);
  }

  /** A gateway and dashboard whose health is that of some workers too. */
  static Faces of(Platform platform, Configuration configuration, Supplier<List<Worker>> workers) {
    Dashboard dashboard = new Dashboard(platform);
    Gateway gateway =
        Gateway.of(
            platform, configuration, new Gateway.Extras(List.of(dashboard::routes), workers));
    return new Faces(dashboard, gateway, configuration.string("gateway.host", "127.0.0.1"));
  }

  Dashboard dashboard() {
    return dashboard;
  }

  /** Where a browser finds the dashboard, once started. */
  String address() {
    return "http://" + host + ":" + gateway.port() + "/";
  }

  @Override
  public String name() {
    return gateway.name();
  }

  @Override
  public void start() {
    dashboard.start();
    gateway.start();
  }

  @Override
  public boolean ready() {
    return gateway.ready() && dashboard.ready();
  }

  @Override
  public Optional<Throwable> failure() {
    return Stream.of(gateway, dashboard).flatMap(worker -> worker.failure().stream()).findFirst();
  }

  @Override
  public void close() {
    gateway.close();
    dashboard.close();
  }
}
