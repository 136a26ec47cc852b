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
 * @param place of the request in its topic, where it was seen there
 * @param finalResult what came of it, once it is finished
 * @param reached what clients call how far it has come, the same at every gateway
 * @param version grows with every change
 */
public record GatewayEntry(
    String requestId,
    RequestState state,
    @Nullable RequestTerms terms,
    @Nullable RequestPlace place,
    @Nullable GenerationProgress newestProgress,
    @Nullable GenerationResult finalResult,
    EventId reached,
    int version) {

  public static GatewayEntry unknown(String requestId) {
    return new GatewayEntry(
        requestId, RequestState.QUEUED, null, null, null, null, EventId.QUEUED, 0);
  }

  /** The request itself was seen, which may be after its progress; the first of its id counts. */
  public GatewayEntry requested(RequestTerms seen, RequestPlace where) {
    return place == null
        ? new GatewayEntry(
            requestId, state, seen, where, newestProgress, finalResult, reached, version + 1)
        : this;
  }

  /**
   * @param offset of the progress in its topic, where that of a request is in one partition
   */
  public GatewayEntry progressed(GenerationProgress progress, long offset) {
    return state.leadsTo(RequestState.RUNNING)
        ? new GatewayEntry(
            requestId,
            RequestState.RUNNING,
            terms,
            place,
            progress,
            finalResult,
            EventId.progress(offset),
            version + 1)
        : this;
  }

  /** The first result counts; later ones repeat it. */
  public GatewayEntry ended(GenerationResult result) {
    RequestState end = RequestState.of(result);
    return state.leadsTo(end)
        ? new GatewayEntry(
            requestId, end, terms, place, newestProgress, result, EventId.ENDED, version + 1)
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

  /** The chain of goals that it is one of. */
  public Optional<String> chainId() {
    return terms != null
        ? Optional.ofNullable(terms.view().get("chainId")).map(Object::toString)
        : result().flatMap(GenerationResult::getChainId);
  }

  /** What it is to show, as answers spell it; nothing while that is not known. */
  Optional<String> target() {
    return terms != null
        ? Optional.ofNullable(terms.view().get("target")).map(Object::toString)
        : result().map(one -> GatewayViews.spelling(one.getTarget()));
  }

  /** What was asked for, as answers show it; nothing where the request itself was not seen. */
  Map<String, Object> asked() {
    return terms == null ? Map.of() : terms.view();
  }

  Optional<GenerationProgress> progress() {
    return Optional.ofNullable(newestProgress);
  }

  public Optional<GenerationResult> result() {
    return Optional.ofNullable(finalResult);
  }
}
