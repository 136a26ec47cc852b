package org.genhowto.gateway.dashboard.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.gateway.requests.RequestState;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.EvaluationLabel;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;

/** The newest requests and what became of them. */
final class RequestShelf {
  private static final int SHOWN = 36;
  private static final int KEPT = 1000;

  private final Newest<Entry> entries = new Newest<>(KEPT);

  /**
   * A request and how far it is.
   *
   * @param done steps, of so many
   * @param at when it was heard of last, in milliseconds since 1970
   */
  private record Entry(
      @Nullable GenerationRequest request,
      RequestState state,
      int done,
      int steps,
      @Nullable GenerationResult result,
      long at) {}

  void add(GenerationRequest request, long time) {
    entries.putIfAbsent(
        request.getRequestId(), new Entry(request, RequestState.QUEUED, 0, 0, null, time));
  }

  void add(GenerationProgress progress) {
    entries.computeIfPresent(
        progress.getRequestId(),
        (id, known) ->
            known.state().leadsTo(RequestState.RUNNING)
                ? new Entry(
                    known.request(),
                    RequestState.RUNNING,
                    progress.getStepsDone(),
                    progress.getStepsTotal(),
                    null,
                    known.at())
                : known);
  }

  void add(GenerationResult result, long time) {
    RequestState end = RequestState.of(result);
    Entry known = entries.get(result.getRequestId());
    if (known != null && !known.state().leadsTo(end)) {
      return;
    }
    int steps = Math.max(0, result.getSteps() - result.getSkip());
    entries.renew(
        result.getRequestId(),
        new Entry(known == null ? null : known.request(), end, steps, steps, result, time));
  }

  Optional<GenerationResult> result(String requestId) {
    return Optional.ofNullable(entries.get(requestId)).map(Entry::result);
  }

  /** Rows of the newest. */
  Map<String, Object> rows() {
    Map<String, Object> rows = new LinkedHashMap<>();
    List<String> ids = new ArrayList<>(entries.keySet());
    for (int i = ids.size() - 1; i >= 0 && rows.size() < SHOWN; i--) {
      rows.put(ids.get(i), row(ids.get(i)).orElseThrow());
    }
    return rows;
  }

  /** A request; images are hashes for /v1/images/SHA. */
  Optional<Map<String, Object>> row(String requestId) {
    return Optional.ofNullable(entries.get(requestId)).map(entry -> view(requestId, entry));
  }

  private static Map<String, Object> view(String requestId, Entry entry) {
    View view =
        new View()
            .and("id", requestId)
            .and("status", entry.state().word())
            .and("done", entry.done())
            .and("steps", entry.steps())
            .and("at", entry.at());
    GenerationRequest request = entry.request();
    GenerationResult result = entry.result();
    if (result != null) {
      ended(view, result);
    } else if (request != null) {
      asked(view, request);
    }
    return view.map();
  }

  private static void asked(View view, GenerationRequest request) {
    described(view, request.getPrompt(), request.getTarget(), request.getMethod());
    labelled(view, request.getEvaluation());
    view.and("release", request.getModelVersion())
        .and("input", request.getImage().map(BlobRef::getSha256));
  }

  private static void ended(View view, GenerationResult result) {
    described(view, result.getPrompt(), result.getTarget(), result.getMethod());
    labelled(view, result.getEvaluation());
    view.and("release", result.getModelVersion())
        .and("input", result.getInput().map(BlobRef::getSha256))
        .and("error", result.getError())
        .and("elapsedMillis", result.getElapsedMillis())
        .and("sampler", result.getSampler())
        .and("guidance", result.getGuidance())
        .and("images", result.getImages().stream().map(RequestShelf::image).toList());
  }

  private static void described(View view, String prompt, Target target, String method) {
    view.and("prompt", prompt).and("target", MetricKey.spelling(target)).and("method", method);
  }

  private static void labelled(View view, Optional<EvaluationLabel> label) {
    view.and("set", label.map(EvaluationLabel::getSet))
        .and("category", label.map(EvaluationLabel::getCategory));
  }

  private static Map<String, Object> image(GeneratedImage image) {
    return new View()
        .and("sha256", image.getImage().getSha256())
        .and("seed", Long.toString(image.getSeed()))
        .and("agreement", image.getAgreement())
        .and("background", image.getBackground())
        .map();
  }
}
