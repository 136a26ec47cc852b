package org.genhowto.ingest.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.remote.Destinations;
import org.genhowto.runtime.remote.HostPermits;
import org.genhowto.schemas.VideoContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that say anything: what leaves a fetcher is one of its declared errors. */
@Timeout(60)
class HostileServersTest {
  @TempDir Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger asked = new AtomicInteger();
  private final List<Fetcher> fetchers = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile String answer = "";
  private volatile boolean hanging;
  private ServerSocket server;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::serve);
  }

  @AfterEach
  void stop() throws IOException {
    end.countDown();
    fetchers.forEach(Fetcher::close);
    server.close();
    threads.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.1/x.mp4",
        "http:/h",
        "http:///x",
        "http://a..b/",
        "http://host:99999/",
        "//host:-1/",
        "file:relative",
        "http:opaque",
        "ftp://h/",
        "http://%zz/",
        "http://h/\u0001",
        "\\\\x"
      })
  void a_redirect_to_no_place_makes_a_video_unusable(String location) {
    answer = "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";

    Throwable thrown = catchThrowable(() -> fetcher().fetch(url()));

    // A control character is an error of the protocol itself, and may be gone next time.
    assertThat(thrown)
        .isInstanceOfAny(
            location.contains("\u0001") ? RetryableException.class : UnusableVideoException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 300 Choices\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation:\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\n\r\n",
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 407 Proxy\r\nContent-Length: 0\r\n\r\n"
      })
  void an_answer_that_is_no_video_makes_it_unusable(String text) {
    answer = text;

    assertThatThrownBy(() -> fetcher().fetch(url())).isInstanceOf(UnusableVideoException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n",
        "garbage",
        "HTTP/1.1",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nab",
        "HTTP/1.1 503 Busy\r\nContent-Length: 99\r\n\r\n"
      })
  void a_broken_answer_is_tried_again(String text) {
    answer = text;

    assertThatThrownBy(() -> fetcher().fetch(url())).isInstanceOf(RetryableException.class);
  }

  @Test
  void random_answers_lead_to_no_other_error() throws IOException {
    Random random = new Random(3);
    String whole =
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nLocation: http://h/\r\nX: y\r\n\r\nabcdef";
    for (int i = 0; i < 150; i++) {
      StringBuilder text = new StringBuilder(whole);
      for (int change = random.nextInt(4); change >= 0; change--) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256));
      }
      answer = text.toString();
      Throwable thrown = catchThrowable(this::fetchOnce);
      if (thrown != null) {
        assertThat(thrown)
            .as(answer)
            .isInstanceOfAny(UnusableVideoException.class, RetryableException.class);
      }
    }
    assertNothingIsLeft();
  }

  @Test
  void silence_ends_a_transfer() throws IOException {
    answer = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc";
    hanging = true;

    assertThatThrownBy(() -> fetcher().fetch(url()))
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining("sent nothing for 0.5 s");
    assertNothingIsLeft();
  }

  @Test
  void an_endless_refusal_is_not_read() {
    answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 1000000000\r\n\r\nabc";
    hanging = true;

    assertThatThrownBy(() -> fetcher().fetch(url()))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageContaining("404");
  }

  @Test
  void hosts_that_do_not_exist_and_broken_tls_are_tried_again() {
    answer = "no TLS here";

    assertThatThrownBy(() -> fetcher().fetch("http://no-such-host.invalid/x.mp4"))
        .isInstanceOf(RetryableException.class);
    assertThatThrownBy(() -> fetcher().fetch(url().replace("http:", "https:")))
        .isInstanceOf(RetryableException.class);
  }

  @Test
  void a_folder_that_cannot_be_written_is_an_outage() throws IOException {
    answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
    Files.writeString(folder.resolve("work"), "a file where the folder is to be");

    assertThatThrownBy(() -> fetcher().fetch(url()))
        .isInstanceOf(OutageException.class)
        .hasMessageContaining("Videos cannot be kept in");
  }

  @Test
  void a_host_that_failed_is_left_alone_for_a_while() throws Exception {
    answer = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
    Fetcher fetcher = fetcher();
    assertThatThrownBy(() -> fetcher.fetch(url())).hasMessageContaining("503");
    int before = asked.get();

    assertThatThrownBy(() -> fetcher.fetch(url()))
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining("was not asked for")
        .hasMessageContaining("HTTP status 503");

    assertThat(asked).hasValue(before);
    // One that was put off looks whether the host is back, and then everyone may ask.
    answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
    fetcher.fetch(fetcher.locate(url()), 2).close();
    fetcher.fetch(url()).close();
  }

  @Test
  void a_host_has_so_many_places_and_nobody_waits_for_one() throws Exception {
    HostPermits permits = fetcher().permits();
    var uri = VideoContract.requireUri("http://h/a", VideoContract.SCHEMES);
    List<HostPermits.Permit> held = new ArrayList<>();
    held.add(permits.tryAcquire(uri).orElseThrow());
    held.add(permits.tryAcquire(uri).orElseThrow());

    assertThat(permits.tryAcquire(uri)).isEmpty();
    assertThat(permits.tryAcquire(VideoContract.requireUri("http://i/a", VideoContract.SCHEMES)))
        .isPresent();
    held.get(0).close();
    held.get(0).close();
    Optional<HostPermits.Permit> again = permits.tryAcquire(uri);
    assertThat(again).isPresent();
    assertThat(permits.tryAcquire(uri)).isEmpty();
  }

  private void fetchOnce() throws Exception {
    try (Fetcher fetcher =
        new Fetcher(limits(), new Reach(Destinations.ANYWHERE, List.of(), HostSecrets.NONE))) {
      fetcher.fetch(VideoContract.requireUri(url(), limits().schemes()), 2).close();
    }
  }

  private Fetcher fetcher() {
    Fetcher fetcher =
        new Fetcher(limits(), new Reach(Destinations.ANYWHERE, List.of(folder), HostSecrets.NONE));
    fetchers.add(fetcher);
    return fetcher;
  }

  private FetchLimits limits() {
    return new FetchLimits(
        VideoContract.SCHEMES,
        1000,
        new FetchLimits.Time(
            Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofSeconds(20), 0),
        2,
        folder.resolve("work"));
  }

  private String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/x.mp4";
  }

  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("work"))) {
      assertThat(files).isEmpty();
    }
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        asked.incrementAndGet();
        threads.execute(() -> reply(socket));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void reply(Socket socket) {
    try (socket) {
      StringBuilder head = new StringBuilder();
      InputStream in = socket.getInputStream();
      while (!head.toString().endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return;
        }
        head.append((char) next);
      }
      socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      if (hanging) {
        end.await();
      }
    } catch (IOException e) {
      // The client has left.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
