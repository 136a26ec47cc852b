package org.genhowto.ingest.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.genhowto.ingest.fetch.Download.Content;

/** One file over HTTP, redirects not followed, within the limits of time. */
final class Transfer {
  private final HttpClient client;
  private final FetchLimits limits;
  private final Path file;
  private final long deadline;
  private volatile long lastSign;

  /** The time for the whole transfer begins now. */
  Transfer(HttpClient client, FetchLimits limits, Path file) {
    this.client = client;
    this.limits = limits;
    this.file = file;
    this.deadline = System.nanoTime() + limits.timeout().toNanos();
  }

  /** A server that says too little, too late. */
  static final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1L;

    TooSlowException(String message) {
      super(message);
    }
  }

  /**
   * Asks for what is at an address; the content is there where the file is filled.
   *
   * @throws StorageException the file cannot be written
   * @throws IOException the server cannot be reached, or breaks off
   */
  HttpResponse<Optional<Content>> from(URI location) throws IOException, InterruptedException {
    lastSign = System.nanoTime();
    HttpRequest request =
        HttpRequest.newBuilder(location).header("User-Agent", "genhowto-ingest").build();
    CompletableFuture<HttpResponse<Optional<Content>>> response =
        client.sendAsync(
            request, Download.into(file, limits.maxBytes(), () -> lastSign = System.nanoTime()));
    try {
      return await(location, response);
    } catch (ExecutionException e) {
      Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
      if (cause instanceof StorageException || cause instanceof TooLargeException) {
        throw (IOException) cause;
      }
      throw new IOException(reason(cause), cause);
    } finally {
      // Ends a transfer that is still under way; does nothing to a finished one.
      response.cancel(true);
    }
  }

  private <T> T await(URI location, CompletableFuture<T> response)
      throws IOException, InterruptedException, ExecutionException {
    while (true) {
      long now = System.nanoTime();
      long idleLeft = lastSign + limits.idleTimeout().toNanos() - now;
      if (deadline - now <= 0) {
        throw new TooSlowException(
            "%s was not transferred within %s".formatted(location, seconds(limits.timeout())));
      }
      if (idleLeft <= 0) {
        throw new TooSlowException(
            "%s sent nothing for %s".formatted(location, seconds(limits.idleTimeout())));
      }
      try {
        return response.get(Math.min(idleLeft, deadline - now), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        // The limits are looked at again: something may have come meanwhile.
      }
    }
  }

  static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }
}
