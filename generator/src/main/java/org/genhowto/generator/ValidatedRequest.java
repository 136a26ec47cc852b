package org.genhowto.generator;

import java.util.ArrayList;
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
 * @param sampling of its longest way through the noise
 * @param shots what is made of it
 */
record ValidatedRequest(GenerationRequest request, SamplingSettings sampling, List<Shot> shots) {
  ValidatedRequest {
    shots = List.copyOf(shots);
  }

  static ValidatedRequest of(GenerationRequest request, SamplingSettings defaults)
      throws RefusedException {
    try {
      RequestContract.require(request);
    } catch (ContractException e) {
      throw new RefusedException(e);
    }
    long seed = request.getSeed().orElseGet(() -> seedOf(request.getRequestId()));
    try {
      List<Shot> shots =
          request.getSweep().isEmpty()
              ? List.of(one(request, defaults, seed))
              : sweep(request, defaults, seed);
      return new ValidatedRequest(request, longest(shots), shots);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }

  private static Shot one(GenerationRequest request, SamplingSettings defaults, long seed) {
    SamplingSettings sampling = sampling(request, defaults);
    if (request.getSkip().isPresent()) {
      sampling = sampling.withSkip(request.getSkip().get());
    }
    return new Shot(
        sampling, LongStream.range(0, request.getCount()).map(i -> seed + i).boxed().toList());
  }

  /** One image for each number of steps to skip, from the same noise. */
  private static List<Shot> sweep(GenerationRequest request, SamplingSettings defaults, long seed) {
    SamplingSettings sampling = sampling(request, defaults);
    List<Shot> shots = new ArrayList<>();
    for (int skip : request.getSweep()) {
      if (skip >= sampling.steps()) {
        throw new IllegalArgumentException(
            "sweep is %d, expected 0 to steps-1, which is %d"
                .formatted(skip, sampling.steps() - 1));
      }
      shots.add(new Shot(sampling.withSkip(skip), List.of(seed)));
    }
    return shots;
  }

  /** All but the skip, which stays the default's share. */
  private static SamplingSettings sampling(GenerationRequest request, SamplingSettings defaults) {
    SamplingSettings sampling = defaults;
    if (request.getSteps().isPresent()) {
      sampling = sampling.withSteps(request.getSteps().get());
    }
    if (request.getGuidance().isPresent()) {
      sampling = sampling.withGuidance(request.getGuidance().get());
    }
    return sampling;
  }

  private static SamplingSettings longest(List<Shot> shots) {
    Shot longest = shots.get(0);
    for (Shot shot : shots) {
      longest = shot.steps() > longest.steps() ? shot : longest;
    }
    return longest.sampling();
  }

  /** Steps of its longest way; those skipped do not count. */
  int steps() {
    return sampling.steps() - sampling.skip();
  }

  /** Whether the images differ in how many steps were skipped. */
  boolean sweeps() {
    return !request.getSweep().isEmpty();
  }

  /** The first eight bytes of the name's SHA-256. */
  static long seedOf(String requestId) {
    return Sha256.leadingBits(requestId);
  }
}
