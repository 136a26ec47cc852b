package org.genhowto.gateway;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import java.util.List;
import java.util.Optional;
import org.genhowto.gateway.http.ServerEdge;
import org.genhowto.gateway.queue.QueueView;
import org.genhowto.gateway.requests.GatewayImages;
import org.genhowto.gateway.requests.GatewayJournal;
import org.genhowto.gateway.requests.GatewayReader;
import org.genhowto.gateway.requests.GatewayStates;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.topic.TopicFollower;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;

/**
 * The way in for robots that do not speak Kafka: HTTP in front of the topics. Keeps no state of its
 * own; started again, it knows from the topics what it knew. As a member of the queue it ends what
 * is called off while no worker has time for it.
 */
public final class Gateway implements Worker {
  static final String NAME = "gateway";

  private final GatewayJournal journal;
  private final TopicFollower follower;
  private final QueueView queue;
  private final GatewaySender sender;
  private final Javalin server;

  Gateway(
      GatewaySettings settings, Platform platform, GatewayClients clients, List<RouteSource> more) {
    settings.access().requireSafe(settings.host(), settings.tls(), settings.edge());
    this.journal = new GatewayJournal(settings.remembered());
    this.follower =
        new TopicFollower(
            NAME, platform, clients.consumer(), new GatewayReader(platform.serdes(), journal));
    this.queue = clients.queue();
    this.sender =
        new GatewaySender(
            new TopicSender(NAME, platform, clients.producer()), settings.sendTimeout());
    GatewayImages images = new GatewayImages(platform.blobs(), settings.maxImagePixels());
    GatewayRoutes routes =
        new GatewayRoutes(
            settings, new GatewayStates(journal, queue), sender, images, platform.clock());
    this.server =
        Javalin.create(
            config -> {
              limit(config, settings);
              ServerEdge.addTo(
                  config, settings.edge(), settings.tls(), settings.host(), settings.port());
              GatewayErrors.addTo(config);
              routes.addTo(config.routes);
              more.forEach(source -> source.addTo(config));
            });
  }

  /**
   * The gateway, not started; its keys begin with gateway.
   *
   * @param more what else its server answers
   */
  public static Gateway of(Platform platform, Configuration configuration, List<RouteSource> more) {
    GatewaySettings settings = GatewaySettings.from(configuration);
    return new Gateway(settings, platform, GatewayClients.of(platform, settings), more);
  }

  /** The port it listens on, once started. */
  public int port() {
    return server.port();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void start() {
    follower.start();
    queue.start();
    server.start();
  }

  @Override
  public boolean ready() {
    return follower.ready();
  }

  @Override
  public Optional<Throwable> failure() {
    return follower.failure().or(queue::failure);
  }

  @Override
  public Optional<String> waiting() {
    return follower.waiting().or(queue::waiting);
  }

  @Override
  public void close() {
    journal.close();
    server.stop();
    queue.close();
    follower.close();
    sender.close();
  }

  private static void limit(JavalinConfig config, GatewaySettings settings) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.maxRequestSize = settings.maxBodyBytes();
    config.jetty.multipartConfig.maxTotalRequestSize(settings.maxBodyBytes(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxFileSize(settings.maxBodyBytes(), SizeUnit.BYTES);
  }
}
