package org.genhowto.generator;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.genhowto.runtime.handler.Output;
import org.genhowto.schemas.ContractException;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;

/** The end that a requester is told of where its request becomes a dead letter. */
public final class GenerationFailures {
  /** Longer than any sentence of ours: reasons may quote what a requester wrote. */
  private static final int LONGEST = 2000;

  private GenerationFailures() {}

  /**
   * A failed result for a request that nobody can work on.
   *
   * @param key of the record; names the request where its value does not even decode
   * @param request the value, where it decodes
   * @param reason one sentence
   * @return empty where neither names a request: nobody can ask for such a result
   */
  public static Optional<Output<GenerationResult>> of(
      byte @Nullable [] key, @Nullable GenerationRequest request, String reason) {
    return requestId(key, request)
        .map(
            id ->
                new Output<>(
                    Topics.GENERATION_RESULTS,
                    id,
                    result(request)
                        .setRequestId(id)
                        .setStatus(GenerationStatus.FAILED)
                        .setError(
                            reason.length() <= LONGEST
                                ? reason
                                : reason.substring(0, LONGEST) + " ...")
                        .build()));
  }

  private static Optional<String> requestId(
      byte @Nullable [] key, @Nullable GenerationRequest request) {
    Optional<String> named = request == null ? Optional.empty() : legal(request.getRequestId());
    return named.isPresent() || key == null ? named : text(key).flatMap(GenerationFailures::legal);
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

  private static GenerationResult.Builder result(@Nullable GenerationRequest request) {
    return request == null
        ? GenerationResult.newBuilder().setTarget(Target.FINAL_STATE)
        : GenerationResult.newBuilder()
            .setPrompt(request.getPrompt())
            .setTarget(request.getTarget())
            .setChainId(request.getChainId().orElse(null))
            .setStep(request.getStep())
            .setEvaluation(request.getEvaluation().orElse(null));
  }
}
