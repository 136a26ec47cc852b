package org.genhowto.gateway.openpi;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.genhowto.client.GatewayClient;
import org.genhowto.client.GatewayException;
import org.genhowto.client.GoalImage;
import org.genhowto.client.GoalRequest;
import org.genhowto.client.GoalState;
import org.genhowto.client.GoalStatus;
import org.genhowto.networks.image.Images;
import org.jspecify.annotations.Nullable;

/**
 * One robot. Every observation has one answer, in their order; a newer one ends the request of an
 * older one that is not done, whose answer then says superseded and has no image.
 */
final class OpenPiConnection {
  /** A client sends one and waits; more than a few at once is no robot. */
  private static final int MOST_UNDER_WAY = 8;

  /** A request that a gateway never ends is waited for a little longer than its deadline. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final double NANOS_A_MILLI = 1e6;

  private final String name = "openpi-" + UUID.randomUUID();
  private final GatewayClient gateway;
  private final OpenPiSettings settings;
  private final Wire wire;
  private final Executor pool;
  private final AtomicInteger underWay = new AtomicInteger();

  /** Observations are asked for in their order, and answered in their order. */
  private CompletableFuture<@Nullable Void> asked = completedFuture(null);

  private CompletableFuture<@Nullable Void> answered = completedFuture(null);
  private volatile @Nullable String newest;
  private volatile boolean gone;
  private volatile double lastMillis = -1;

  /** Where answers go. */
  interface Wire {
    void answer(ByteBuffer message);

    /** Says what is wrong, as text, and ends the connection. */
    void fail(String sentence);
  }

  OpenPiConnection(GatewayClient gateway, OpenPiSettings settings, Wire wire, Executor pool) {
    this.gateway = gateway;
    this.settings = settings;
    this.wire = wire;
    this.pool = pool;
  }

  /** What a client is told first: where it finds what in observations and answers. */
  static ByteBuffer metadata(OpenPiSettings settings) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("service", "genhowto");
    metadata.put("image_key", settings.imageKey());
    metadata.put("prompt_key", "prompt");
    metadata.put("goal_image_key", "goal_image");
    metadata.put("within_seconds", settings.within().toMillis() / 1000.0);
    return NumpyPacking.pack(metadata);
  }

  synchronized void observed(ByteBuffer message) {
    long begin = System.nanoTime();
    if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
      wire.fail("More than %d observations are under way.".formatted(MOST_UNDER_WAY));
      return;
    }
    CompletableFuture<String> request = asked.thenApplyAsync(before -> ask(message), pool);
    asked = request.handle((id, failure) -> null);
    CompletableFuture<Map<String, Object>> outcome = request.thenApplyAsync(this::outcome, pool);
    answered =
        answered.thenCombine(outcome, (before, answer) -> answer(answer, begin)).handle(this::told);
  }

  /** What it waits for is called off: nobody is there to get it. */
  void closed() {
    gone = true;
    String id = newest;
    if (id != null && underWay.get() > 0) {
      pool.execute(() -> cancel(id));
    }
  }

  private String ask(ByteBuffer message) {
    try {
      GoalRequest request = new Observation(NumpyPacking.unpack(message)).request(settings, name);
      gateway.submit(request);
      newest = request.requestId();
      if (gone) { // It left before there was anything to call off.
        cancel(request.requestId());
      }
      return request.requestId();
    } catch (ObservationException e) {
      throw new CompletionException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private Map<String, Object> outcome(String requestId) {
    try {
      GoalState state = gateway.await(requestId, settings.within().plus(GRACE), progress -> {});
      boolean superseded = state.status() == GoalStatus.SUPERSEDED;
      if (state.status() != GoalStatus.SUCCEEDED && !superseded) {
        throw new IllegalStateException(
            "Request %s is %s: %s."
                .formatted(
                    requestId, state.status().word(), state.error().orElse("it has not ended")));
      }
      Map<String, Object> answer = new LinkedHashMap<>();
      if (!superseded) {
        GoalImage image = state.images().get(0);
        answer.put("goal_image", NumpyArray.of(Images.decode(gateway.image(local(image)))));
        answer.put("seed", image.seed());
      }
      answer.put("request_id", requestId);
      answer.put("status", state.status().word());
      return answer;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** An address for others may lead around by a proxy. */
  private static GoalImage local(GoalImage image) {
    String path = image.address().getPath();
    return new GoalImage(
        URI.create("/v1/images" + path.substring(path.lastIndexOf('/'))),
        image.mediaType(),
        image.seed(),
        image.skip(),
        image.agreement(),
        image.background());
  }

  private @Nullable Void answer(Map<String, Object> answer, long begin) {
    Map<String, Object> timing = new LinkedHashMap<>();
    double millis = (System.nanoTime() - begin) / NANOS_A_MILLI;
    timing.put("infer_ms", millis);
    if (lastMillis >= 0) {
      timing.put("prev_total_ms", lastMillis);
    }
    answer.put("server_timing", timing);
    wire.answer(NumpyPacking.pack(answer));
    lastMillis = (System.nanoTime() - begin) / NANOS_A_MILLI;
    return null;
  }

  private @Nullable Void told(@Nullable Void nothing, @Nullable Throwable failure) {
    underWay.decrementAndGet();
    if (failure != null) {
      wire.fail(sentence(failure));
    }
    return null;
  }

  private static String sentence(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    boolean told =
        cause instanceof ObservationException
            || cause instanceof GatewayException
            || cause instanceof IllegalStateException;
    return told
        ? String.valueOf(cause.getMessage())
        : "The gateway could not answer; its log says why.";
  }

  private void cancel(String requestId) {
    try {
      gateway.cancel(requestId);
    } catch (GatewayException e) {
      // It has ended, or the gateway has: nobody waits for it either way.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static IllegalStateException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("The gateway is closing.", cause);
  }
}
