package org.genhowto.launcher.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One page of a real Chromium without a window, by its own protocol (DevTools). */
final class Browser implements AutoCloseable, WebSocket.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/");
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final StringBuilder text = new StringBuilder();

  private Browser(Process process, URI page) throws IOException {
    this.process = process;
    this.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, this).join();
    for (String domain : List.of("Page", "Runtime", "Log", "DOM")) {
      command(domain + ".enable", JSON.createObjectNode());
    }
  }

  /** A browser of this machine: what CHROMIUM names, or one of the usual names. */
  static Optional<String> program() {
    Optional<String> named = Optional.ofNullable(System.getenv("CHROMIUM"));
    return named.or(
        () ->
            NAMES.stream()
                .flatMap(
                    name ->
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                            .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst());
  }

  /** Starts one with an empty page. */
  static Browser open(Path profile) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                program().orElseThrow(),
                "--headless=new",
                "--no-sandbox", // In a container as root it has none; it sees our own page only.
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new Browser(process, page(listening(process)));
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static String listening(Process process) throws IOException {
    BufferedReader errors =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8));
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      Matcher match = LISTENING.matcher(line);
      if (match.find()) {
        Thread rest = new Thread(() -> errors.lines().forEach(ignored -> {}), "browser-errors");
        rest.setDaemon(true);
        rest.start();
        return match.group(1);
      }
    }
    throw new IOException("the browser ended before it listened");
  }

  private static URI page(String authority) throws IOException, InterruptedException {
    HttpResponse<String> list =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://" + authority + "/json/list")).build(),
                HttpResponse.BodyHandlers.ofString());
    for (JsonNode target : JSON.readTree(list.body())) {
      if (target.path("type").asText().equals("page")) {
        return URI.create(target.path("webSocketDebuggerUrl").asText());
      }
    }
    throw new IOException("the browser has no page: " + list.body());
  }

  /** Goes to an address and waits until the page's modules have run. */
  void go(String address) throws IOException {
    command("Page.navigate", JSON.createObjectNode().put("url", address));
    until(
        "document.readyState === 'complete' && location.href.startsWith('%s')".formatted(address));
  }

  /** As wide and high as a screen. */
  void size(int width, int height) throws IOException {
    command(
        "Emulation.setDeviceMetricsOverride",
        JSON.createObjectNode()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", width < 700));
  }

  /** Has the page see that its reader likes it light or dark. */
  void scheme(String name) throws IOException {
    ObjectNode media = JSON.createObjectNode();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", name);
    command("Emulation.setEmulatedMedia", media);
  }

  /** What an expression comes to, a promise awaited. */
  JsonNode value(String expression) throws IOException {
    JsonNode answer =
        command(
            "Runtime.evaluate",
            JSON.createObjectNode()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  String text(String id) throws IOException {
    return value("document.getElementById('%s').textContent".formatted(id)).asText();
  }

  void click(String id) throws IOException {
    value("document.getElementById('%s').click()".formatted(id));
  }

  /** Types as a person does, over what the field had. */
  void type(String id, String words) throws IOException {
    value(
        "(() => { const n = document.getElementById('%s'); n.focus(); n.select(); })()"
            .formatted(id));
    command("Input.insertText", JSON.createObjectNode().put("text", words));
  }

  void press(String key, int modifiers) throws IOException {
    for (String type : List.of("keyDown", "keyUp")) {
      ObjectNode event =
          JSON.createObjectNode().put("type", type).put("key", key).put("modifiers", modifiers);
      if (key.equals("Enter")) {
        event.put("windowsVirtualKeyCode", 13).put("text", "\r");
      } else if (key.equals("Tab")) {
        event.put("windowsVirtualKeyCode", 9);
      } else {
        event.put("text", key);
      }
      command("Input.dispatchKeyEvent", event);
    }
  }

  void upload(String id, Path file) throws IOException {
    JsonNode document = command("DOM.getDocument", JSON.createObjectNode());
    JsonNode node =
        command(
            "DOM.querySelector",
            JSON.createObjectNode()
                .put("nodeId", document.at("/root/nodeId").asInt())
                .put("selector", "#" + id));
    ObjectNode files = JSON.createObjectNode().put("nodeId", node.path("nodeId").asInt());
    files.putArray("files").add(file.toAbsolutePath().toString());
    command("DOM.setFileInputFiles", files);
  }

  /** Loads the page again, and waits for the new one: for a while the old one still answers. */
  void reload() throws IOException {
    value("(() => { window.leaving = true; location.reload(); })()");
    until("!window.leaving && document.readyState === 'complete'");
  }

  /** Waits until an expression holds. */
  void until(String expression) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!value("Boolean(" + expression + ")").asBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + PATIENCE + ": " + expression);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** What the page threw, and what its policy refused. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  private JsonNode command(String method, ObjectNode parameters) throws IOException {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    socket.sendText(message.toString(), true).join();
    JsonNode told = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (told.has("error")) {
      throw new IOException(method + ": " + told.path("error"));
    }
    return told.path("result");
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      heard(text.toString());
      text.setLength(0);
    }
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  private void heard(String message) {
    try {
      JsonNode told = JSON.readTree(message);
      CompletableFuture<JsonNode> waiting = answers.remove(told.path("id").asInt());
      if (waiting != null) {
        waiting.complete(told);
      }
      String method = told.path("method").asText();
      if (method.equals("Runtime.exceptionThrown")) {
        faults.add(told.at("/params/exceptionDetails").toString());
      } else if (method.equals("Log.entryAdded")
          && told.at("/params/entry/source").asText().equals("security")) {
        faults.add(told.at("/params/entry/text").asText());
      }
    } catch (IOException e) {
      faults.add("no JSON: " + message);
    }
  }

  /** Its helpers go too: they would write into a folder that is being deleted. */
  @Override
  public void close() {
    socket.abort();
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(one -> one.onExit().join());
  }
}
