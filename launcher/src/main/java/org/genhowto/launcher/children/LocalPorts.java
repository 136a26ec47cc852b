package org.genhowto.launcher.children;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Ports of this machine that children are given, and whether somebody answers there. */
public final class LocalPorts {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int OK = 200;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /** A port that is free now. */
  public static int free() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /** Whether a path is answered with 200, soon. */
  public boolean answers(int port, String path) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(PATIENCE)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException e) {
      return false; // Nobody is there, or it takes too long.
    }
  }
}
