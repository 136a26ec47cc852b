package org.genhowto.ingest.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers each connection with bytes of its script, and hangs up. */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Script script;
  private final List<String> heads = new CopyOnWriteArrayList<>();

  ScriptedServer(String address, Script script) throws IOException {
    this.socket = new ServerSocket(0, 50, InetAddress.getByName(address));
    this.script = script;
    Thread thread = new Thread(this::serve, "server");
    thread.setDaemon(true);
    thread.start();
  }

  /** What is answered. */
  interface Script {
    /**
     * Writes an answer.
     *
     * @param head request line and headers
     */
    void answer(String head, OutputStream out) throws IOException, InterruptedException;
  }

  /** Whole answers: a head without its last line end, and a body of which the length is added. */
  static void write(OutputStream out, String head, byte[] body) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(
        (head + "\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(ISO_8859_1));
    whole.writeBytes(body);
    out.write(whole.toByteArray());
  }

  /** What was asked, oldest first. */
  List<String> heads() {
    return heads;
  }

  String url(String path) {
    return "http://%s%s".formatted(host(), path);
  }

  String host() {
    return socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  /** Each connection by itself: clients open some that they never use. */
  private void serve() {
    while (!socket.isClosed()) {
      try {
        Socket caller = socket.accept();
        Thread thread = new Thread(() -> serve(caller), "connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void serve(Socket caller) {
    try (caller) {
      String head = head(caller.getInputStream());
      heads.add(head);
      script.answer(head, caller.getOutputStream());
      caller.getOutputStream().flush();
    } catch (IOException e) {
      // The caller has left.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no whole request");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
