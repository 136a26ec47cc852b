package org.genhowto.ingest.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.remote.ForbiddenAddressException;
import org.genhowto.runtime.remote.HostPermits;
import org.genhowto.runtime.remote.RemoteClient;
import org.genhowto.schemas.ContractException;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.Redaction;
import org.genhowto.schemas.VideoAddresses;
import org.genhowto.schemas.VideoContract;

/**
 * The one place where videos come in: each becomes a file in a folder of its own first, so that
 * nothing that parses media ever sees the network or another's folder. Safe for several threads;
 * how many fetch from one host at a time is up to {@link #permits}.
 */
public final class Fetcher implements AutoCloseable {
  private static final String NAME = "video";
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  private static final int UNAUTHORIZED = 401;

  private final FetchLimits limits;
  private final Reach reach;
  private final RemoteClient client;
  private final LocalFiles files;
  private final HostPermits permits;
  private final HostCircuit circuit;

  /** Clears away first what killed processes left; the caller closes it. */
  public Fetcher(FetchLimits limits, Reach reach) {
    this.limits = limits;
    this.reach = reach;
    this.permits = new HostPermits(limits.perHost());
    this.circuit = new HostCircuit(System::nanoTime);
    this.files = new LocalFiles(reach.fileRoots(), limits.maxBytes());
    this.client = new RemoteClient("ingest", reach.destinations(), limits.time().connect());
    client.start();
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
        return kept(workplace -> files.take(location, workplace.file(NAME)));
      }
      circuit.enter(location, attempt);
      return kept(workplace -> follow(location, workplace.file(NAME)));
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    } catch (StorageException e) {
      throw new OutageException(
          "Videos cannot be kept in %s: %s.".formatted(limits.folder(), Transfer.reason(e)), e);
    } catch (Transfer.TooSlowException e) {
      throw new RetryableException(Transfer.reason(e) + ".", e);
    } catch (IOException e) {
      throw new RetryableException(
          "Cannot fetch %s: %s."
              .formatted(shown(location), PlainText.shown(Redaction.text(Transfer.reason(e)))),
          e);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  /** Puts a video into its place. */
  private interface Filling {
    void fill(Workplace workplace)
        throws UnusableVideoException, RetryableException, IOException, InterruptedException;
  }

  private FetchedVideo kept(Filling filling)
      throws UnusableVideoException, RetryableException, IOException, InterruptedException {
    Workplace workplace = workplace();
    boolean kept = false;
    try {
      filling.fill(workplace);
      Path file = workplace.file(NAME);
      FetchedVideo video = new FetchedVideo(file, Files.size(file), Sha256.of(file), workplace);
      kept = true;
      return video;
    } finally {
      if (!kept) {
        workplace.close();
      }
    }
  }

  private Workplace workplace() throws IOException {
    try {
      return Workplace.in(limits.folder());
    } catch (IOException e) {
      throw StorageException.of(e);
    }
  }

  private void follow(URI location, Path file)
      throws UnusableVideoException, RetryableException, IOException, InterruptedException {
    Transfer transfer = new Transfer(client, limits, file);
    Login login = Login.of(location, reach.secrets());
    URI next = location;
    for (int redirects = 0; redirects <= FetchLimits.MAX_REDIRECTS; redirects++) {
      login = login.at(next);
      Answer answer = ask(next, login, transfer);
      if (answer.found()) {
        unpack(answer, next, file);
        return;
      }
      if (!answer.redirects()) {
        throw refused(next, answer.status());
      }
      next = redirected(next, answer.location());
    }
    throw new UnusableVideoException(
        "%s redirects more than %d times.".formatted(shown(location), FetchLimits.MAX_REDIRECTS));
  }

  // Whatever a client of HTTP throws about an answer is that server's fault.
  @SuppressWarnings("CatchingUnchecked")
  private Answer ask(URI location, Login login, Transfer transfer)
      throws UnusableVideoException, IOException, InterruptedException {
    try {
      Answer answer = transfer.from(Login.without(location), login.headers(location));
      if (!passing(answer.status())) {
        circuit.answered(location);
      }
      return answer;
    } catch (TooLargeException e) {
      throw e.unusable(location);
    } catch (ForbiddenAddressException e) {
      throw new UnusableVideoException(
          "%s is not fetched: %s; ingest.allowed-networks and ingest.allowed-ports say what is."
              .formatted(shown(location), e.getMessage()),
          e);
    } catch (StorageException e) {
      throw e;
    } catch (IOException e) {
      circuit.failed(location, Transfer.reason(e));
      throw e;
    } catch (RuntimeException e) {
      throw new IOException(Transfer.reason(e), e);
    }
  }

  private void unpack(Answer answer, URI location, Path file)
      throws UnusableVideoException, IOException {
    if (!Unpacking.knows(answer.encodings())) {
      throw new UnusableVideoException(
          "%s comes packed as %s, expected gzip, deflate or nothing around it."
              .formatted(shown(location), PlainText.shown(String.join(", ", answer.encodings()))));
    }
    try {
      Unpacking.undo(answer.encodings(), file, limits.maxBytes());
    } catch (TooLargeException e) {
      throw e.unusable(location);
    }
  }

  private URI redirected(URI from, String target) throws UnusableVideoException {
    if (target.isBlank()) {
      throw new UnusableVideoException(shown(from) + " redirects without saying where to.");
    }
    try {
      URI reference = URI.create(VideoAddresses.lenient(target).replaceFirst("#.*", ""));
      URI next = VideoAddresses.resolve(Login.without(from), reference);
      if ("file".equalsIgnoreCase(next.getScheme())) {
        throw new UnusableVideoException(
            shown(from) + " redirects to a local file, which is refused.");
      }
      return VideoContract.requireUri(next.toString(), limits.schemes());
    } catch (IllegalArgumentException e) { // No URI, or none that is followed.
      throw new UnusableVideoException(
          "%s redirects to '%s', which cannot be followed: %s."
              .formatted(
                  shown(from),
                  PlainText.shown(Redaction.uri(target)),
                  PlainText.shown(Redaction.text(Transfer.reason(e)))),
          e);
    }
  }

  private UnusableVideoException refused(URI location, int status) throws RetryableException {
    String message =
        "The server answered %d for %s%s."
            .formatted(
                status,
                shown(location),
                status == UNAUTHORIZED ? ": it asks who we are, see ingest.logins" : "");
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

  private static String shown(URI location) {
    return Redaction.uri(location.toString());
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
