package org.genhowto.schemas;

import java.util.List;
import java.util.Optional;

/** How an image may be made, and what of that goes together: a part of {@link RequestContract}. */
public final class MannerContract {
  private static final String EDIT_FRIENDLY = "edit-friendly";
  private static final String INSTRUCT_PIX2PIX = "instruct-pix2pix";

  /** Its own, of which no folder says otherwise. */
  private static final String INSTRUCT_PIX2PIX_SAMPLER = "euler-ancestral";

  /** Methods that start from pure noise, so that there are no leading steps to skip. */
  private static final List<String> FROM_PURE_NOISE = List.of("stable-diffusion", INSTRUCT_PIX2PIX);

  private static final double FULL_CONTROL = 1;

  private MannerContract() {}

  /** The samplers that a method can take its steps with. */
  public static List<String> samplers(String method) {
    // Its noise maps are those of DDIM with fresh noise.
    return method.equals(EDIT_FRIENDLY) ? List.of("ddim") : RequestContract.SAMPLERS;
  }

  /** Steps that a sampler takes, skipped ones included. */
  public static RequestContract.Whole steps(String sampler) {
    RequestContract.Whole all = RequestContract.STEPS;
    return sampler.startsWith("euler")
        ? new RequestContract.Whole(all.field(), 2, all.highest())
        : all;
  }

  static void require(GenerationRequest request) {
    String method = request.getMethod();
    request.getSampler().ifPresent(sampler -> requireSampler(sampler, method));
    request.getSteps().ifPresent(steps -> requireSteps(steps, request));
    RequestContract.check(
        request.getSweep().isEmpty() || !FROM_PURE_NOISE.contains(method),
        "sweep",
        "sweep is given with method %s, which starts from pure noise, expected one of %s"
            .formatted(
                method,
                RequestContract.METHODS.stream()
                    .filter(other -> !FROM_PURE_NOISE.contains(other))
                    .toList()));
    requireSteering(request);
  }

  private static void requireSampler(String sampler, String method) {
    RequestContract.requireOneOf("sampler", sampler, RequestContract.SAMPLERS);
    RequestContract.check(
        samplers(method).contains(sampler),
        "sampler",
        "sampler is '%s', expected one of %s, as the method is %s"
            .formatted(sampler, samplers(method), method));
  }

  private static void requireSteps(int steps, GenerationRequest request) {
    Optional<String> sampler =
        request.getMethod().equals(INSTRUCT_PIX2PIX)
            ? request.getSampler().or(() -> Optional.of(INSTRUCT_PIX2PIX_SAMPLER))
            : request.getSampler(); // Of the others' own only the model knows.
    sampler.ifPresent(
        one -> {
          RequestContract.Whole range = steps(one);
          RequestContract.check(
              range.holds(steps),
              range.field(),
              "steps is %d, expected %d to %d, as the sampler is %s"
                  .formatted(steps, range.lowest(), range.highest(), one));
        });
  }

  private static void requireSteering(GenerationRequest request) {
    request.getSize().ifPresent(RequestContract::requireSize);
    RequestContract.requireControl(
        request.getControlScale().orElse(FULL_CONTROL),
        request.getControlStart().orElse(0.0),
        request.getControlEnd().orElse(1.0));
    request.getImageGuidance().ifPresent(RequestContract.IMAGE_GUIDANCE::require);
    RequestContract.requireWords("sourcePrompt", request.getSourcePrompt());
  }
}
