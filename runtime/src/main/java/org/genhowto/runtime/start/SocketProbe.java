package org.genhowto.runtime.start;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** What is at an address where Kafka is looked for, told from what it answers. */
final class SocketProbe {
  private static final int PATIENCE = 2000;

  /** ApiVersions, version 0, number 1, of a client without a name: what any Kafka answers. */
  private static final byte[] API_VERSIONS = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, -1, -1};

  private static final byte[] HTTP_REQUEST =
      "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int TLS_ALERT = 0x15;
  private static final int TLS_HANDSHAKE = 0x16;

  /** What was found. */
  enum Finding {
    UNKNOWN_HOST("its host is unknown"),
    REFUSED("nothing listens there"),
    NO_CONNECTION("no connection comes about"),
    KAFKA("a Kafka answers"),
    HTTP("what listens there speaks HTTP, not Kafka"),
    TLS("what listens there wants TLS: kafka.security.protocol would be SSL or SASL_SSL"),
    CLOSES(
        "what listens there closes the connection: it is no Kafka, or kafka.security.protocol"
            + " is another one there"),
    SILENT("what listens there does not answer: it is no Kafka, or is overloaded");

    private final String words;

    Finding(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private SocketProbe() {}

  /** Looks at HOST:PORT. */
  static Finding at(String address) {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, Math.max(colon, 0)).replaceAll("^.*//|[\\[\\]]", "");
    InetSocketAddress target;
    try {
      target =
          new InetSocketAddress(
              InetAddress.getByName(host), Integer.parseInt(address.substring(colon + 1)));
    } catch (UnknownHostException | IllegalArgumentException e) {
      return Finding.UNKNOWN_HOST;
    }
    Finding finding = ask(target, API_VERSIONS);
    boolean unclear = finding == Finding.CLOSES || finding == Finding.SILENT;
    return unclear && ask(target, HTTP_REQUEST) == Finding.HTTP ? Finding.HTTP : finding;
  }

  private static Finding ask(InetSocketAddress target, byte[] question) {
    try (Socket socket = new Socket()) {
      socket.connect(target, PATIENCE);
      return answer(socket, question);
    } catch (ConnectException e) {
      return Finding.REFUSED;
    } catch (IOException e) {
      return Finding.NO_CONNECTION;
    }
  }

  private static Finding answer(Socket socket, byte[] question) {
    try {
      socket.setSoTimeout(PATIENCE);
      socket.getOutputStream().write(question);
      InputStream in = socket.getInputStream();
      byte[] head = in.readNBytes(8);
      return head.length == 0 ? Finding.CLOSES : meaning(head);
    } catch (SocketTimeoutException e) {
      return Finding.SILENT;
    } catch (IOException e) {
      return Finding.CLOSES;
    }
  }

  private static Finding meaning(byte[] head) {
    if (new String(head, StandardCharsets.US_ASCII).startsWith("HTTP")) {
      return Finding.HTTP;
    }
    if (head[0] == TLS_ALERT || head[0] == TLS_HANDSHAKE) {
      return Finding.TLS;
    }
    // The answer carries the number of the question.
    boolean ours = head.length == 8 && head[4] == 0 && head[5] == 0 && head[6] == 0 && head[7] == 1;
    return ours ? Finding.KAFKA : Finding.CLOSES;
  }
}
