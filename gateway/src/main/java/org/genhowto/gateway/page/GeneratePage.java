package org.genhowto.gateway.page;

import io.javalin.config.JavalinConfig;
import java.util.List;
import org.genhowto.gateway.RouteSource;
import org.genhowto.gateway.http.PageFile;

/**
 * {@code /generate}, and what it is made of below it: plain HTML, CSS and modules of JavaScript. It
 * asks the gateway as any robot does, and has no address of its own.
 */
public final class GeneratePage implements RouteSource {
  private static final String PATH = "/generate";
  private static final List<String> ASSETS =
      List.of(
          "page.css",
          "main.js",
          "api.js",
          "form.js",
          "logic.js",
          "stage.js",
          "store.js",
          "view.js",
          "examples/apple.png",
          "examples/bowl.png",
          "examples/candle.png",
          "examples/balloon.png");

  @Override
  public void addTo(JavalinConfig server) {
    server.routes.get(PATH, PageFile.of(GeneratePage.class, "index.html"));
    for (String name : ASSETS) {
      server.routes.get(PATH + "/" + name, PageFile.of(GeneratePage.class, name));
    }
  }
}
