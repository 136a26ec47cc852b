package org.genhowto.gateway;

import io.javalin.config.JavalinConfig;

/** Something that has routes of its own on the gateway's server. */
@FunctionalInterface
public interface RouteSource {
  void addTo(JavalinConfig server);
}
