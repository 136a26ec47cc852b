package org.genhowto.ingest.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.handler.RetryableException;

/**
 * The one place where videos come in: local files are used where they are, others are copied to a
 * local file first, so that nothing that parses media ever sees the network.
 */
public final class Fetcher {
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  private final FetchLimits limits;
  private final HttpClient client;

  public Fetcher(FetchLimits limits) {
    this.limits = limits;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(limits.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** The video behind a URI; the caller closes it. */
  public FetchedVideo fetch(String uri)
      throws UnusableVideoException, RetryableException, InterruptedException {
    URI location = parse(uri);
    try {
      return location.getScheme().equals("file") ? local(location) : remote(location);
    } catch (IOException e) {
      throw new RetryableException("Cannot fetch " + location + ": " + reason(e) + ".", e);
    }
  }

  private URI parse(String uri) throws UnusableVideoException {
    URI location;
    try {
      location = URI.create(uri.strip());
    } catch (IllegalArgumentException e) {
      throw new UnusableVideoException("'" + uri + "' is not a URI: " + e.getMessage() + ".", e);
    }
    return checked(location);
  }

  private URI checked(URI location) throws UnusableVideoException {
    String scheme = Optional.ofNullable(location.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    if (!limits.schemes().contains(scheme)) {
      throw new UnusableVideoException(
          "%s has scheme '%s', expected one of %s."
              .formatted(location, scheme, limits.schemes().stream().sorted().toList()));
    }
    return scheme.equals(location.getScheme())
        ? location
        : URI.create(scheme + location.toString().substring(scheme.length()));
  }

  private FetchedVideo local(URI location) throws UnusableVideoException, IOException {
    Path file;
    try {
      file = Path.of(location);
    } catch (IllegalArgumentException e) {
      throw new UnusableVideoException(
          location + " names no local file, expected file:/absolute/path.", e);
    }
    if (!Files.exists(file)) {
      throw new UnusableVideoException("There is no file " + file + ".");
    }
    if (!Files.isRegularFile(file)) {
      throw new UnusableVideoException(file + " is not a regular file.");
    }
    if (!Files.isReadable(file)) {
      throw new UnusableVideoException(file + " may not be read by this process.");
    }
    long length = Files.size(file);
    if (length > limits.maxBytes()) {
      throw new TooLargeException(length, limits.maxBytes()).unusable(location);
    }
    return new FetchedVideo(file, length, Sha256.of(file), false);
  }

  private FetchedVideo remote(URI location)
      throws UnusableVideoException, RetryableException, IOException, InterruptedException {
    Files.createDirectories(limits.folder());
    Path file = Files.createTempFile(limits.folder(), "genhowto-ingest-", ".video");
    boolean kept = false;
    try {
      FetchedVideo video = follow(location, file);
      kept = true;
      return video;
    } finally {
      if (!kept) {
        Files.deleteIfExists(file);
      }
    }
  }

  private FetchedVideo follow(URI location, Path file)
      throws UnusableVideoException, RetryableException, IOException, InterruptedException {
    long deadline = System.nanoTime() + limits.timeout().toNanos();
    URI next = location;
    for (int redirects = 0; redirects <= FetchLimits.MAX_REDIRECTS; redirects++) {
      HttpResponse<Optional<FetchedVideo>> response = transfer(next, file, deadline);
      if (response.body().isPresent()) {
        return response.body().get();
      }
      if (response.statusCode() < 300 || response.statusCode() >= 400) {
        throw refused(next, response.statusCode());
      }
      next = redirected(next, response);
    }
    throw new UnusableVideoException(
        "%s redirects more than %d times.".formatted(location, FetchLimits.MAX_REDIRECTS));
  }

  private HttpResponse<Optional<FetchedVideo>> transfer(URI location, Path file, long deadline)
      throws UnusableVideoException, RetryableException, IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(location).header("User-Agent", "genhowto-ingest").build();
    CompletableFuture<HttpResponse<Optional<FetchedVideo>>> response =
        client.sendAsync(request, Download.into(file, limits.maxBytes()));
    try {
      return response.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new RetryableException(
          "%s was not transferred within %s.".formatted(location, seconds(limits.timeout())), e);
    } catch (ExecutionException e) {
      Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
      if (cause instanceof TooLargeException tooLarge) {
        throw tooLarge.unusable(location);
      }
      throw new IOException(reason(cause), cause);
    } finally {
      // Ends a transfer that is still under way; does nothing to a finished one.
      response.cancel(true);
    }
  }

  private URI redirected(URI from, HttpResponse<?> response) throws UnusableVideoException {
    String target =
        response
            .headers()
            .firstValue("Location")
            .orElseThrow(
                () -> new UnusableVideoException(from + " redirects without saying where to."));
    URI next;
    try {
      next = checked(from.resolve(target));
    } catch (IllegalArgumentException e) {
      throw new UnusableVideoException(from + " redirects to '" + target + "', not a URI.", e);
    }
    if (next.getScheme().equals("file")) {
      throw new UnusableVideoException(from + " redirects to a local file, which is refused.");
    }
    return next;
  }

  private static UnusableVideoException refused(URI location, int status)
      throws RetryableException {
    String message = "The server answered %d for %s.".formatted(status, location);
    if (status >= 500 || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT) {
      throw new RetryableException(message, new IOException("HTTP status " + status));
    }
    return new UnusableVideoException(message);
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }
}
