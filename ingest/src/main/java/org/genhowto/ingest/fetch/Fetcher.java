package org.genhowto.ingest.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.genhowto.ingest.fetch.Download.Content;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.remote.HostPermits;
import org.genhowto.schemas.ContractException;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.VideoContract;

/**
 * The one place where videos come in: local files are used where they are, others are copied to a
 * local file first, so that nothing that parses media ever sees the network. Safe for several
 * threads; how many fetch from one host at a time is up to {@link #permits}.
 */
public final class Fetcher {
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  private final FetchLimits limits;
  private final HttpClient client;
  private final HostPermits permits;
  private final HostCircuit circuit;

  /** Clears away first what killed processes left. */
  public Fetcher(FetchLimits limits) {
    this.limits = limits;
    this.permits = new HostPermits(limits.perHost());
    this.circuit = new HostCircuit(System::nanoTime);
    this.client =
        HttpClient.newBuilder()
            // An upgrade to HTTP/2 on plain connections confuses servers and gains nothing here.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limits.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    Workplace.sweep(limits.folder(), started());
  }

  /** Who may fetch from which host at present. */
  public HostPermits permits() {
    return permits;
  }

  /**
   * Checks where a video is to come from.
   *
   * @throws UnusableVideoException nothing can come from there
   */
  public URI locate(String uri) throws UnusableVideoException {
    try {
      return VideoContract.requireUri(uri, limits.schemes());
    } catch (ContractException e) {
      throw new UnusableVideoException("Its " + e.getMessage() + ".", e);
    }
  }

  /** The video behind a URI that is tried for the first time. */
  public FetchedVideo fetch(String uri)
      throws UnusableVideoException, RetryableException, OutageException, InterruptedException {
    return fetch(locate(uri), 1);
  }

  /**
   * The video at a place that was {@link #locate located}; the caller closes it.
   *
   * @param attempt how often this video was tried, from 1
   * @throws UnusableVideoException there is none, and never will be
   * @throws RetryableException its own host fails
   * @throws OutageException this machine cannot keep it
   */
  public FetchedVideo fetch(URI location, int attempt)
      throws UnusableVideoException, RetryableException, OutageException, InterruptedException {
    try {
      if (location.getScheme().equals("file")) {
        return local(location);
      }
      circuit.enter(location, attempt);
      return remote(location);
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    } catch (StorageException e) {
      throw new OutageException(
          "Videos cannot be kept in %s: %s.".formatted(limits.folder(), Transfer.reason(e)), e);
    } catch (Transfer.TooSlowException e) {
      throw new RetryableException(Transfer.reason(e) + ".", e);
    } catch (IOException e) {
      throw new RetryableException(
          "Cannot fetch %s: %s.".formatted(location, PlainText.shown(Transfer.reason(e))), e);
    }
  }

  private FetchedVideo local(URI location) throws UnusableVideoException, IOException {
    Path file;
    try {
      file = Path.of(location);
    } catch (IllegalArgumentException e) { // As far as this machine can name it.
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
    return new FetchedVideo(file, length, Sha256.of(file), null);
  }

  private FetchedVideo remote(URI location)
      throws UnusableVideoException, RetryableException, IOException, InterruptedException {
    Workplace workplace = workplace();
    boolean kept = false;
    try {
      Path file = workplace.file("video");
      Content content = follow(location, new Transfer(client, limits, file));
      kept = true;
      return new FetchedVideo(file, content.length(), content.sha256(), workplace);
    } finally {
      if (!kept) {
        workplace.close();
      }
    }
  }

  private Workplace workplace() throws StorageException {
    try {
      return Workplace.in(limits.folder());
    } catch (IOException e) {
      throw new StorageException(e);
    }
  }

  private Content follow(URI location, Transfer transfer)
      throws UnusableVideoException, RetryableException, IOException, InterruptedException {
    URI next = location;
    for (int redirects = 0; redirects <= FetchLimits.MAX_REDIRECTS; redirects++) {
      HttpResponse<Optional<Content>> response = ask(next, transfer);
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

  // Whatever a client of HTTP throws about an answer is that server's fault.
  @SuppressWarnings("CatchingUnchecked")
  private HttpResponse<Optional<Content>> ask(URI location, Transfer transfer)
      throws UnusableVideoException, IOException, InterruptedException {
    try {
      HttpResponse<Optional<Content>> response = transfer.from(location);
      if (!passing(response.statusCode())) {
        circuit.answered(location);
      }
      return response;
    } catch (TooLargeException e) {
      throw e.unusable(location);
    } catch (StorageException e) {
      throw e;
    } catch (IOException e) {
      circuit.failed(location, Transfer.reason(e));
      throw e;
    } catch (RuntimeException e) {
      throw new IOException(Transfer.reason(e), e);
    }
  }

  private URI redirected(URI from, HttpResponse<?> response) throws UnusableVideoException {
    String target = response.headers().firstValue("Location").orElse("");
    if (target.isBlank()) {
      throw new UnusableVideoException(from + " redirects without saying where to.");
    }
    try {
      URI next = from.resolve(target.strip().replaceFirst("#.*", ""));
      if ("file".equalsIgnoreCase(next.getScheme())) {
        throw new UnusableVideoException(from + " redirects to a local file, which is refused.");
      }
      return VideoContract.requireUri(next.toString(), limits.schemes());
    } catch (IllegalArgumentException e) { // No URI, or none that is followed.
      throw new UnusableVideoException(
          "%s redirects to '%s', which cannot be followed: %s."
              .formatted(from, PlainText.shown(target), PlainText.shown(Transfer.reason(e))),
          e);
    }
  }

  private UnusableVideoException refused(URI location, int status) throws RetryableException {
    String message = "The server answered %d for %s.".formatted(status, location);
    if (passing(status)) {
      circuit.failed(location, "HTTP status " + status);
      throw new RetryableException(message, new IOException("HTTP status " + status));
    }
    return new UnusableVideoException(message);
  }

  /** Whether another time the server may answer otherwise. */
  private static boolean passing(int status) {
    return status >= 500 || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT;
  }

  private static InterruptedException interrupted(IOException cause) {
    InterruptedException interrupted = new InterruptedException("interrupted while fetching");
    interrupted.initCause(cause);
    Thread.interrupted(); // What is thrown tells it.
    return interrupted;
  }

  private static Instant started() {
    return ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
  }
}
