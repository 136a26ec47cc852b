package org.genhowto.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.start.Preflight;
import org.genhowto.runtime.start.Supervision;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.TopicCreation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A person's way over the page, in a real browser before a real gateway and generator. */
@EnabledIf(
    value = "hasBrowser",
    disabledReason = "there is no Chromium: install one, or name it in CHROMIUM")
@Timeout(180)
class GeneratePageIT {
  private static final int CONTROL = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir static Path folder;
  private static EmbeddedPlatform kafka;
  private static Platform platform;
  private static List<Worker> workers = List.of();
  private static String address = "";

  @TempDir Path profile;
  private Browser browser;

  static boolean hasBrowser() {
    return Browser.program().isPresent();
  }

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedPlatform.start(folder.resolve("kafka"), Ports.ANY);
    int port = freePort();
    Path models = Path.of("").toAbsolutePath().resolveSibling("miniature/models");
    Configuration configuration =
        Configuration.of(
            Map.of(
                "kafka.bootstrap", kafka.bootstrap(),
                "registry.url", kafka.registryUrl(),
                "blobs.uri", folder.resolve("blobs").toUri().toString(),
                "gateway.port", Integer.toString(port),
                "generator.model", models.resolve("diffusion").toString(),
                "generator.actions", models.resolve("genhowto-actions").toString(),
                "generator.states", models.resolve("genhowto-states").toString(),
                "worker.state-directory", folder.resolve("state").toString()));
    platform = Platform.from(configuration);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      new TopicCreation((short) 1).create(admin, WorkerCatalogue.withDeadLetters());
    }
    workers =
        WorkerCatalogue.supervised(
            List.of(WorkerCatalogue.GENERATOR, WorkerCatalogue.GATEWAY),
            platform,
            configuration,
            Preflight.NONE,
            Supervision.ofHouse());
    workers.forEach(Worker::start);
    Instant end = Instant.now().plus(PATIENCE);
    while (!workers.stream().allMatch(Worker::ready)) {
      assertThat(Instant.now()).as("when the workers are ready").isBefore(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    address = "http://127.0.0.1:" + port + "/generate";
  }

  @AfterAll
  static void stop() {
    workers.forEach(Worker::close);
    platform.close();
    kafka.close();
  }

  @BeforeEach
  void open() throws Exception {
    browser = Browser.open(profile);
    browser.size(1280, 900);
    browser.go(address);
    browser.until("document.getElementById('told').textContent");
  }

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void from_a_picked_file_to_a_chain_of_goals_that_survives_a_reload() throws IOException {
    browser.upload("image", input());
    browser.until("!document.getElementById('picked').hidden");
    browser.type("prompt", "slices of green apple on a table");
    browser.value("document.getElementById('more').open = true");
    browser.type("steps", "6");
    browser.press("Enter", CONTROL);
    browser.until("document.getElementById('word').textContent === 'Done'");
    browser.until("document.getElementById('output').naturalWidth === 64");
    String first = browser.value("document.getElementById('output').src").asText();

    // When the next goal starts from it
    browser.value("document.activeElement.blur()");
    browser.press("n", 0);
    assertThat(browser.value("document.activeElement.id").asText()).isEqualTo("prompt");
    browser.type("prompt", "a green apple cut into slices");
    browser.press("Enter", CONTROL);
    browser.until("document.querySelectorAll('#chain li').length === 3");
    browser.until("document.getElementById('word').textContent === 'Done'");

    assertThat(browser.value("document.getElementById('input').src").asText()).isEqualTo(first);
    // Then a reload loses nothing
    browser.reload();
    browser.until("document.querySelectorAll('#history li').length === 2");
    browser.until("document.getElementById('word').textContent === 'Done'");
    browser.until("document.querySelectorAll('#chain img').length === 3");
    assertThat(browser.text("details")).contains("6, 0 skipped");
    assertThat(browser.faults()).isEmpty();
  }

  @Test
  void noise_levels_are_compared_by_the_slider() throws IOException {
    browser.value("document.querySelector('[data-example=apple]').click()");
    browser.until("document.getElementById('prompt').value");
    browser.click("compare");
    browser.value("document.getElementById('steps').value = '10'");
    browser.click("go");
    browser.until("document.getElementById('word').textContent === 'Done'");

    assertThat(browser.text("sweepname")).isEqualTo("20 % (skips 8 of 10 steps)");
    String least = browser.value("document.getElementById('output').src").asText();
    browser.value("document.getElementById('sweep').focus()");
    browser.value(
        "(() => { const s = document.getElementById('sweep'); s.value = '4';"
            + " s.dispatchEvent(new Event('input')); })()");
    assertThat(browser.text("sweepname")).isEqualTo("100 % (skips 0 of 10 steps)");
    assertThat(browser.value("document.getElementById('output').src").asText()).isNotEqualTo(least);
  }

  @Test
  void what_is_wrong_is_said_where_it_is_wrong() throws IOException {
    browser.click("go");
    assertThat(browser.text("image-error")).isEqualTo("Pick an image to start from.");
    browser.value("document.querySelector('[data-example=bowl]').click()");
    browser.until("document.getElementById('prompt').value");
    browser.value("document.getElementById('steps').value = '20000'");
    browser.click("go");
    browser.until("document.getElementById('steps-error').textContent");

    assertThat(browser.text("steps-error"))
        .isEqualTo("steps is '20000', expected a whole number from 1 to 1000.");
    assertThat(browser.value("document.activeElement.id").asText()).isEqualTo("steps");
    assertThat(
            browser.value("document.getElementById('steps').getAttribute('aria-invalid')").asText())
        .isEqualTo("true");
    assertThat(browser.value("document.querySelectorAll('#history li').length").asInt()).isZero();
  }

  @Test
  void a_phone_has_no_sideways_and_every_button_is_reached_by_keys() throws IOException {
    browser.size(390, 844);
    assertThat(browser.value("document.documentElement.scrollWidth").asInt()).isEqualTo(390);
    browser.value("document.getElementById('more').open = true");
    StringBuilder reached = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      browser.press("Tab", 0);
      reached.append(browser.value("document.activeElement.id").asText()).append(' ');
    }

    assertThat(reached.toString().split(" "))
        .contains("image", "prompt", "negativePrompt", "compare", "method", "priority", "steps")
        .contains("guidance", "seed", "go", "curl");
  }

  @Test
  void its_logic_holds() throws IOException {
    String logic = "import('./generate/logic.js').then(l => JSON.stringify(%s))";

    assertThat(browser.value(logic.formatted("l.sweepOf(20)")).asText()).isEqualTo("[16,12,8,4,0]");
    assertThat(browser.value(logic.formatted("l.sweepOf(2)")).asText()).isEqualTo("[1,0]");
    assertThat(browser.value(logic.formatted("l.sweepOf(1)")).asText()).isEqualTo("[0]");
    assertThat(
            browser
                .value(
                    logic.formatted(
                        "l.fieldsOf({prompt: ' a ', target: 'action', steps: '10', skip: '3',"
                            + " compare: true, earlier: {id: 'x', index: 2}})"))
                .asText())
        .isEqualTo(
            "{\"prompt\":\"a\",\"target\":\"action\",\"steps\":\"10\",\"sweep\":\"8,6,4,2,0\","
                + "\"earlierRequestId\":\"x\",\"earlierIndex\":\"2\",\"previewEvery\":\"1\"}");
    assertThat(browser.value(logic.formatted("l.wait(89400) + l.wait(5400000)")).asText())
        .isEqualTo("\"89 s2 h\"");
    assertThat(
            browser
                .value(
                    logic.formatted(
                        "l.chainOf([{id: 'c', earlier: {id: 'b'}}, {id: 'b', earlier: {id: 'a'}},"
                            + " {id: 'a'}], 'c').map(e => e.id)"))
                .asText())
        .isEqualTo("[\"a\",\"b\",\"c\"]");
    assertThat(
            browser.value(logic.formatted("l.curl('http://h', {prompt: \"it's\"}, null)")).asText())
        .contains("--form-string 'prompt=it'\\\\''s'");
  }

  private static Path input() {
    return Path.of("src/test/resources/org/genhowto/launcher/cli/published/input.png")
        .toAbsolutePath();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
