package org.genhowto.gateway.requests;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.RequestContract;

/**
 * The steps that models take where a request leaves them out, as answers to such requests tell. The
 * newest answer counts; before there is one, nobody but the model knows. Safe for several threads.
 */
public final class DefaultSteps {

  /**
   * What has steps of its own.
   *
   * @param version of the weights as requests name them; empty is those in service
   */
  private record Kind(String method, Optional<String> version) {}

  private final Map<Kind, Integer> known = new HashMap<>();
  private String inService = "";

  /** Takes what an answer tells of the request that it answers. */
  synchronized void learn(RequestTerms asked, GenerationResult result) {
    if (asked.versionOf().isEmpty() && !result.getModelVersion().equals(inService)) {
      inService = result.getModelVersion();
      known.keySet().removeIf(kind -> kind.version().isEmpty());
    }
    if (asked.leavesSteps() && result.getSteps() > 0) {
      known.put(new Kind(result.getMethod(), asked.versionOf()), result.getSteps());
    }
  }

  /**
   * Checks the steps that a request wants to skip.
   *
   * @throws GatewayProblem they are as many as its model takes
   */
  synchronized void require(GenerationRequest request) {
    Integer steps = known.get(new Kind(request.getMethod(), request.getModelVersion()));
    if (request.getSteps().isPresent() || steps == null) {
      return;
    }
    RequestContract.Whole range = RequestContract.skip(steps);
    Stream.concat(
            request.getSkip().map(skip -> Map.entry("skip", skip)).stream(),
            request.getSweep().stream().map(skip -> Map.entry("sweep", skip)))
        .filter(asked -> !range.holds(asked.getValue()))
        .findFirst()
        .ifPresent(
            asked -> {
              throw GatewayProblem.unusable(
                  asked.getKey(),
                  "%s is %d, expected %d to %d: without steps its model takes %d."
                      .formatted(
                          asked.getKey(),
                          asked.getValue(),
                          range.lowest(),
                          range.highest(),
                          steps));
            });
  }
}
