package org.genhowto.gateway;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.http.ImmutableBytes;
import org.genhowto.gateway.http.PublicAddress;
import org.genhowto.gateway.requests.GatewayEntry;
import org.genhowto.gateway.requests.GatewayImages;
import org.genhowto.gateway.requests.GatewayStates;
import org.genhowto.gateway.requests.GatewayViews;
import org.genhowto.gateway.requests.RequestState;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.RequestContract;
import org.jspecify.annotations.Nullable;

/** One image of a request as bytes, in one call: it waits for the end, if asked to. */
final class ImageRoute {
  private static final String JPEG = "image/jpeg";
  private static final String PNG = "image/png";
  private static final String JSON = "application/json";

  /** A connection is idle for no longer. */
  private static final double LONGEST_WAIT = 25;

  private final GatewayStates states;
  private final GatewayImages images;
  private final PublicAddress address;

  ImageRoute(GatewayStates states, GatewayImages images, PublicAddress address) {
    this.states = states;
    this.images = images;
    this.address = address;
  }

  void answer(Context context, GatewayEntry entry) {
    int index = index(context.queryParam("index"));
    Duration wait = wait(context.queryParam("wait"));
    String form = form(context);
    GatewayEntry ended = ended(entry, wait);
    if (ended.state() != RequestState.SUCCEEDED) {
      throw GatewayProblem.conflict(
          null,
          "Request %s is %s: %s"
              .formatted(
                  ended.requestId(),
                  ended.state().word(),
                  ended.result().flatMap(GenerationResult::getError).orElse("it has no images.")));
    }
    List<GeneratedImage> made = ended.result().map(GenerationResult::getImages).orElseGet(List::of);
    if (index >= made.size()) {
      throw GatewayProblem.notFound(
          "Request %s has %d images, expected an index below that, but it is %d."
              .formatted(ended.requestId(), made.size(), index));
    }
    write(context, form, made.get(index));
  }

  private void write(Context context, String form, GeneratedImage made) {
    String hash = made.getImage().getSha256();
    GatewayImages.Picture picture = images.read(hash);
    context.header("Vary", "Accept");
    if (form.equals(JSON)) {
      Map<String, Object> view =
          new LinkedHashMap<>(GatewayViews.generated(made, address.base(context)));
      view.put("image", Base64.getEncoder().encodeToString(picture.bytes()));
      GatewayRoutes.answer(context, view);
    } else if (form.isEmpty() || form.equals(picture.mediaType())) {
      ImmutableBytes.answer(context, hash, picture.mediaType(), picture.bytes());
    } else {
      ImmutableBytes.answer(context, hash + "-" + form, form, images.as(form, picture));
    }
  }

  private GatewayEntry ended(GatewayEntry entry, Duration wait) {
    long end = System.nanoTime() + wait.toNanos();
    GatewayEntry now = entry;
    try {
      Duration left = wait;
      while (!now.state().finished() && left.toNanos() > 0) {
        now =
            states
                .journal()
                .await(now.requestId(), now.version(), left)
                .orElseThrow(
                    () -> GatewayProblem.unavailable("The request is not known any more.", null));
        left = Duration.ofNanos(end - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayProblem.unavailable("The gateway is closing.", e);
    }
    if (!now.state().finished()) {
      throw GatewayProblem.notInTime(
          "Request %s is %s, expected it to end within %s s."
              .formatted(now.requestId(), now.state().word(), wait.toMillis() / 1000.0));
    }
    return now;
  }

  /** What is wanted most of what there is; empty is as it is stored. */
  private static String form(Context context) {
    @Nullable String best = null;
    double weight = 0;
    for (String range :
        Optional.ofNullable(context.header("Accept")).orElse("*/*").split(",", -1)) {
      String[] parts = range.strip().toLowerCase(Locale.ROOT).split(";", -1);
      double wanted = weight(parts);
      Optional<String> form =
          switch (parts[0].strip()) {
            case PNG, JPEG, JSON -> Optional.of(parts[0].strip());
            case "application/*" -> Optional.of(JSON);
            case "image/*", "*/*" -> Optional.of("");
            default -> Optional.empty();
          };
      if (form.isPresent() && wanted > weight) {
        best = form.get();
        weight = wanted;
      }
    }
    if (best == null) {
      throw GatewayProblem.unacceptable(
          "There are image/png, image/jpeg and application/json, which Accept leaves out.");
    }
    return best;
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.matches("q=[01]([.][0-9]{0,3})?")) {
        return Double.parseDouble(parameter.substring(2));
      }
    }
    return 1;
  }

  private static int index(@Nullable String text) {
    String given = text == null ? "0" : text;
    long highest = RequestContract.INDEX.highest();
    if (!given.matches("[0-9]{1,4}") || Integer.parseInt(given) > highest) {
      throw GatewayProblem.badField(
          "index",
          "index is '%s', expected a whole number from 0 to %d."
              .formatted(PlainText.shown(given), highest));
    }
    return Integer.parseInt(given);
  }

  private static Duration wait(@Nullable String text) {
    String given = text == null ? "0" : text;
    if (!given.matches("[0-9]{1,4}([.][0-9]{1,3})?") || Double.parseDouble(given) > LONGEST_WAIT) {
      throw GatewayProblem.badField(
          "wait",
          "wait is '%s', expected seconds from 0 to %.0f."
              .formatted(PlainText.shown(given), LONGEST_WAIT));
    }
    return Duration.ofMillis(Math.round(Double.parseDouble(given) * 1000));
  }
}
