package org.genhowto.ingest.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.remote.Destinations;
import org.genhowto.schemas.VideoContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers on the web do besides sending a file. */
@Timeout(60)
class HttpFetchTest {
  private static final String OK = "HTTP/1.1 200 OK";
  private static final String MOVED = "HTTP/1.1 302 Found";
  private static final int MAX_BYTES = 200_000;

  @TempDir Path folder;

  private final byte[] video = new byte[100_000];
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void fill() {
    new Random(1).nextBytes(video);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Encoding: gzip, gzip",
    "Content-Encoding: x-gzip, gzip",
    "Content-Encoding: GZIP, gzip",
    "Content-Encoding: gzip, plain",
    "Content-Encoding: deflate, zlib",
    "Content-Encoding: deflate, deflate",
    "Content-Encoding: identity, plain",
    "Content-Encoding:, plain"
  })
  void what_a_server_packs_is_unpacked(String header, String packing) throws Exception {
    ScriptedServer server =
        serve((head, out) -> ScriptedServer.write(out, OK + "\r\n" + header, packed(packing)));

    assertFetched(server.url("/x.mp4"));
  }

  @Test
  void a_transfer_may_be_packed_too() throws Exception {
    ScriptedServer server =
        serve(
            (head, out) -> {
              byte[] body = packed("gzip");
              out.write((OK + "\r\nTransfer-Encoding: gzip, chunked\r\n\r\n").getBytes(UTF_8));
              out.write((Integer.toHexString(body.length) + "\r\n").getBytes(UTF_8));
              out.write(body);
              out.write("\r\n0\r\n\r\n".getBytes(UTF_8));
            });

    assertFetched(server.url("/x.mp4"));
  }

  @Test
  void a_packing_that_nobody_knows_is_named() throws Exception {
    ScriptedServer server =
        serve((head, out) -> ScriptedServer.write(out, OK + "\r\nContent-Encoding: br", video));

    assertThatThrownBy(() -> fetcher().fetch(server.url("/x.mp4")))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageEndingWith("comes packed as br, expected gzip, deflate or nothing around it.");
  }

  @Test
  void what_grows_too_large_when_unpacked_is_refused() throws Exception {
    byte[] bomb = packed(new byte[50_000_000], "gzip");
    ScriptedServer server =
        serve((head, out) -> ScriptedServer.write(out, OK + "\r\nContent-Encoding: gzip", bomb));

    assertThatThrownBy(() -> fetcher().fetch(server.url("/x.mp4")))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageContaining("expected at most 200000");
  }

  @Test
  void what_is_too_large_by_its_own_words_is_not_read() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    open.add(end::countDown);
    ScriptedServer server =
        serve(
            (head, out) -> {
              out.write((OK + "\r\nContent-Length: 200001\r\n\r\n").getBytes(UTF_8));
              out.flush();
              end.await();
            });

    assertThatThrownBy(() -> fetcher().fetch(server.url("/x.mp4")))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageContaining("at least 200001 bytes, expected at most 200000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a b.mp4|/a%20b.mp4",
        "'  /a.mp4  '|/a.mp4",
        "a%20b.mp4|/old/a%20b.mp4",
        "100%.mp4|/old/100%25.mp4",
        "?v=1&t=a b|/old/x.mp4?v=1&t=a%20b",
        "?|/old/x.mp4?",
        "./?v=1|/old/?v=1",
        "y.mp4?v=1|/old/y.mp4?v=1",
        "../y.mp4|/y.mp4",
        "../../../y.mp4|/y.mp4",
        "/new/../y.mp4|/y.mp4",
        "a//b.mp4|/old/a//b.mp4",
        "/a{1}.mp4|/a%7B1%7D.mp4",
        "/a.mp4#t=3|/a.mp4"
      })
  void a_redirect_is_read_as_browsers_read_it(String location, String path) throws Exception {
    ScriptedServer server =
        serve(
            (head, out) -> {
              boolean first = head.startsWith("GET /old/x.mp4 ");
              ScriptedServer.write(
                  out,
                  first ? MOVED + "\r\nLocation: " + location : OK,
                  first ? new byte[0] : video);
            });

    assertFetched(server.url("/old/x.mp4"));
    assertThat(server.heads().get(1)).startsWith("GET " + path + " HTTP/1.1");
  }

  @Test
  void a_redirect_to_a_query_alone_asks_for_the_same_file() throws Exception {
    ScriptedServer server =
        serve(
            (head, out) -> {
              boolean first = head.startsWith("GET /get/x.mp4?id=7 ");
              ScriptedServer.write(
                  out,
                  first ? MOVED + "\r\nLocation: ?confirm=1" : OK,
                  first ? new byte[0] : video);
            });

    assertFetched(server.url("/get/x.mp4?id=7"));
    assertThat(server.heads().get(1)).startsWith("GET /get/x.mp4?confirm=1 HTTP/1.1");
  }

  @Test
  void a_redirect_to_a_place_in_the_same_file_leads_nowhere() throws Exception {
    ScriptedServer server =
        serve((head, out) -> ScriptedServer.write(out, MOVED + "\r\nLocation: #t=3", new byte[0]));

    assertThatThrownBy(() -> fetcher().fetch(server.url("/get/x.mp4?id=7")))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageContaining("redirects more than 5 times");
    assertThat(server.heads()).allMatch(head -> head.startsWith("GET /get/x.mp4?id=7 "));
  }

  @Test
  void who_an_address_names_logs_in_there_and_nowhere_else() throws Exception {
    ScriptedServer other = serve((head, out) -> ScriptedServer.write(out, OK, video));
    ScriptedServer server =
        serve(
            (head, out) ->
                ScriptedServer.write(
                    out,
                    head.startsWith("GET /1 ")
                        ? MOVED + "\r\nLocation: /2"
                        : MOVED + "\r\nLocation: " + other.url("/3"),
                    new byte[0]));

    assertFetched(server.url("/1").replace("//", "//me:hun%20ter2@"));

    String login = "Authorization: Basic " + base64("me:hun ter2");
    assertThat(server.heads()).hasSize(2).allMatch(head -> head.contains(login));
    assertThat(other.heads()).hasSize(1).noneMatch(head -> head.contains("Authorization"));
  }

  @Test
  void settings_say_what_hosts_are_told() throws Exception {
    ScriptedServer server = serve((head, out) -> ScriptedServer.write(out, OK, video));
    ScriptedServer other = serve((head, out) -> ScriptedServer.write(out, OK, video));
    HostSecrets secrets =
        HostSecrets.of(
            Optional.of("{\"%s\": \"me:hunter2\"}".formatted(server.host())),
            Optional.of("{\"%s\": {\"X-Key\": \"key-1\"}}".formatted(server.host())));
    try (Fetcher fetcher = fetcher(secrets, 0)) {
      fetcher.fetch(server.url("/x.mp4")).close();
      fetcher.fetch(other.url("/x.mp4")).close();
    }

    assertThat(server.heads().get(0))
        .contains("Authorization: Basic " + base64("me:hunter2"))
        .contains("X-Key: key-1");
    assertThat(other.heads().get(0)).doesNotContain("Authorization").doesNotContain("X-Key");
  }

  @Test
  void no_error_shows_what_an_address_lets_in_with() throws Exception {
    AtomicInteger status = new AtomicInteger();
    ScriptedServer server =
        serve(
            (head, out) ->
                ScriptedServer.write(
                    out,
                    "HTTP/1.1 %d X\r\nLocation: https://you:hunter2@a..b/?token=hunter2"
                        .formatted(status.get()),
                    new byte[0]));
    String url = server.url("/x.mp4?v=1&token=hunter2").replace("//", "//me:hunter2@");
    for (int code : new int[] {401, 403, 404, 302, 500, 999}) {
      status.set(code);
      assertThatThrownBy(() -> fetcher().fetch(url))
          .isInstanceOfAny(UnusableVideoException.class, RetryableException.class)
          .message()
          .doesNotContain("hunter2");
    }
    server.close();
    assertThatThrownBy(() -> fetcher().fetch(url))
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining("/x.mp4?v=1&token=***")
        .message()
        .doesNotContain("hunter2");
  }

  @Test
  void a_transfer_that_breaks_off_goes_on_where_it_was() throws Exception {
    ScriptedServer server = serve((head, out) -> part(head, out, "\"one\"", 30_000));

    assertFetched(server.url("/x.mp4"));

    assertThat(server.heads()).hasSize(4);
    assertThat(server.heads().get(1)).contains("Range: bytes=30000-").contains("If-Range: \"one\"");
    assertThat(server.heads().get(3)).contains("Range: bytes=90000-");
  }

  @Test
  void a_file_that_changed_meanwhile_is_begun_anew() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    byte[] former = new byte[video.length];
    ScriptedServer server =
        serve(
            (head, out) -> {
              if (asked.getAndIncrement() == 0) {
                head(out, OK + "\r\nETag: \"former\"", former.length);
                out.write(former, 0, 50_000);
              } else {
                ScriptedServer.write(out, OK + "\r\nETag: \"later\"", video);
              }
            });

    assertFetched(server.url("/x.mp4"));
  }

  @Test
  void without_a_strong_mark_nothing_is_joined() throws Exception {
    ScriptedServer server = serve((head, out) -> part(head, out, "W/\"weak\"", 30_000));

    assertThatThrownBy(() -> fetcher().fetch(server.url("/x.mp4")))
        .isInstanceOf(RetryableException.class);
    assertThat(server.heads()).hasSize(1);
  }

  @Test
  void a_part_that_was_not_asked_for_is_not_joined() throws Exception {
    ScriptedServer server =
        serve(
            (head, out) -> {
              boolean first = !head.contains("Range:");
              head(
                  out,
                  first
                      ? OK + "\r\nETag: \"a\""
                      : "HTTP/1.1 206 X\r\nContent-Range: bytes 5-99999/100000",
                  first ? video.length : video.length - 5);
              out.write(video, 5, 10_000);
            });

    assertThatThrownBy(() -> fetcher().fetch(server.url("/x.mp4")))
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining("another part than the one asked for");
  }

  @Test
  void a_server_that_trickles_is_left() throws Exception {
    ScriptedServer server =
        serve(
            (head, out) -> {
              head(out, OK, video.length);
              while (true) {
                out.write(1);
                out.flush();
                Thread.sleep(20);
              }
            });
    try (Fetcher fetcher = fetcher(HostSecrets.NONE, 10_000)) {
      assertThatThrownBy(() -> fetcher.fetch(server.url("/x.mp4")))
          .isInstanceOf(RetryableException.class)
          .hasMessageContaining("in 1.0 s, expected at least 10000 a second.");
    }
  }

  /** The rest from where it is asked for, but never more than so many bytes. */
  private void part(String head, OutputStream out, String tag, int most) throws IOException {
    Matcher range = Pattern.compile("Range: bytes=([0-9]+)-").matcher(head);
    int from = range.find() ? Integer.parseInt(range.group(1)) : 0;
    String status =
        from == 0 ? OK : "HTTP/1.1 206 X\r\nContent-Range: bytes %d-99999/100000".formatted(from);
    head(out, status + "\r\nETag: " + tag, video.length - from);
    out.write(video, from, Math.min(most, video.length - from));
  }

  private static void head(OutputStream out, String head, int length) throws IOException {
    out.write((head + "\r\nContent-Length: " + length + "\r\n\r\n").getBytes(UTF_8));
  }

  private void assertFetched(String url) throws Exception {
    try (FetchedVideo fetched = fetcher().fetch(url)) {
      assertThat(fetched.file()).hasBinaryContent(video);
      assertThat(fetched.length()).isEqualTo(video.length);
    }
  }

  private byte[] packed(String packing) throws IOException {
    return packed(video, packing);
  }

  private static byte[] packed(byte[] plain, String packing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (packing) {
          case "gzip" -> new GZIPOutputStream(bytes);
          case "zlib" -> new DeflaterOutputStream(bytes);
          case "deflate" -> new DeflaterOutputStream(bytes, new Deflater(6, true));
          default -> bytes;
        }) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private ScriptedServer serve(ScriptedServer.Script script) throws IOException {
    ScriptedServer server = new ScriptedServer("127.0.0.1", script);
    open.add(server);
    return server;
  }

  private Fetcher fetcher() {
    Fetcher fetcher = fetcher(HostSecrets.NONE, 0);
    open.add(fetcher);
    return fetcher;
  }

  private Fetcher fetcher(HostSecrets secrets, long slowest) {
    return new Fetcher(
        new FetchLimits(
            VideoContract.SCHEMES,
            MAX_BYTES,
            new FetchLimits.Time(
                Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(20), slowest),
            2,
            folder),
        new Reach(Destinations.ANYWHERE, List.of(), secrets));
  }
}
