package org.genhowto.ingest.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpHeader;
import org.genhowto.runtime.remote.ForbiddenAddressException;
import org.genhowto.runtime.remote.RemoteClient;
import org.genhowto.schemas.Redaction;

/** One file over HTTP, redirects not followed, within the limits of time. */
final class Transfer {
  private final RemoteClient client;
  private final FetchLimits limits;
  private final Path file;
  private final long deadline;

  /** The time for the whole transfer begins now. */
  Transfer(RemoteClient client, FetchLimits limits, Path file) {
    this.client = client;
    this.limits = limits;
    this.file = file;
    this.deadline = System.nanoTime() + limits.time().whole().toNanos();
  }

  /** A server that says too little, too late. */
  static final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1L;

    TooSlowException(String message) {
      super(message);
    }
  }

  /**
   * Asks for what is at an address; a transfer that breaks off goes on where it was, as long as
   * each try brings something. The file is filled where the answer has found it.
   *
   * @throws ForbiddenAddressException it may not be asked
   * @throws TooLargeException there are more bytes than a video may have
   * @throws StorageException the file cannot be written
   * @throws IOException the server cannot be reached, or breaks off
   */
  Answer from(URI location, Map<String, String> headers) throws IOException, InterruptedException {
    Optional<Download.Part> part = Optional.empty();
    for (int resumes = 0; ; resumes++) {
      Download download = Download.into(file, limits.maxBytes(), part);
      try {
        return ask(location, headers, part, download);
      } catch (ForbiddenAddressException
          | TooLargeException
          | StorageException
          | TooSlowException e) {
        throw e;
      } catch (IOException e) {
        long before = part.map(Download.Part::length).orElse(0L);
        part = download.rest();
        if (part.isEmpty() || part.get().length() <= before || resumes == FetchLimits.MAX_RESUMES) {
          throw e;
        }
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // How it aborts is nobody's matter.
  private Answer ask(
      URI location, Map<String, String> headers, Optional<Download.Part> part, Download download)
      throws IOException, InterruptedException {
    Request request =
        client
            .http()
            .newRequest(location)
            .headers(
                fields -> {
                  fields.put(HttpHeader.ACCEPT_ENCODING, "identity");
                  // One kept open may be closed by the server at the moment it is used again.
                  fields.put(HttpHeader.CONNECTION, "close");
                  headers.forEach(fields::put);
                  part.ifPresent(
                      there -> {
                        fields.put(HttpHeader.RANGE, "bytes=" + there.length() + "-");
                        fields.put(HttpHeader.IF_RANGE, there.validator());
                      });
                });
    request.send(download);
    try {
      return await(location, download);
    } catch (ExecutionException | CancellationException e) {
      Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
      if (cause instanceof IOException known && !(cause instanceof EOFException)) {
        throw known;
      }
      throw new IOException(
          cause instanceof EOFException ? "the server ended the connection" : reason(cause), cause);
    } finally {
      request.abort(new IOException("nobody waits any more")); // Does nothing where it is over.
    }
  }

  private Answer await(URI location, Download download)
      throws IOException, InterruptedException, ExecutionException {
    long idle = limits.time().idle().toNanos();
    long windowEnd = System.nanoTime() + idle;
    long windowLength = download.length();
    while (true) {
      long now = System.nanoTime();
      long idleLeft = download.lastSign() + idle - now;
      if (deadline - now <= 0) {
        throw slow(location, "was not transferred within " + seconds(limits.time().whole()));
      }
      if (idleLeft <= 0 && !download.answer().isDone()) {
        throw slow(location, "sent nothing for " + seconds(limits.time().idle()));
      }
      if (windowEnd - now <= 0) {
        requireFast(location, download.length() - windowLength);
        windowEnd = now + idle;
        windowLength = download.length();
      }
      long patience = Math.min(Math.max(1, idleLeft), Math.min(windowEnd, deadline) - now);
      try {
        return download.answer().get(patience, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        // The limits are looked at again: something may have come meanwhile.
      }
    }
  }

  private void requireFast(URI location, long bytes) throws TooSlowException {
    double least = limits.time().slowest() * (limits.time().idle().toMillis() / 1000.0);
    if (bytes < least) {
      throw slow(
          location,
          "sent %d bytes in %s, expected at least %d a second"
              .formatted(bytes, seconds(limits.time().idle()), limits.time().slowest()));
    }
  }

  private static TooSlowException slow(URI location, String what) {
    return new TooSlowException(Redaction.uri(location.toString()) + " " + what);
  }

  static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }
}
