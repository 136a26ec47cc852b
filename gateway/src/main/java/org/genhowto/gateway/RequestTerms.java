package org.genhowto.gateway;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * @param view fields as answers show them, named as in the form
 */
record RequestTerms(String exact, String undated, Deadline deadline, Map<String, Object> view) {

  /** How a deadline was given. */
  enum Deadline {
    /** As a moment, or not at all. */
    FIXED,
    /** Seconds from now on: asked again, the same wish has another moment. */
    RELATIVE
  }

  static RequestTerms of(GenerationRequest request, Deadline deadline) {
    return new RequestTerms(
        RequestHash.of(request),
        RequestHash.of(GenerationRequest.newBuilder(request).setDeadline(null).build()),
        deadline,
        view(request));
  }

  /** Of a record that does not decode. */
  static RequestTerms unreadable(byte[] value) {
    String hash = Sha256.of(value);
    return new RequestTerms(hash, hash, Deadline.FIXED, Map.of());
  }

  /** Whether whoever asks for this asks for what was asked for before. */
  boolean repeats(RequestTerms before) {
    return switch (deadline) {
      case FIXED -> exact.equals(before.exact);
      case RELATIVE -> undated.equals(before.undated);
    };
  }

  private static Map<String, Object> view(GenerationRequest request) {
    Map<String, Object> view = new LinkedHashMap<>();
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
    return view;
  }
}
