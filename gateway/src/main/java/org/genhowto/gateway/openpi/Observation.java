package org.genhowto.gateway.openpi;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.genhowto.client.GoalRequest;
import org.genhowto.networks.image.Images;
import org.jspecify.annotations.Nullable;

/** What a robot sees and wants, as a request; keys that are not known here are the robot's own. */
final class Observation {
  private static final String TARGET = "final-state";
  private static final double MILLIS = 1000;

  private final Map<?, ?> fields;

  Observation(Map<?, ?> fields) {
    this.fields = fields;
  }

  /**
   * The request.
   *
   * @param connection whose older wishes this one takes the place of
   * @throws ObservationException the image or the prompt is missing, or a field is of another type
   */
  GoalRequest request(OpenPiSettings settings, String connection) throws ObservationException {
    if (!(fields.get(settings.imageKey()) instanceof NumpyArray image)) {
      throw new ObservationException(
          "the observation has no array '%s', expected the image to start from"
              .formatted(settings.imageKey()));
    }
    String prompt =
        text("prompt")
            .orElseThrow(
                () ->
                    new ObservationException(
                        "the observation has no 'prompt', expected what is to be seen"));
    GoalRequest request =
        GoalRequest.of(
            Images.png(image.picture(settings.imageKey())), prompt, text("target").orElse(TARGET));
    Optional<Number> within = number("within_seconds");
    request
        .within(
            within
                .map(seconds -> Duration.ofMillis(Math.round(seconds.doubleValue() * MILLIS)))
                .orElse(settings.within()))
        .supersedes(connection);
    manner(request);
    return request;
  }

  private void manner(GoalRequest request) throws ObservationException {
    text("negative_prompt").ifPresent(request::negativePrompt);
    text("method").ifPresent(request::method);
    text("sampler").ifPresent(request::sampler);
    text("priority").ifPresent(request::priority);
    number("steps").ifPresent(steps -> request.steps(steps.intValue()));
    number("skip").ifPresent(skip -> request.skip(skip.intValue()));
    number("guidance").ifPresent(guidance -> request.guidance(guidance.doubleValue()));
    number("size").ifPresent(pixels -> request.size(pixels.intValue()));
    number("control_scale").ifPresent(scale -> request.controlScale(scale.doubleValue()));
    number("control_start").ifPresent(share -> request.controlStart(share.doubleValue()));
    number("control_end").ifPresent(share -> request.controlEnd(share.doubleValue()));
    number("image_guidance").ifPresent(scale -> request.imageGuidance(scale.doubleValue()));
    text("source_prompt").ifPresent(request::sourcePrompt);
    number("seed").ifPresent(seed -> request.seed(seed.longValue()));
  }

  private Optional<String> text(String key) throws ObservationException {
    return of(key, String.class, "text");
  }

  private Optional<Number> number(String key) throws ObservationException {
    return of(key, Number.class, "a number");
  }

  private <T> Optional<T> of(String key, Class<T> type, String expected)
      throws ObservationException {
    @Nullable Object value = fields.get(key);
    if (value != null && !type.isInstance(value)) {
      throw new ObservationException(
          "'%s' is something else, expected %s".formatted(key, expected));
    }
    return Optional.ofNullable(value).map(type::cast);
  }
}
