package org.genhowto.gateway.reference;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.config.JavalinConfig;
import java.util.Map;
import org.genhowto.gateway.RouteSource;
import org.genhowto.gateway.http.PageFile;

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
    byte[] topics = AsyncApi.document().toPrettyString().getBytes(UTF_8);
    server.routes.get("/docs", PageFile.of(ReferencePages.class, "index.html"));
    server.routes.get(
        "/asyncapi.json",
        context ->
            context
                .header("Cache-Control", "no-cache")
                .contentType("application/json")
                .result(topics));
    ASSETS.forEach(
        (name, resource) ->
            server.routes.get("/assets/" + name, PageFile.of(ReferencePages.class, resource)));
  }
}
