package org.genhowto.gateway;

import io.javalin.config.RoutesConfig;
import org.genhowto.runtime.worker.HealthPages;

/** The health pages of a process on the gateway's server. */
public final class HealthRoutes {
  private HealthRoutes() {}

  /** The pages at their paths. */
  public static RouteSource of(HealthPages pages) {
    return server -> addTo(server.routes, pages);
  }

  private static void addTo(RoutesConfig routes, HealthPages pages) {
    pages
        .byPath()
        .forEach(
            (path, source) ->
                routes.get(
                    path,
                    context -> {
                      HealthPages.Page page = source.get();
                      context.status(page.status()).contentType(page.type()).result(page.text());
                    }));
  }
}
