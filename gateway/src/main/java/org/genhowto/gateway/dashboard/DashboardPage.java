package org.genhowto.gateway.dashboard;

import io.javalin.config.JavalinConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.genhowto.gateway.RouteSource;
import org.genhowto.gateway.http.PageFile;

/** The page at {@code /} and what it is made of: plain HTML, CSS and modules of JavaScript. */
public final class DashboardPage implements RouteSource {
  private static final String RESOURCES = "/org/genhowto/gateway/dashboard/";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String PAGE = RESOURCES + "index.html";
  private static final Map<String, String> ASSETS = assets();

  private static Map<String, String> assets() {
    Map<String, String> assets = new LinkedHashMap<>();
    for (String name :
        new String[] {
          "dashboard.css",
          "main.js",
          "feed.js",
          "logic.js",
          "place.js",
          "view.js",
          "charts.js",
          "pipeline.js",
          "quality.js",
          "gallery.js",
          "lineage.js",
          "letters.js",
          "loop.js",
          "data.js",
        }) {
      assets.put(name, RESOURCES + name);
    }
    assets.put("uplot.js", UPLOT + "uPlot.iife.min.js");
    assets.put("uplot.css", UPLOT + "uPlot.min.css");
    return assets;
  }

  @Override
  public void addTo(JavalinConfig server) {
    server.routes.get("/", PageFile.of(DashboardPage.class, PAGE));
    ASSETS.forEach(
        (name, resource) ->
            server.routes.get("/assets/" + name, PageFile.of(DashboardPage.class, resource)));
  }
}
