package org.genhowto.ingest.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.remote.AddressBlock;
import org.genhowto.runtime.remote.Destinations;
import org.genhowto.schemas.VideoContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Addresses of this machine, its network and its cloud in every spelling, asked for directly and by
 * way of a redirect: none is connected to, none is opened.
 */
@Timeout(60)
class HostileAddressesTest {
  private static final String MATRIX = "hostile-addresses.csv";

  /** The one address of this machine that may be asked; the trap listens on all others too. */
  private static final String SERVER = "127.0.0.77";

  @TempDir Path folder;

  private Trap trap;
  private HttpServer server;
  private Path work;
  private volatile String location = "";

  @BeforeEach
  void start() throws IOException {
    trap = new Trap();
    work = Files.createDirectory(folder.resolve("work"));
    Path root = Files.createDirectory(folder.resolve("root"));
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("secret.mp4"), "secret");
    Files.createSymbolicLink(root.resolve("link.mp4"), outside.resolve("secret.mp4"));
    Files.createSymbolicLink(root.resolve("folder"), outside);
    Files.createDirectory(folder.resolve("root-beside"));
    Files.writeString(folder.resolve("root-beside").resolve("secret.mp4"), "secret");
    server = HttpServer.create(new InetSocketAddress(SERVER, 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Location", location);
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.stop(0);
    trap.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = MATRIX, delimiter = '|', numLinesToSkip = 1)
  void a_hostile_address_is_not_asked(String address, String verdict) throws Exception {
    try (Fetcher fetcher = fetcher(List.of())) {
      assertRefused(catchThrowable(() -> fetcher.fetch(filled(address))), verdict);
    }
    assertNothingHappened();
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = MATRIX, delimiter = '|', numLinesToSkip = 1)
  void nor_where_a_server_points_to_it(String address, String verdict) throws Exception {
    location = filled(address);
    try (Fetcher fetcher = fetcher(List.of(AddressBlock.of(SERVER)))) {
      Throwable thrown =
          catchThrowable(
              () -> fetcher.fetch("http://" + SERVER + ":" + server.getAddress().getPort() + "/"));
      assertThat(thrown)
          .isInstanceOfAny(UnusableVideoException.class, RetryableException.class)
          .hasMessageEndingWith(".");
    }
    assertNothingHappened();
  }

  @Test
  void the_trap_catches_whom_settings_let_through() throws Exception {
    List<AddressBlock> own = Stream.of("127.0.0.0/8", "::1").map(AddressBlock::of).toList();
    List<String> spellings =
        List.of("127.0.0.1", "localhost", "127.9.9.9", "[::1]", "[::ffff:127.0.0.1]");
    for (String host : spellings) {
      try (Fetcher fetcher = fetcher(own)) {
        int before = trap.caught();
        fetcher.fetch("http://%s:%d/x.mp4".formatted(host, trap.port())).close();
        assertThat(trap.caught()).as(host).isEqualTo(before + 1);
      }
    }
  }

  @Test
  void ports_are_judged_too() throws Exception {
    Destinations usual =
        new Destinations(
            List.of(AddressBlock.of("127.0.0.0/8")), List.of(Destinations.Ports.of("80")));
    try (Fetcher fetcher = fetcher(usual)) {
      Throwable thrown =
          catchThrowable(() -> fetcher.fetch("http://127.0.0.1:%d/x".formatted(trap.port())));
      assertThat(thrown)
          .isInstanceOf(UnusableVideoException.class)
          .hasMessageContaining("port " + trap.port() + " of 127.0.0.1 is none of those");
    }
    assertNothingHappened();
  }

  private void assertRefused(Throwable thrown, String verdict) {
    switch (verdict) {
      case "refused" ->
          assertThat(thrown).isInstanceOf(UnusableVideoException.class).hasMessageEndingWith(".");
      case "unknown" ->
          assertThat(thrown)
              .isInstanceOfAny(UnusableVideoException.class, RetryableException.class)
              .hasMessageEndingWith(".");
      default -> throw new IllegalArgumentException(verdict);
    }
  }

  private void assertNothingHappened() throws IOException {
    assertThat(trap.caught()).isZero();
    try (Stream<Path> left = Files.list(work)) {
      assertThat(left).isEmpty();
    }
  }

  private String filled(String address) {
    return address
        .replace("{PORT}", Integer.toString(trap.port()))
        .replace("{ROOT}", folder.resolve("root").toString())
        .replace("{OUTSIDE}", folder.resolve("outside").toString());
  }

  private Fetcher fetcher(List<AddressBlock> networks) {
    return fetcher(new Destinations(networks, List.of(Destinations.Ports.ALL)));
  }

  private Fetcher fetcher(Destinations destinations) {
    return new Fetcher(
        new FetchLimits(
            VideoContract.SCHEMES,
            1000,
            new FetchLimits.Time(
                Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(20), 0),
            2,
            work),
        new Reach(destinations, List.of(folder.resolve("root")), HostSecrets.NONE));
  }
}
