package org.genhowto.generator;

import java.util.List;
import java.util.stream.LongStream;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.schemas.ContractException;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.RequestContract;

/**
 * A request with everything decided: checked against the contract, defaults filled in.
 *
 * @param seeds one for each image
 */
record ValidatedRequest(GenerationRequest request, SamplingSettings sampling, List<Long> seeds) {
  static ValidatedRequest of(GenerationRequest request, SamplingSettings defaults)
      throws RefusedException {
    try {
      RequestContract.require(request);
    } catch (ContractException e) {
      throw new RefusedException(e);
    }
    int count = request.getCount();
    long seed = request.getSeed().orElseGet(() -> seedOf(request.getRequestId()));
    return new ValidatedRequest(
        request,
        sampling(request, defaults),
        LongStream.range(0, count).map(i -> seed + i).boxed().toList());
  }

  private static SamplingSettings sampling(GenerationRequest request, SamplingSettings defaults)
      throws RefusedException {
    try {
      SamplingSettings sampling = defaults;
      if (request.getSteps().isPresent()) {
        sampling = sampling.withSteps(request.getSteps().get());
      }
      if (request.getSkip().isPresent()) {
        sampling = sampling.withSkip(request.getSkip().get());
      }
      if (request.getGuidance().isPresent()) {
        sampling = sampling.withGuidance(request.getGuidance().get());
      }
      return sampling;
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }

  /** The first eight bytes of the name's SHA-256. */
  static long seedOf(String requestId) {
    return Sha256.leadingBits(requestId);
  }
}
