package org.genhowto.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.genhowto.runtime.remote.Destinations;
import org.genhowto.runtime.remote.ForbiddenAddressException;
import org.genhowto.runtime.remote.RemoteClient;
import org.genhowto.runtime.worker.WorkerComponent;
import org.genhowto.schemas.Causes;

/** Posts to strangers' addresses: within limits of time, little of the answer read. */
final class WebhookCalls implements WorkerComponent {
  /** What an answer says is for people who read a dead letter. */
  private static final int LONGEST_TEXT = 2048;

  private final WebhookSettings settings;
  private final RemoteClient client;

  WebhookCalls(WebhookSettings settings) {
    this.settings = settings;
    this.client =
        new RemoteClient(
            "webhooks",
            settings.reach() == WebhookSettings.Reach.PUBLIC
                ? Destinations.PUBLIC
                : Destinations.ANYWHERE,
            settings.connectTimeout());
  }

  /**
   * What a receiver answered.
   *
   * @param retryAfter as its header has it
   * @param text the beginning of the body
   */
  record Answer(int status, Optional<String> retryAfter, String text) {}

  @Override
  public void start() {
    client.start();
  }

  @Override
  public void close() {
    client.close();
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
            .http()
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
