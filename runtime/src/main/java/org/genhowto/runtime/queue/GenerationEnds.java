package org.genhowto.runtime.queue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.genhowto.runtime.handler.Output;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.ContractException;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;

/** Results of requests that were not worked on. */
public final class GenerationEnds {
  /** Longer than any sentence of ours: reasons may quote what a requester wrote. */
  private static final int LONGEST = 2000;

  private GenerationEnds() {}

  /**
   * A failed result for a request that nobody can work on.
   *
   * @param key of the record; names the request where its value does not even decode
   * @param request the value, where it decodes
   * @param reason one sentence
   * @return empty where neither names a request: nobody can ask for such a result
   */
  public static Optional<Output<GenerationResult>> refused(
      byte @Nullable [] key, @Nullable GenerationRequest request, String reason) {
    return requestId(key, request)
        .map(
            id ->
                new Output<>(
                    Topics.GENERATION_RESULTS,
                    id,
                    (request == null
                            ? GenerationResult.newBuilder().setTarget(Target.FINAL_STATE)
                            : answer(request))
                        .setRequestId(id)
                        .setStatus(GenerationStatus.FAILED)
                        .setError(
                            reason.length() <= LONGEST
                                ? reason
                                : reason.substring(0, LONGEST) + " ...")
                        .build()));
  }

  /** The result of a request that was called off. */
  public static Output<GenerationResult> calledOff(GenerationRequest request, CallOff reason) {
    return new Output<>(
        Topics.GENERATION_RESULTS,
        request.getRequestId(),
        calledOff(answer(request), reason).build());
  }

  /** A result that says that its request was called off. */
  public static GenerationResult.Builder calledOff(
      GenerationResult.Builder result, CallOff reason) {
    return result
        .setStatus(GenerationStatus.CANCELLED)
        .setCalledOff(reason)
        .setError(
            switch (reason) {
              case CANCELLED -> "The request was called off";
              case EXPIRED -> "The deadline passed before the result was there";
              case SUPERSEDED -> "A newer request of the same supersede key took its place";
            });
  }

  private static Optional<String> requestId(
      byte @Nullable [] key, @Nullable GenerationRequest request) {
    Optional<String> named = request == null ? Optional.empty() : legal(request.getRequestId());
    return named.isPresent() || key == null ? named : text(key).flatMap(GenerationEnds::legal);
  }

  private static Optional<String> legal(String text) {
    try {
      return Optional.of(RequestContract.requireId("requestId", text));
    } catch (ContractException e) {
      return Optional.empty();
    }
  }

  /** Bytes that are no text name nobody; a replacement character would be someone else's name. */
  private static Optional<String> text(byte[] key) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** A result that repeats what was asked for. */
  public static GenerationResult.Builder answer(GenerationRequest request) {
    return GenerationResult.newBuilder()
        .setRequestId(request.getRequestId())
        .setPrompt(request.getPrompt())
        .setTarget(request.getTarget())
        .setChainId(request.getChainId().orElse(null))
        .setStep(request.getStep())
        .setEvaluation(request.getEvaluation().orElse(null))
        .setNegativePrompt(request.getNegativePrompt())
        .setMethod(request.getMethod())
        .setWebhook(request.getWebhook().orElse(null))
        .setClient(request.getClient())
        .setRequestHash(RequestHash.of(request));
  }
}
