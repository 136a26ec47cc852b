package org.genhowto.runtime.process;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A client that has sent half of something, and waits. */
final class HalfSent {
  private HalfSent() {}

  /** Waits for the end of what the server says, which is that of the connection. */
  static boolean closed(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {
        // An answer to half a request.
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // Reset.
    }
  }
}
