package org.genhowto.gateway.requests;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.queue.RequestHash;
import org.genhowto.schemas.GenerationRequest;

/**
 * What was asked for: enough to tell a request from another one of its id, and what answers repeat
 * of it. The image is not kept.
 *
 * @param exact hash of all fields
 * @param undated the same without the deadline
 * @param deadline how the deadline was given
 * @param client who asked, where a gateway checked it
 * @param view fields as answers show them, named as in the form
 */
public record RequestTerms(
    String exact, String undated, Deadline deadline, String client, Map<String, Object> view) {

  /** How a deadline was given. */
  public enum Deadline {
    /** As a moment, or not at all. */
    FIXED,
    /** Seconds from now on: asked again, the same wish has another moment. */
    RELATIVE
  }

  public static RequestTerms of(GenerationRequest request, Deadline deadline) {
    return new RequestTerms(
        RequestHash.of(request),
        RequestHash.of(GenerationRequest.newBuilder(request).setDeadline(null).build()),
        deadline,
        request.getClient(),
        view(request));
  }

  /** Of a record that does not decode. */
  public static RequestTerms unreadable(byte[] value) {
    String hash = Sha256.of(value);
    return new RequestTerms(hash, hash, Deadline.FIXED, "", Map.of());
  }

  /** Whether whoever asks for this asks for what was asked for before. */
  public boolean repeats(RequestTerms before) {
    return switch (deadline) {
      case FIXED -> exact.equals(before.exact);
      case RELATIVE -> undated.equals(before.undated);
    };
  }

  /** Whether it leaves the steps to the model. */
  boolean leavesSteps() {
    return view.containsKey("prompt") && !view.containsKey("steps");
  }

  /** The weights it names. */
  Optional<String> versionOf() {
    return Optional.ofNullable(view.get("modelVersion")).map(Object::toString);
  }

  private static Map<String, Object> view(GenerationRequest request) {
    Map<String, Object> view = new LinkedHashMap<>();
    wish(request, view);
    place(request, view);
    manner(request, view);
    return view;
  }

  private static void wish(GenerationRequest request, Map<String, Object> view) {
    view.put("prompt", request.getPrompt());
    view.put("target", GatewayViews.spelling(request.getTarget()));
    request.getSteps().ifPresent(steps -> view.put("steps", steps));
    request.getSkip().ifPresent(skip -> view.put("skip", skip));
    request.getGuidance().ifPresent(guidance -> view.put("guidance", guidance));
    view.put("count", request.getCount());
    request
        .getSeed()
        .ifPresent(
            seed -> {
              view.put("seed", seed);
              view.put("seedText", Long.toString(seed)); // Larger than JavaScript's numbers.
            });
    request.getChainId().ifPresent(chain -> view.put("chainId", chain));
    view.put("step", request.getStep());
  }

  private static void place(GenerationRequest request, Map<String, Object> view) {
    view.put("priority", GatewayViews.spelling(request.getPriority()));
    if (!request.getNegativePrompt().isEmpty()) {
      view.put("negativePrompt", request.getNegativePrompt());
    }
    request
        .getDeadline()
        .ifPresent(moment -> view.put("deadline", Instant.ofEpochMilli(moment).toString()));
    request.getSupersedeKey().ifPresent(key -> view.put("supersedeKey", key));
    request
        .getEarlier()
        .ifPresent(
            earlier -> {
              view.put("earlierRequestId", earlier.getRequestId());
              view.put("earlierIndex", earlier.getIndex());
            });
    request.getModelVersion().ifPresent(version -> view.put("modelVersion", version));
  }

  private static void manner(GenerationRequest request, Map<String, Object> view) {
    view.put("method", request.getMethod());
    request.getSampler().ifPresent(sampler -> view.put("sampler", sampler));
    if (!request.getSweep().isEmpty()) {
      view.put("sweep", List.copyOf(request.getSweep()));
    }
    request.getCandidates().ifPresent(candidates -> view.put("candidates", candidates));
    if (request.getPreviewEvery() > 0) {
      view.put("previewEvery", request.getPreviewEvery());
    }
    request.getWebhook().ifPresent(address -> view.put("webhook", address));
    request.getReplyTopic().ifPresent(topic -> view.put("replyTopic", topic));
    steering(request, view);
    if (!request.getClient().isEmpty()) {
      view.put("client", request.getClient());
    }
  }

  private static void steering(GenerationRequest request, Map<String, Object> view) {
    request.getSize().ifPresent(pixels -> view.put("size", pixels));
    request.getControlScale().ifPresent(scale -> view.put("controlScale", scale));
    request.getControlStart().ifPresent(share -> view.put("controlStart", share));
    request.getControlEnd().ifPresent(share -> view.put("controlEnd", share));
    request.getImageGuidance().ifPresent(scale -> view.put("imageGuidance", scale));
    if (!request.getSourcePrompt().isEmpty()) {
      view.put("sourcePrompt", request.getSourcePrompt());
    }
  }
}
