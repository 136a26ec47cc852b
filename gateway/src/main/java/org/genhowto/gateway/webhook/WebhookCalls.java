package org.genhowto.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.genhowto.runtime.remote.PublicAddresses;
import org.genhowto.runtime.worker.WorkerComponent;
import org.genhowto.schemas.Causes;

/**
 * Posts to strangers' addresses: within limits of time, redirects not followed, cookies not kept,
 * little of the answer read. Where only public addresses may be called, the address that a
 * connection goes to is the one that was judged, so that a name cannot mean another one in between.
 */
final class WebhookCalls implements WorkerComponent {
  /** What an answer says is for people who read a dead letter. */
  private static final int LONGEST_TEXT = 2048;

  private static final int LONGEST_HEADERS = 16 * 1024;
  private static final int MOST_THREADS = 16;

  private final WebhookSettings settings;
  private final HttpClient client = new HttpClient();

  WebhookCalls(WebhookSettings settings) {
    this.settings = settings;
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS);
    threads.setName("webhooks-http");
    threads.setDaemon(true);
    Scheduler timer = new ScheduledExecutorScheduler("webhooks-timer", true);
    client.setExecutor(threads);
    client.setScheduler(timer);
    if (settings.reach() == WebhookSettings.Reach.PUBLIC) {
      long limit = settings.connectTimeout().toMillis();
      client.setSocketAddressResolver(
          publicOnly(new SocketAddressResolver.Async(threads, timer, limit)));
    }
    client.setFollowRedirects(false);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setConnectTimeout(settings.connectTimeout().toMillis());
    client.setAddressResolutionTimeout(settings.connectTimeout().toMillis());
    client.setMaxResponseHeadersSize(LONGEST_HEADERS);
    client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "genhowto-webhooks"));
  }

  /**
   * What a receiver answered.
   *
   * @param retryAfter as its header has it
   * @param text the beginning of the body
   */
  record Answer(int status, Optional<String> retryAfter, String text) {}

  /** An address that is not called, whatever it would answer. */
  static final class ForbiddenAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String host) {
      super(host + " is an address of this machine or of a private network");
    }
  }

  @Override
  public void start() {
    try {
      client.start();
    } catch (Exception e) { // As its signature has it; what it starts are threads.
      throw new IllegalStateException("the client of HTTP does not start", e);
    }
  }

  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception e) { // As its signature has it; the threads end with the process.
      throw new IllegalStateException("the client of HTTP does not stop", e);
    }
  }

  /**
   * Posts once.
   *
   * @throws ForbiddenAddressException it may not be called
   * @throws IOException nothing was answered in time
   */
  @SuppressWarnings("FutureReturnValueIgnored") // How it aborts is nobody's matter.
  Answer post(URI address, Map<String, String> headers, byte[] body)
      throws IOException, InterruptedException {
    Reply reply = new Reply();
    Request request =
        client
            .newRequest(address)
            .method(HttpMethod.POST)
            .timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
            .headers(fields -> headers.forEach(fields::put))
            .body(new BytesRequestContent("application/json", body));
    request.send(reply);
    try {
      return reply.answer.get();
    } catch (ExecutionException e) {
      Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
      if (cause instanceof IOException known) {
        throw known;
      }
      throw new IOException(Causes.sentence(cause), cause);
    } finally {
      request.abort(new IOException("nobody waits any more")); // Does nothing where it is over.
    }
  }

  private static SocketAddressResolver publicOnly(SocketAddressResolver all) {
    return (host, port, context, promise) ->
        all.resolve(
            host,
            port,
            context,
            new Promise.Invocable.NonBlocking<List<InetSocketAddress>>() {
              @Override
              public void succeeded(List<InetSocketAddress> found) {
                List<InetSocketAddress> open =
                    found.stream().filter(one -> PublicAddresses.holds(one.getAddress())).toList();
                if (open.isEmpty()) {
                  promise.failed(new ForbiddenAddressException(host));
                } else {
                  promise.succeeded(open);
                }
              }

              @Override
              public void failed(Throwable cause) {
                promise.failed(cause);
              }
            });
  }

  /** Takes in what comes; an answer is one from its status on, however its body ends. */
  private static final class Reply implements Response.Listener {
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    @Override
    public void onContent(Response response, ByteBuffer content) {
      byte[] bytes = new byte[Math.min(content.remaining(), LONGEST_TEXT - text.size())];
      content.get(bytes);
      text.writeBytes(bytes);
      if (text.size() == LONGEST_TEXT) {
        answer.complete(answer(response)); // Whoever waits for it ends the rest.
      }
    }

    @Override
    public void onComplete(Result result) {
      Response response = result.getResponse();
      if (response != null && response.getStatus() > 0) {
        answer.complete(answer(response));
      } else {
        answer.completeExceptionally(
            Optional.ofNullable(result.getFailure())
                .orElseGet(() -> new IOException("the receiver answered nothing")));
      }
    }

    private Answer answer(Response response) {
      return new Answer(
          response.getStatus(),
          Optional.ofNullable(response.getHeaders().get(HttpHeader.RETRY_AFTER)),
          text.toString(UTF_8));
    }
  }
}
