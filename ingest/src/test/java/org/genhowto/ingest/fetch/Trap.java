package org.genhowto.ingest.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Listens on every address of this machine, and counts who comes. */
final class Trap implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket();
  private final AtomicInteger caught = new AtomicInteger();

  Trap() throws IOException {
    socket.bind(new InetSocketAddress((InetAddress) null, 0));
    Thread thread = new Thread(this::listen, "trap");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  int caught() {
    return caught.get();
  }

  private void listen() {
    while (!socket.isClosed()) {
      try (Socket caller = socket.accept()) {
        caught.incrementAndGet();
        while (caller.getInputStream().read() != '\r') {} // Or what it sends meets a closed door.
        caller
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx".getBytes(US_ASCII));
      } catch (IOException e) {
        // Closed, or the caller has left.
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
