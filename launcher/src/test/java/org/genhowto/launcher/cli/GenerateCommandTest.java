package org.genhowto.launcher.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asking a running system, against a gateway that answers as it is told. */
class GenerateCommandTest {
  private static final String GENERATIONS = "/v1/generations";

  @TempDir private Path folder;

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> names = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private int status = 202;
  private String end = state("succeeded", "{\"images\":[" + image("aa") + "," + image("bb") + "]}");

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String path = exchange.getRequestURI().getPath();
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            names.add(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
            byte[] answer =
                (path.equals(GENERATIONS)
                        ? status == 202 ? state("queued", "{}") : end
                        : path.endsWith("/events") ? events() : "picture " + path)
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(path.equals(GENERATIONS) ? status : 200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    server.start();
    Files.write(folder.resolve("in.png"), new byte[] {1, 2, 3});
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void the_images_are_fetched_numbered_and_named_one_a_line() throws IOException {
    CommandLineRun run = ask("--request-id=r1", "--count=2", "--seed=7");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(out("out.png").toString(), out("out-1.png").toString());
    assertThat(out("out.png")).hasContent("picture /v1/images/aa");
    assertThat(out("out-1.png")).hasContent("picture /v1/images/bb");
    assertThat(run.err())
        .contains("request r1", "queued", "worker-1 works on it", "denoising 10/10");
    assertThat(names.get(0)).isEqualTo("r1");
    assertThat(bodies.get(0)).contains("\"image\":\"AQID\"", "\"count\":2", "\"seed\":7");
  }

  @Test
  void every_field_reaches_the_gateway() {
    CommandLineRun run =
        CommandLineRun.of(
            arguments(
                "--after=r0",
                "--after-index=1",
                "--negative-prompt=peel",
                "--steps=20",
                "--skip=2",
                "--guidance=7.5",
                "--priority=high",
                "--within=30",
                "--supersede-key=arm",
                "--model-version=v1",
                "--method=sdedit",
                "--sampler=euler-ancestral",
                "--size=72",
                "--control-scale=0.5",
                "--control-start=0.25",
                "--control-end=0.75",
                "--image-guidance=2",
                "--source-prompt=an apple",
                "--candidates=4",
                "--preview-every=5",
                "--chain=c",
                "--chain-step=3"));

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(bodies.get(0))
        .contains(
            "\"earlierRequestId\":\"r0\"",
            "\"earlierIndex\":1",
            "\"negativePrompt\":\"peel\"",
            "\"steps\":20",
            "\"skip\":2",
            "\"guidance\":7.5",
            "\"priority\":\"high\"",
            "\"withinSeconds\":30",
            "\"supersedeKey\":\"arm\"",
            "\"modelVersion\":\"v1\"",
            "\"method\":\"sdedit\"",
            "\"sampler\":\"euler-ancestral\"",
            "\"size\":72",
            "\"controlScale\":0.5",
            "\"controlStart\":0.25",
            "\"controlEnd\":0.75",
            "\"imageGuidance\":2.0",
            "\"sourcePrompt\":\"an apple\"",
            "\"candidates\":4",
            "\"previewEvery\":5",
            "\"chainId\":\"c\"",
            "\"step\":3");
  }

  @Test
  void a_sweep_is_a_list() {
    assertThat(ask("--sweep=0,4,8").code()).isZero();
    assertThat(bodies.get(0)).contains("\"sweep\":[0,4,8]");
  }

  @Test
  void what_the_gateway_refuses_ends_with_2_and_its_sentence() {
    status = 400;
    end = "{\"error\":\"steps is '0', expected a whole number.\",\"field\":\"steps\"}";

    CommandLineRun run = ask("--steps=0");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualToIgnoringNewLines("genhowto: steps is '0', expected a whole number.");
  }

  @ParameterizedTest
  @CsvSource({
    "failed, the request failed: The image is black.",
    "expired, the request expired: The image is black.",
    "superseded, the request was superseded: The image is black.",
    "cancelled, the request was cancelled: The image is black."
  })
  void a_request_that_ends_otherwise_than_well_ends_with_1_and_the_reason(
      String word, String sentence) {
    end = state(word, "{\"error\":\"The image is black.\"}");

    CommandLineRun run = ask();

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("genhowto: " + sentence);
    assertThat(out("out.png")).doesNotExist();
  }

  @Test
  void where_no_result_comes_the_way_back_to_it_is_told() {
    end = state("running", "{}");

    CommandLineRun run = ask("--timeout=1", "--request-id=r1");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("no result within 1 s", "running", "--request-id r1");
  }

  @Test
  void where_nothing_listens_the_ways_out_are_told() {
    server.stop(0);

    CommandLineRun run = ask();

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("nothing listens there", "./genhowto serve", "--gateway", "--local")
        .doesNotContain("\tat ", "because");
  }

  @ParameterizedTest
  @CsvSource({
    "--bootstrap=h:1, --gateway is for HTTP",
    "--local, --gateway is for a running system",
    "--noise=x, --noise needs --local: a running system draws its noise from --seed",
    "--model=x, --model needs --local: a running system has its own models",
    "--after=r0, --image and --after are both given",
    "--after-index=1, --after-index needs --after",
    "--chain-step=1, --chain-step needs --chain"
  })
  void options_that_do_not_go_together_are_named(String option, String sentence) {
    CommandLineRun run = ask(option);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(sentence);
    assertThat(bodies).isEmpty();
  }

  @Test
  void what_is_missing_on_this_machine_is_told_before_anything_is_asked() throws IOException {
    Files.delete(folder.resolve("in.png"));

    assertThat(ask().err()).contains("--image is", "where there is no file");
    assertThat(CommandLineRun.of(arguments()).err()).contains("--image is missing");
    assertThat(bodies).isEmpty();
  }

  @Test
  void a_place_that_cannot_be_written_is_told_before_anything_is_asked() {
    CommandLineRun nowhere = ask("--out=" + folder.resolve("no/out.png"));
    CommandLineRun directory = ask("--out=" + folder);

    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.err()).contains("expected a file in a folder that is there");
    assertThat(directory.err()).contains("expected a file such as out.png");
    assertThat(bodies).isEmpty();
  }

  @Test
  void a_gateway_that_is_no_address_is_told() {
    CommandLineRun run = ask("--gateway=localhost:8080");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("'localhost:8080'", "http://127.0.0.1:8080");
  }

  @ParameterizedTest
  @CsvSource({
    "'', no blob store that is shared with the workers is named",
    "--blobs=file:nowhere, is a folder that is not on this machine"
  })
  void a_large_image_over_kafka_without_a_shared_store_is_refused_at_once(
      String blobs, String sentence) throws IOException {
    Files.write(folder.resolve("in.png"), new byte[65_537]);

    CommandLineRun run = overKafka(blobs);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("65537 bytes", "more than 65536", sentence, "--gateway URL", "--blobs");
  }

  @Test
  void a_small_image_over_kafka_needs_no_store() throws IOException {
    Files.write(folder.resolve("in.png"), new byte[65_536]);

    CommandLineRun run = overKafka("");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("127.0.0.1:1", "out of reach");
  }

  @Test
  void an_unknown_priority_over_kafka_names_the_known_ones() {
    assertThat(overKafka("--priority=urgent").err())
        .contains("--priority is 'urgent', expected low, normal or high");
  }

  private CommandLineRun ask(String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("--image=" + folder.resolve("in.png"));
    return CommandLineRun.of(arguments(all.toArray(String[]::new)));
  }

  private String[] arguments(String... more) {
    List<String> all = new ArrayList<>(List.of("generate", "--prompt=p", "--target=action"));
    all.addAll(List.of(more));
    if (all.stream().noneMatch(text -> text.startsWith("--gateway"))) {
      all.add("--gateway=http://127.0.0.1:" + server.getAddress().getPort());
    }
    if (all.stream().noneMatch(text -> text.startsWith("--out"))) {
      all.add("--out=" + out("out.png"));
    }
    return all.toArray(String[]::new);
  }

  private CommandLineRun overKafka(String option) {
    List<String> all =
        new ArrayList<>(List.of("generate", "--prompt=p", "--target=action", "--timeout=1"));
    all.add("--image=" + folder.resolve("in.png"));
    all.add("--out=" + out("out.png"));
    all.add("--bootstrap=127.0.0.1:1");
    if (!option.isEmpty()) {
      all.add(option);
    }
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  private Path out(String name) {
    return folder.resolve(name);
  }

  private String events() {
    String running =
        "{\"requestId\":\"r1\",\"status\":\"running\",\"progress\":{\"stage\":\"denoising\","
            + "\"stepsDone\":10,\"stepsTotal\":10,\"worker\":\"worker-1\",\"attempt\":1}}";
    return "id: 1\ndata: %s\n\nid: 2\ndata: %s\n\nid: 3\ndata: %s\n\n"
        .formatted(state("queued", "{}"), running, end);
  }

  private static String state(String word, String result) {
    return "{\"requestId\":\"r1\",\"status\":\"%s\",\"result\":%s}".formatted(word, result);
  }

  private static String image(String hash) {
    return "{\"url\":\"/v1/images/%s\",\"mediaType\":\"image/png\",\"seed\":1}".formatted(hash);
  }
}
