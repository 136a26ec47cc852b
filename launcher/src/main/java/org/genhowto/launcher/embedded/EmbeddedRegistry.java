package org.genhowto.launcher.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.genhowto.launcher.embedded.RegistryApi.Request;
import org.genhowto.runtime.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Schema Registry in this process that speaks Confluent's REST API for Avro on a real port. Its
 * schemas are in a topic of the broker it is given, so they live as long as the broker's data. One
 * at a time may use a broker.
 */
public final class EmbeddedRegistry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int LONGEST_BODY = 1 << 20; // what fits into a record of the topic
  private static final int THREADS = 4;

  private final HttpServer server;
  private final ExecutorService threads;
  private final SchemasTopic topic;
  private final Port port;

  private EmbeddedRegistry(
      HttpServer server, ExecutorService threads, SchemasTopic topic, Port port) {
    this.server = server;
    this.threads = threads;
    this.topic = topic;
    this.port = port;
  }

  /** Starts on the loopback address. */
  public static EmbeddedRegistry start(String bootstrap, int port) throws InterruptedException {
    return start(bootstrap, "127.0.0.1", port);
  }

  /**
   * Starts, and returns when clients can use it.
   *
   * @param bootstrap the broker that keeps the schemas
   * @param host address to bind
   * @param port port to listen on, 0 for any free one
   * @throws StartException the port is taken
   */
  public static EmbeddedRegistry start(String bootstrap, String host, int port)
      throws InterruptedException {
    Port free = Port.free(host, port, "The Schema Registry");
    SchemasTopic topic = new SchemasTopic(bootstrap);
    try {
      SchemaStore store = new SchemaStore(topic);
      topic.replay(store::replay);
      RegistryApi api = new RegistryApi(store);
      HttpServer server = HttpServer.create(new InetSocketAddress(host, free.number()), 0);
      ExecutorService threads = Executors.newFixedThreadPool(THREADS, EmbeddedRegistry::thread);
      server.setExecutor(threads);
      server.createContext("/", exchange -> serve(api, exchange));
      server.start();
      return new EmbeddedRegistry(server, threads, topic, free);
    } catch (IOException e) {
      topic.close();
      throw new StartException("The Schema Registry cannot listen on " + free, e);
    } catch (RuntimeException | InterruptedException e) {
      topic.close();
      throw e;
    }
  }

  /** What clients take as schema.registry.url. */
  public String url() {
    return "http://" + port;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
    topic.close();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "schema-registry");
    thread.setDaemon(true);
    return thread;
  }

  private static void serve(RegistryApi api, HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        send(exchange, 200, api.answer(request(exchange)));
      } catch (RegistryError e) {
        send(exchange, e.status(), Map.of("error_code", e.code(), "message", e.getMessage()));
      } catch (RuntimeException e) { // a bug: the client is told, and the registry goes on
        LOG.atError()
            .setCause(e)
            .addKeyValue("request", exchange.getRequestURI())
            .log("The Schema Registry could not answer");
        send(exchange, 500, Map.of("error_code", 500, "message", "Internal Server Error"));
      }
    }
  }

  private static Request request(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    List<String> path =
        Arrays.stream(uri.getRawPath().split("/"))
            .filter(segment -> !segment.isEmpty())
            .map(EmbeddedRegistry::decode)
            .toList();
    Map<String, String> query = new HashMap<>();
    if (uri.getRawQuery() != null) {
      for (String parameter : uri.getRawQuery().split("&", -1)) {
        String[] parts = parameter.split("=", 2);
        query.put(decode(parts[0]), parts.length == 2 ? decode(parts[1]) : "");
      }
    }
    return new Request(exchange.getRequestMethod(), path, query, body(exchange));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
    if (bytes.length > LONGEST_BODY) {
      throw new RegistryError(
          RegistryError.TOO_LARGE, 413, "The body is longer than %d bytes".formatted(LONGEST_BODY));
    }
    try {
      return bytes.length == 0 ? MissingNode.getInstance() : Json.PLAIN.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new RegistryError(400, 400, "The body is no JSON: " + e.getOriginalMessage());
    }
  }

  private static void send(HttpExchange exchange, int status, Object answer) throws IOException {
    byte[] bytes = Json.PLAIN.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
