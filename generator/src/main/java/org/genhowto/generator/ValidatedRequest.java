package org.genhowto.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.genhowto.generator.baselines.Method;
import org.genhowto.generator.diffusion.Guidance.Strength;
import org.genhowto.generator.sampler.SamplerKind;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.Steering;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;

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
      sampling = sampling.withSkip(0); // Whatever was asked for, none is.
    }
    return sampling
        .withSampler(sampler(request, sampling, model.method()))
        .withSteering(model.method().steering(asked(request)));
  }

  private static Steering asked(GenerationRequest request) {
    return new Steering(
        request.getSize().orElse(null),
        new Strength(
            request.getControlScale().orElse(Strength.FULL.scale()),
            request.getControlStart().orElse(Strength.FULL.start()),
            request.getControlEnd().orElse(Strength.FULL.end())),
        request.getImageGuidance().orElse(null));
  }

  /** The contract holds what is given to the method; here the model's own numbers come in. */
  private static SamplerKind sampler(
      GenerationRequest request, SamplingSettings sampling, Method method) {
    SamplerKind own = Objects.requireNonNullElse(sampling.sampler(), method.ownSampler());
    SamplerKind sampler = request.getSampler().map(SamplerKind::of).orElse(own);
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

  /** What is to be seen, and what the method is told beside it. */
  Prompt prompt() {
    return new Prompt(request.getPrompt(), request.getNegativePrompt(), source());
  }

  /** What the input image shows, where the method goes from there; else empty. */
  private String source() {
    return Method.of(request.getMethod()).readsSource() ? request.getSourcePrompt() : "";
  }

  /** What the result says of how it was made. */
  void describe(GenerationResult.Builder result) {
    Method method = Method.of(request.getMethod());
    Steering steering = sampling.steering();
    result
        .setSteps(sampling.steps())
        .setSkip(sampling.skip())
        .setGuidance(sampling.guidance())
        .setSampler(sampler())
        .setSize(steering.size())
        .setImageGuidance(steering.imageGuidance())
        .setSourcePrompt(source());
    if (method.controlled()) {
      Strength control = steering.control();
      result
          .setControlScale(control.scale())
          .setControlStart(control.start())
          .setControlEnd(control.end());
    }
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
