package org.genhowto.gateway;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.VideoContract;
import org.genhowto.schemas.VideoReference;

/** Makes records of forms, field by field. */
final class GatewayRequests {
  static final Set<String> GENERATION_FIELDS =
      ordered(
          "image",
          "prompt",
          "target",
          "steps",
          "skip",
          "guidance",
          "count",
          "seed",
          "chainId",
          "step");
  static final Set<String> VIDEO_FIELDS =
      ordered("videoId", "uri", "category", "split", "relevance");

  private static final int DERIVED_ID = 24;

  private GatewayRequests() {}

  static GenerationRequest generation(String requestId, GatewayForm form, GatewayImages images) {
    String prompt = RequestContract.requirePrompt(form.required("prompt").strip());
    Optional<Integer> steps = form.integer(RequestContract.STEPS);
    GenerationRequest.Builder request =
        GenerationRequest.newBuilder()
            .setRequestId(requestId)
            .setPrompt(prompt)
            .setTarget(choice("target", form.required("target"), Target.values()))
            .setSteps(steps.orElse(null))
            .setSkip(form.integer(RequestContract.skip(steps)).orElse(null))
            .setGuidance(form.decimal(RequestContract.GUIDANCE).orElse(null))
            .setCount(form.integer(RequestContract.COUNT).orElse(1))
            .setSeed(form.whole(RequestContract.SEED).orElse(null))
            .setChainId(
                form.text("chainId")
                    .map(id -> RequestContract.requireId("chainId", id))
                    .orElse(null))
            .setStep(form.integer(RequestContract.STEP).orElse(0));
    // Last, so that nothing is stored for a request that is refused.
    return request.setImage(images.store(form)).build();
  }

  /** Without an id of its own a video is named after its address. */
  static VideoReference video(GatewayForm form, Set<String> schemes) {
    String uri = form.required("uri").strip();
    VideoContract.requireUri(uri, schemes);
    VideoReference video =
        VideoReference.newBuilder()
            .setVideoId(
                form.text("videoId")
                    .map(VideoContract::requireId)
                    .orElseGet(() -> Sha256.of(uri).substring(0, DERIVED_ID)))
            .setUri(uri)
            .setCategory(VideoContract.requireCategory(form.required("category").strip()))
            .setSplit(
                form.text("split").map(text -> choice("split", text, Split.values())).orElse(null))
            .setRelevance(form.decimal(VideoContract.RELEVANCE).orElse(null))
            .build();
    VideoContract.require(video);
    return video;
  }

  /** One of an enum's constants: FINAL_STATE, final_state and final-state are the same. */
  private static <E extends Enum<E>> E choice(String field, String text, E[] choices) {
    String name = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(choices)
        .filter(choice -> choice.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                GatewayProblem.badField(
                    field,
                    "%s is '%s', expected one of %s."
                        .formatted(
                            field,
                            PlainText.shown(text),
                            Arrays.stream(choices).map(GatewayViews::spelling).toList())));
  }

  private static Set<String> ordered(String... names) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(names)));
  }
}
