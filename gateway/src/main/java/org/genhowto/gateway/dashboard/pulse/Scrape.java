package org.genhowto.gateway.dashboard.pulse;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.genhowto.runtime.json.Json;

/** Asks another process for its metrics, and how its workers are. */
final class Scrape {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int LARGEST = 8 << 20;
  private static final TypeReference<Map<String, String>> STATES = new TypeReference<>() {};

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** What a process says of itself. */
  record Told(String metrics, Map<String, String> states) {}

  /**
   * @param metrics address of the metrics of a process; how it is stands beside it at readyz
   * @throws IOException it does not answer, or not as such a process does
   */
  Told ask(URI metrics) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = get(metrics);
    String text = text(answer);
    if (answer.statusCode() != 200) {
      throw new IOException("answered %d, expected 200".formatted(answer.statusCode()));
    }
    return new Told(text, states(metrics.resolve("readyz")));
  }

  /** Empty where it says nothing: a proxy may let metrics pass alone. */
  private Map<String, String> states(URI address) throws InterruptedException {
    try {
      return Json.PLAIN.readValue(text(get(address)), STATES);
    } catch (IOException e) {
      return Map.of();
    }
  }

  private HttpResponse<InputStream> get(URI address) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(address).timeout(PATIENCE).build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private static String text(HttpResponse<InputStream> answer) throws IOException {
    try (InputStream body = answer.body()) {
      return new String(body.readNBytes(LARGEST), StandardCharsets.UTF_8);
    }
  }
}
