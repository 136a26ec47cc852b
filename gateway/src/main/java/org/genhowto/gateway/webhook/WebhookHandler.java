package org.genhowto.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.genhowto.gateway.requests.GatewayViews;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.handler.Handler;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.NotYetException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.remote.ForbiddenAddressException;
import org.genhowto.runtime.remote.HostPermits;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.ContractException;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.RequestContract;

/**
 * Posts a result to the address that its request named, in the form of the Standard Webhooks
 * specification. A call may be made more than once, always under the same id. What the receiver's
 * answer means: 2xx is the end; 408, 425, 429 and 5xx, as silence, are tried again; everything else
 * is refused for good.
 */
final class WebhookHandler implements Handler<GenerationResult> {
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);
  private static final int BROKEN = 500;

  /** When a receiver that is busy with others is called again. */
  private static final Duration BUSY = Duration.ofMillis(500);

  /** No receiver keeps a record back for longer. */
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private static final int ID_LENGTH = 32;

  private final WebhookCalls calls;
  private final List<WebhookSecret> secrets;
  private final HostPermits permits;
  private final Clock clock;
  private final String base;

  /**
   * @param base what stands before the path of a link
   */
  WebhookHandler(WebhookSettings settings, WebhookCalls calls, Clock clock, String base) {
    this.calls = calls;
    this.secrets = settings.secrets();
    this.permits = new HostPermits(settings.perHost());
    this.clock = clock;
    this.base = base;
  }

  @Override
  public Outcome handle(Incoming<GenerationResult> input)
      throws RetryableException, NotYetException, InterruptedException {
    GenerationResult result = input.value();
    if (result.getWebhook().isEmpty()) {
      return Outcome.skip("no-webhook");
    }
    URI address;
    try {
      address = URI.create(RequestContract.requireWebhook(result.getWebhook().get()));
    } catch (ContractException e) {
      return Outcome.reject(
          "Result of request %s cannot be posted: %s."
              .formatted(PlainText.shown(result.getRequestId()), e.getMessage()));
    }
    if (secrets.isEmpty()) {
      return Outcome.reject(
          "Result of request %s asks to be posted, but webhooks.secret is not set."
              .formatted(result.getRequestId()));
    }
    Optional<HostPermits.Permit> permit = permits.tryAcquire(address);
    if (permit.isEmpty()) {
      throw new NotYetException(receiver(address) + " is busy with other results", BUSY);
    }
    try (HostPermits.Permit held = permit.get()) {
      return call(address, result);
    }
  }

  private Outcome call(URI address, GenerationResult result)
      throws RetryableException, InterruptedException {
    byte[] body = GatewayViews.ended(result, base).getBytes(UTF_8);
    try {
      WebhookCalls.Answer answer = calls.post(address, headers(result, body), body);
      return judged(address, result, answer);
    } catch (ForbiddenAddressException e) {
      return Outcome.reject(
          "Result of request %s is not posted: %s, and webhooks.private is not set."
              .formatted(result.getRequestId(), e.getMessage()));
    } catch (IOException e) {
      throw new RetryableException(
          "%s could not be told of request %s: %s."
              .formatted(
                  receiver(address), result.getRequestId(), PlainText.shown(Causes.sentence(e))),
          e);
    }
  }

  private Outcome judged(URI address, GenerationResult result, WebhookCalls.Answer answer)
      throws RetryableException {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return Outcome.emit();
    }
    String sentence =
        "%s answered %d for the result of request %s, expected 2xx: '%s'."
            .formatted(
                receiver(address), status, result.getRequestId(), PlainText.shown(answer.text()));
    if (status < BROKEN && !PASSING.contains(status)) {
      return Outcome.reject(sentence);
    }
    throw new RetryableException(
        sentence, new IOException("HTTP status " + status), pause(answer.retryAfter()));
  }

  /** The id is the same however often a result is posted, and has no full stop, as signed texts. */
  private Map<String, String> headers(GenerationResult result, byte[] body) {
    String id =
        "msg_"
            + Sha256.of(result.getRequestId() + "/" + result.getRequestHash())
                .substring(0, ID_LENGTH);
    long timestamp = clock.instant().getEpochSecond();
    return Map.of(
        "webhook-id",
        id,
        "webhook-timestamp",
        Long.toString(timestamp),
        "webhook-signature",
        secrets.stream()
            .map(secret -> secret.sign(id, timestamp, body))
            .collect(Collectors.joining(" ")));
  }

  /** Seconds or a moment; what is neither asks for nothing. */
  private Duration pause(Optional<String> retryAfter) {
    Duration asked = retryAfter.map(String::strip).map(this::asked).orElse(Duration.ZERO);
    return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
  }

  private Duration asked(String text) {
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant moment = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration left = Duration.between(clock.instant(), moment);
      return left.isNegative() ? Duration.ZERO : left;
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }

  /** Who is called, without the path, which may hold a secret. */
  private static String receiver(URI address) {
    return HostPermits.host(address);
  }
}
