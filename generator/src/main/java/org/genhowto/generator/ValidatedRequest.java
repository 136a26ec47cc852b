package org.genhowto.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.genhowto.generator.baselines.Method;
import org.genhowto.generator.sampling.SamplerKind;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.schemas.GenerationRequest;

/**
 * A request within the contract with everything decided, as the model's defaults are filled in.
 *
 * @param sampling of its longest way through the noise
 * @param shots what is made of it
 */
record ValidatedRequest(GenerationRequest request, SamplingSettings sampling, List<Shot> shots) {
  ValidatedRequest {
    shots = List.copyOf(shots);
  }

  /**
   * @param model what it is made with
   */
  static ValidatedRequest of(GenerationRequest request, ServedModel model) throws RefusedException {
    try {
      SamplingSettings sampling = sampling(request, model);
      long seed = request.getSeed().orElseGet(() -> seedOf(request.getRequestId()));
      List<Shot> shots =
          request.getSweep().isEmpty()
              ? List.of(one(request, sampling, seed))
              : sweep(request, sampling, seed);
      return new ValidatedRequest(request, longest(shots), shots);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }

  private static SamplingSettings sampling(GenerationRequest request, ServedModel model) {
    SamplingSettings sampling = model.defaults();
    if (request.getSteps().isPresent()) {
      sampling = sampling.withSteps(request.getSteps().get());
    }
    if (request.getGuidance().isPresent()) {
      sampling = sampling.withGuidance(request.getGuidance().get());
    }
    if (request.getSkip().isPresent()) {
      sampling = sampling.withSkip(request.getSkip().get());
    }
    if (!model.method().beginsAtInput()) {
      requireNoSweep(request, model.method());
      sampling = sampling.withSkip(0); // Whatever was asked for, none is.
    }
    return sampling.withSampler(sampler(request, sampling, model.method()));
  }

  private static void requireNoSweep(GenerationRequest request, Method method) {
    if (!request.getSweep().isEmpty()) {
      throw new IllegalArgumentException(
          "sweep is given, and %s begins at pure noise, where no step can be skipped"
              .formatted(method.spelling()));
    }
  }

  private static SamplerKind sampler(
      GenerationRequest request, SamplingSettings sampling, Method method) {
    SamplerKind own = Objects.requireNonNullElse(sampling.sampler(), method.ownSampler());
    SamplerKind sampler = request.getSampler().map(SamplerKind::of).orElse(own);
    if (!method.takes(sampler)) {
      throw new IllegalArgumentException(
          "sampler is %s, expected %s, the only one of %s"
              .formatted(sampler.spelling(), own.spelling(), method.spelling()));
    }
    if (sampling.steps() < sampler.fewestSteps()) {
      throw new IllegalArgumentException(
          "steps is %d, expected at least %d, which %s takes"
              .formatted(sampling.steps(), sampler.fewestSteps(), sampler.spelling()));
    }
    return sampler;
  }

  private static Shot one(GenerationRequest request, SamplingSettings sampling, long seed) {
    int made = request.getCandidates().orElse(request.getCount());
    return new Shot(sampling, LongStream.range(0, made).map(i -> seed + i).boxed().toList());
  }

  /** One image for each number of steps to skip, from the same noise. */
  private static List<Shot> sweep(GenerationRequest request, SamplingSettings sampling, long seed) {
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

  private static SamplingSettings longest(List<Shot> shots) {
    Shot longest = shots.get(0);
    for (Shot shot : shots) {
      longest = shot.steps() > longest.steps() ? shot : longest;
    }
    return longest.sampling();
  }

  /** What took the steps, as requests spell it. */
  String sampler() {
    return Objects.requireNonNull(sampling.sampler()).spelling();
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
