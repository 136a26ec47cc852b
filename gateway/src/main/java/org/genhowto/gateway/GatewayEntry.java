package org.genhowto.gateway;

import java.util.Locale;
import java.util.Optional;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationResult;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request.
 *
 * @param fingerprint hash of the request's bytes, where they were seen
 * @param version grows with every change
 */
record GatewayEntry(
    String requestId,
    @Nullable String fingerprint,
    @Nullable GenerationProgress newestProgress,
    @Nullable GenerationResult end,
    int version) {

  static GatewayEntry unknown(String requestId) {
    return new GatewayEntry(requestId, null, null, null, 0);
  }

  GatewayEntry requested(String seenFingerprint) {
    return new GatewayEntry(requestId, seenFingerprint, newestProgress, end, version + 1);
  }

  GatewayEntry progressed(GenerationProgress progress) {
    return new GatewayEntry(requestId, fingerprint, progress, end, version + 1);
  }

  /** The first result counts; later ones repeat it. */
  GatewayEntry ended(GenerationResult result) {
    return finished()
        ? this
        : new GatewayEntry(requestId, fingerprint, newestProgress, result, version + 1);
  }

  /** Whether the request was seen with other content. */
  boolean differs(String otherFingerprint) {
    return fingerprint != null && !fingerprint.equals(otherFingerprint);
  }

  boolean finished() {
    return end != null;
  }

  Optional<GenerationProgress> progress() {
    return Optional.ofNullable(newestProgress);
  }

  Optional<GenerationResult> result() {
    return Optional.ofNullable(end);
  }

  /** queued, running, succeeded, failed or cancelled. */
  String status() {
    if (end != null) {
      return end.getStatus().name().toLowerCase(Locale.ROOT);
    }
    return newestProgress == null ? "queued" : "running";
  }
}
