package org.genhowto.launcher.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.launcher.embedded.RegistryApi.Request;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.worker.HttpServers;
import org.genhowto.runtime.worker.KafkaClients;
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

  private static final long LONGEST_DISCARDED = 64L << 20;

  /** What its clients are called. */
  static final String CLIENT = "schema-registry";

  private final HttpServer server;
  private final SchemasTopic topic;
  private final Port port;

  private EmbeddedRegistry(HttpServer server, SchemasTopic topic, Port port) {
    this.server = server;
    this.topic = topic;
    this.port = port;
  }

  /** Starts on the loopback address, with its schemas on a broker that asks nobody who comes. */
  public static EmbeddedRegistry start(String bootstrap, int port) throws InterruptedException {
    return start(KafkaClients.at(bootstrap, CLIENT), (short) 1, "127.0.0.1", port);
  }

  /**
   * Starts, and returns when clients can use it.
   *
   * @param kafka clients of the cluster that keeps the schemas
   * @param replication replicas of their topic where it is missing
   * @param host address to bind
   * @param port port to listen on, 0 for any free one
   * @throws StartException the port is taken
   */
  public static EmbeddedRegistry start(KafkaClients kafka, short replication, String host, int port)
      throws InterruptedException {
    Port free = Port.free(host, port, "The Schema Registry");
    SchemasTopic topic = new SchemasTopic(kafka, replication);
    try {
      SchemaStore store = new SchemaStore(topic);
      topic.replay(store::replay);
      topic.keep(store::entries);
      RegistryApi api = new RegistryApi(store);
      HttpServer server =
          HttpServers.at(new InetSocketAddress(host, free.number()), "schema-registry");
      server.createContext("/", exchange -> serve(api, exchange));
      server.start();
      return new EmbeddedRegistry(server, topic, free);
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
    HttpServers.stop(server);
    topic.close();
  }

  private static void serve(RegistryApi api, HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        send(exchange, 200, api.answer(request(exchange)));
      } catch (RegistryError e) {
        send(exchange, e.status(), Map.of("error_code", e.code(), "message", e.getMessage()));
      } catch (RuntimeException | StackOverflowError e) { // the client is told; it goes on
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
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new RegistryError(400, 400, "The address is not encoded well: " + e.getMessage());
    }
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
    if (bytes.length > LONGEST_BODY) {
      discard(exchange.getRequestBody());
      throw new RegistryError(
          RegistryError.TOO_LARGE, 413, "The body is longer than %d bytes".formatted(LONGEST_BODY));
    }
    try {
      return bytes.length == 0 ? MissingNode.getInstance() : Json.PLAIN.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new RegistryError(400, 400, "The body is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) { // The bytes are here: their encoding is wrong.
      throw new RegistryError(400, 400, "The body is no text: " + e.getMessage());
    }
  }

  /** A connection closed on bytes that nobody read is reset, and takes the answer with it. */
  private static void discard(InputStream body) throws IOException {
    byte[] bytes = new byte[1 << 16];
    long left = LONGEST_DISCARDED;
    for (int read = 0; read >= 0 && left > 0; left -= read) {
      read = body.read(bytes);
    }
  }

  private static void send(HttpExchange exchange, int status, Object answer) throws IOException {
    byte[] bytes = Json.PLAIN.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
