package org.genhowto.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that gives the answers it was told, one after another, and remembers the calls. */
final class ScriptedGateway implements AutoCloseable {

  /**
   * What came in.
   *
   * @param headers by lower-case name, the first of each
   */
  record Call(String method, String path, Map<String, String> headers, String body) {}

  /** What goes out: a whole answer, or the connection is cut. */
  record Answer(int status, String type, byte[] body) {}

  private static final Answer CUT = new Answer(0, "", new byte[0]);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  ScriptedGateway() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.setExecutor(threads);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  ScriptedGateway json(int status, String body) {
    return answer(new Answer(status, "application/json", body.getBytes(UTF_8)));
  }

  ScriptedGateway events(String body) {
    return answer(new Answer(200, "text/event-stream;charset=utf-8", body.getBytes(UTF_8)));
  }

  ScriptedGateway answer(Answer answer) {
    answers.add(answer);
    return this;
  }

  ScriptedGateway cut() {
    return answer(CUT);
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      calls.add(
          new Call(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getRawPath(),
              exchange.getRequestHeaders().entrySet().stream()
                  .collect(
                      java.util.stream.Collectors.toMap(
                          header -> header.getKey().toLowerCase(java.util.Locale.ROOT),
                          header -> header.getValue().get(0))),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      Answer answer = answers.poll();
      if (answer == null) {
        throw new UncheckedIOException(new IOException("no answer is left"));
      }
      if (answer.status() == 0) {
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      int length = answer.body().length;
      exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
      exchange.getResponseBody().write(answer.body());
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
