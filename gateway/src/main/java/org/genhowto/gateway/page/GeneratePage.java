package org.genhowto.gateway.page;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.genhowto.gateway.RouteSource;

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
    byte[] page = read("index.html");
    server.routes.get(PATH, context -> answer(context, "index.html", page));
    for (String name : ASSETS) {
      byte[] content = read(name);
      server.routes.get(PATH + "/" + name, context -> answer(context, name, content));
    }
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
      case "png" -> "image/png";
      default -> throw new IllegalArgumentException("no media type is known for " + name);
    };
  }

  private static byte[] read(String name) {
    try (InputStream content = GeneratePage.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(content, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
