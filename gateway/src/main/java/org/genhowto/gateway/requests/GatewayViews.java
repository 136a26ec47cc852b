package org.genhowto.gateway.requests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.runtime.queue.QueuePlace;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationResult;

/** What the gateway says, as JSON. */
public final class GatewayViews {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  private GatewayViews() {}

  public static String json(Map<String, ?> view) {
    try {
      return JSON.writeValueAsString(view);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of plain values are always JSON", e);
    }
  }

  /** A result as whoever asks for its request sees it, as far as the result alone tells. */
  public static String ended(GenerationResult result, String base) {
    return json(
        generation(
            GatewayEntry.unknown(result.getRequestId()).ended(result), Optional.empty(), base));
  }

  /** A constant as requests and answers spell it: FINAL_STATE is final-state. */
  public static String spelling(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Map<String, Object> problem(GatewayProblem problem) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("error", String.valueOf(problem.getMessage()));
    if (problem.field() != null) {
      view.put("field", problem.field());
    }
    return view;
  }

  /**
   * State of a request: its status, its place in the queue, what was asked for, and progress and
   * result where there are any.
   *
   * @param base what stands before the path of a link
   */
  public static Map<String, Object> generation(
      GatewayEntry entry, Optional<QueuePlace> place, String base) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("requestId", entry.requestId());
    view.put("status", entry.state().word());
    RequestPlace asked = entry.place();
    if (asked != null && asked.time() >= 0) {
      view.put("askedAt", Instant.ofEpochMilli(asked.time()).toString());
    }
    view.putAll(entry.asked());
    place.ifPresent(one -> view.put("queue", place(one)));
    entry.progress().ifPresent(progress -> view.put("progress", progress(progress, base)));
    entry.result().ifPresent(result -> view.put("result", result(result, base)));
    return view;
  }

  /**
   * How a chain stands as a whole: as the first goal that did not go well, where all have ended.
   */
  public static RequestState standing(List<GatewayEntry> goals) {
    boolean open = goals.stream().anyMatch(goal -> !goal.state().finished());
    boolean begun = goals.stream().anyMatch(goal -> goal.state() != RequestState.QUEUED);
    if (open) {
      return begun ? RequestState.RUNNING : RequestState.QUEUED;
    }
    return goals.stream()
        .map(GatewayEntry::state)
        .filter(state -> state != RequestState.SUCCEEDED)
        .findFirst()
        .orElse(RequestState.SUCCEEDED);
  }

  private static Map<String, Object> place(QueuePlace place) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("position", place.position());
    view.put("waiting", place.waiting());
    if (place.estimatedWait() != null) {
      view.put("estimatedWaitMillis", place.estimatedWait().toMillis());
    }
    return view;
  }

  private static Map<String, Object> progress(GenerationProgress progress, String base) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("stage", progress.getStage().name().toLowerCase(Locale.ROOT));
    view.put("stepsDone", progress.getStepsDone());
    view.put("stepsTotal", progress.getStepsTotal());
    view.put("worker", progress.getWorker());
    view.put("attempt", progress.getAttempt());
    progress.getPreview().ifPresent(preview -> view.put("preview", image(preview, base)));
    return view;
  }

  private static Map<String, Object> result(GenerationResult result, String base) {
    Map<String, Object> view = new LinkedHashMap<>();
    result.getError().ifPresent(error -> view.put("error", error));
    List<Map<String, Object>> images =
        result.getImages().stream().map(one -> generated(one, base)).toList();
    view.put("images", images);
    result.getInput().ifPresent(input -> view.put("input", image(input, base)));
    view.put("prompt", result.getPrompt());
    view.put("negativePrompt", result.getNegativePrompt());
    view.put("target", spelling(result.getTarget()));
    view.put("steps", result.getSteps());
    view.put("skip", result.getSkip());
    view.put("guidance", result.getGuidance());
    view.put("method", result.getMethod());
    if (!result.getSampler().isEmpty()) {
      view.put("sampler", result.getSampler());
    }
    result.getSize().ifPresent(pixels -> view.put("size", pixels));
    result.getControlScale().ifPresent(scale -> view.put("controlScale", scale));
    result.getControlStart().ifPresent(share -> view.put("controlStart", share));
    result.getControlEnd().ifPresent(share -> view.put("controlEnd", share));
    result.getImageGuidance().ifPresent(scale -> view.put("imageGuidance", scale));
    if (!result.getSourcePrompt().isEmpty()) {
      view.put("sourcePrompt", result.getSourcePrompt());
    }
    result.getSameAs().ifPresent(earlier -> view.put("sameAs", earlier));
    result.getChainId().ifPresent(chain -> view.put("chainId", chain));
    view.put("step", result.getStep());
    view.put("modelVersion", result.getModelVersion());
    if (!result.getClient().isEmpty()) {
      view.put("client", result.getClient());
    }
    view.put("elapsedMillis", result.getElapsedMillis());
    return view;
  }

  /** One image of a result. */
  public static Map<String, Object> generated(GeneratedImage generated, String base) {
    Map<String, Object> view = image(generated.getImage(), base);
    view.put("seed", generated.getSeed());
    // JavaScript rounds whole numbers beyond 2^53.
    view.put("seedText", Long.toString(generated.getSeed()));
    generated.getSkip().ifPresent(skip -> view.put("skip", skip));
    generated.getAgreement().ifPresent(agreement -> view.put("agreement", agreement));
    generated.getBackground().ifPresent(background -> view.put("background", background));
    return view;
  }

  private static Map<String, Object> image(BlobRef blob, String base) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("url", base + "/v1/images/" + blob.getSha256());
    view.put("mediaType", blob.getMediaType());
    blob.getWidth().ifPresent(width -> view.put("width", width));
    blob.getHeight().ifPresent(height -> view.put("height", height));
    return view;
  }
}
