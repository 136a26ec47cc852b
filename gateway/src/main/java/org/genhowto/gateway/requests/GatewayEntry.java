package org.genhowto.gateway.requests;

import java.util.Map;
import java.util.Optional;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationResult;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request.
 *
 * @param terms what was asked for, where the request itself was seen
 * @param finalResult what came of it, once it is finished
 * @param version grows with every change
 */
public record GatewayEntry(
    String requestId,
    RequestState state,
    @Nullable RequestTerms terms,
    @Nullable GenerationProgress newestProgress,
    @Nullable GenerationResult finalResult,
    int version) {

  public static GatewayEntry unknown(String requestId) {
    return new GatewayEntry(requestId, RequestState.QUEUED, null, null, null, 0);
  }

  /** The request itself was seen, which may be after its progress; the first of its id counts. */
  public GatewayEntry requested(RequestTerms seen) {
    return terms == null
        ? new GatewayEntry(requestId, state, seen, newestProgress, finalResult, version + 1)
        : this;
  }

  public GatewayEntry progressed(GenerationProgress progress) {
    return state.leadsTo(RequestState.RUNNING)
        ? new GatewayEntry(
            requestId, RequestState.RUNNING, terms, progress, finalResult, version + 1)
        : this;
  }

  /** The first result counts; later ones repeat it. */
  public GatewayEntry ended(GenerationResult result) {
    RequestState end = RequestState.of(result);
    return state.leadsTo(end)
        ? new GatewayEntry(requestId, end, terms, newestProgress, result, version + 1)
        : this;
  }

  /** Whether the request was seen with other content. */
  boolean differs(RequestTerms other) {
    return terms != null && !other.repeats(terms);
  }

  /** Who asked; empty where nobody checked it, nothing while that is not known. */
  public Optional<String> client() {
    return terms != null ? Optional.of(terms.client()) : result().map(GenerationResult::getClient);
  }

  /** What was asked for, as answers show it; nothing where the request itself was not seen. */
  Map<String, Object> asked() {
    return terms == null ? Map.of() : terms.view();
  }

  Optional<GenerationProgress> progress() {
    return Optional.ofNullable(newestProgress);
  }

  Optional<GenerationResult> result() {
    return Optional.ofNullable(finalResult);
  }
}
