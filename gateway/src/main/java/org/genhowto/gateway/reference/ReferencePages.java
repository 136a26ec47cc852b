package org.genhowto.gateway.reference;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.genhowto.gateway.RouteSource;

/**
 * {@code /docs}, which shows openapi.json with Swagger UI and lists the topics of {@code
 * /asyncapi.json}; nothing of it comes from elsewhere.
 */
public final class ReferencePages implements RouteSource {
  private static final String SWAGGER = "/META-INF/resources/webjars/swagger-ui/5.30.2/";
  private static final Map<String, String> ASSETS =
      Map.of(
          "reference.js",
          "reference.js",
          "reference.css",
          "reference.css",
          "swagger-ui.js",
          SWAGGER + "swagger-ui-bundle.js",
          "swagger-ui.css",
          SWAGGER + "swagger-ui.css");

  @Override
  public void addTo(JavalinConfig server) {
    byte[] page = read("index.html");
    byte[] topics = AsyncApi.document().toPrettyString().getBytes(UTF_8);
    server.routes.get("/docs", context -> answer(context, "text/html; charset=utf-8", page));
    server.routes.get("/asyncapi.json", context -> answer(context, "application/json", topics));
    ASSETS.forEach(
        (name, resource) -> {
          byte[] content = read(resource);
          server.routes.get("/assets/" + name, context -> answer(context, type(name), content));
        });
  }

  private static void answer(Context context, String type, byte[] content) {
    context.header("Cache-Control", "no-cache").contentType(type).result(content);
  }

  private static String type(String name) {
    return name.endsWith(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
  }

  private static byte[] read(String name) {
    try (InputStream content = ReferencePages.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(content, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
