package org.genhowto.gateway.dashboard;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.genhowto.gateway.RouteSource;

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
    byte[] page = read(PAGE);
    server.routes.get("/", context -> answer(context, PAGE, page));
    ASSETS.forEach(
        (name, resource) -> {
          byte[] content = read(resource);
          server.routes.get("/assets/" + name, context -> answer(context, resource, content));
        });
  }

  /** Asked for again after an update, a browser must not mix old parts with new ones. */
  private static void answer(Context context, String name, byte[] content) {
    context.header("Cache-Control", "no-cache").contentType(type(name)).result(content);
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      default -> throw new IllegalArgumentException("no media type is known for " + name);
    };
  }

  private static byte[] read(String name) {
    try (InputStream content = DashboardPage.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(content, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
