package org.genhowto.runtime.blob;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/** Passes bytes on to a server and back, but keeps one answer to itself: it hangs up instead. */
final class ForgetfulProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int server;
  private final ExecutorService pipes = Executors.newCachedThreadPool();
  private final AtomicReference<String> forget = new AtomicReference<>("");
  private volatile boolean armed;

  ForgetfulProxy(int server) throws IOException {
    this.server = server;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    pipes.execute(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** The next request that begins so is done by the server, and its answer never comes. */
  void forgetAnswerTo(String begin) {
    forget.set(begin);
    armed = true;
  }

  /** Whether an answer has been kept. */
  boolean forgot() {
    return !armed;
  }

  private void accept() {
    try {
      while (!listening.isClosed()) {
        Socket client = listening.accept();
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
        Pipe pipe = new Pipe(client, behind);
        pipes.execute(pipe::forward);
        pipes.execute(pipe::back);
      }
    } catch (IOException e) {
      if (!listening.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    pipes.shutdownNow();
  }

  private final class Pipe {
    private final Socket client;
    private final Socket behind;
    private volatile boolean keep;

    Pipe(Socket client, Socket behind) {
      this.client = client;
      this.behind = behind;
    }

    void forward() {
      copy(client, behind, true);
    }

    void back() {
      copy(behind, client, false);
    }

    private void copy(Socket from, Socket to, boolean request) {
      byte[] buffer = new byte[1 << 16];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          String begin = new String(buffer, 0, Math.min(n, 400), StandardCharsets.ISO_8859_1);
          if (request && armed && begin.startsWith(forget.get())) {
            keep = true;
          }
          if (!request && keep && !begin.startsWith("HTTP/1.1 100")) {
            armed = false;
            return;
          }
          out.write(buffer, 0, n);
        }
      } catch (IOException e) {
        // The other end hung up: so do we.
      }
    }
  }
}
