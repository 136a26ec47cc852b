package org.genhowto.gateway.rating;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.genhowto.gateway.RouteSource;
import org.genhowto.gateway.access.Caller;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.http.PageFile;
import org.genhowto.gateway.requests.GatewayForm;
import org.genhowto.gateway.requests.GatewayViews;
import org.genhowto.schemas.Choice;
import org.genhowto.schemas.HumanRating;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.RequestContract;

/** The page {@code /rate}, on which people choose between images without their names. */
public final class Ratings implements RouteSource {
  /** Fields of a choice. */
  public static final Set<String> FIELDS =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(List.of("ratingId", "leftRequest", "rightRequest", "choice")));

  private static final String RATINGS = "/v1/ratings";
  private static final int CREATED = 201;
  private static final int NO_CONTENT = 204;

  private final RatingBook book;
  private final Consumer<HumanRating> sender;
  private final Clock clock;
  private final RandomGenerator random = new SecureRandom();

  /**
   * @param sender returns once Kafka has the rating
   */
  public Ratings(RatingBook book, Consumer<HumanRating> sender, Clock clock) {
    this.book = book;
    this.sender = sender;
    this.clock = clock;
  }

  @Override
  public void addTo(JavalinConfig server) {
    server.routes.get(RATINGS + "/next", this::next);
    server.routes.get(RATINGS + "/summary", this::summary);
    server.routes.post(RATINGS, this::rate);
    server.routes.get("/rate", PageFile.of(Ratings.class, "index.html"));
    server.routes.get("/rate/rate.css", PageFile.of(Ratings.class, "rate.css"));
    server.routes.get("/rate/rate.js", PageFile.of(Ratings.class, "rate.js"));
  }

  private void next(Context context) {
    RatingBook.Pair pair = book.next(Caller.of(context), random).orElse(null);
    if (pair == null) {
      context.status(NO_CONTENT);
      return;
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("input", pair.left().input());
    view.put("prompt", pair.left().prompt());
    view.put("target", GatewayViews.spelling(pair.left().target()));
    view.put("left", side(pair.left()));
    view.put("right", side(pair.right()));
    answer(context, view);
  }

  private static Map<String, Object> side(Made made) {
    Map<String, Object> side = new LinkedHashMap<>();
    side.put("request", made.request());
    side.put("image", made.image());
    return side;
  }

  private void summary(Context context) {
    answer(context, Map.of("pairs", book.summary()));
  }

  /** The same choice under the same id is made once. */
  private void rate(Context context) {
    HumanRating rating = read(context);
    HumanRating known = book.rating(rating.getRatingId()).orElse(null);
    if (known == null) {
      sender.accept(rating);
      book.add(rating);
      answer(context.status(CREATED), view(rating));
    } else if (same(known, rating)) {
      answer(context, view(known));
    } else {
      throw GatewayProblem.conflict(
          "ratingId",
          "Rating '%s' was given with another choice or other images."
              .formatted(rating.getRatingId()));
    }
  }

  private HumanRating read(Context context) {
    GatewayForm form = GatewayForm.of(context, FIELDS);
    Caller caller = Caller.of(context);
    String id = RequestContract.requireId("ratingId", form.required("ratingId"));
    Choice choice = choice(form.required("choice"));
    Made left = image(caller, "leftRequest", form.required("leftRequest"));
    Made right = image(caller, "rightRequest", form.required("rightRequest"));
    if (!left.wish().equals(right.wish()) || left.maker().equals(right.maker())) {
      throw GatewayProblem.badField(
          "rightRequest",
          ("Requests '%s' and '%s' cannot be compared, expected one input and prompt and two"
                  + " methods or releases.")
              .formatted(left.request(), right.request()));
    }
    return HumanRating.newBuilder()
        .setRatingId(id)
        .setRater(caller.name())
        .setLeftRequest(left.request())
        .setRightRequest(right.request())
        .setLeftMethod(left.method())
        .setLeftRelease(left.release())
        .setRightMethod(right.method())
        .setRightRelease(right.release())
        .setTarget(left.target())
        .setCategory(left.category())
        .setChoice(choice)
        .setRatedAt(clock.instant())
        .build();
  }

  private Made image(Caller caller, String field, String requestId) {
    return book.image(requestId)
        .filter(made -> made.isShownTo(caller))
        .orElseThrow(
            () ->
                GatewayProblem.badField(
                    field,
                    "%s is '%s', expected a request of which an image can be compared."
                        .formatted(field, PlainText.shown(requestId))));
  }

  private static Choice choice(String word) {
    return Arrays.stream(Choice.values())
        .filter(one -> spelling(one).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                GatewayProblem.badField(
                    "choice",
                    "choice is '%s', expected left, right or tie."
                        .formatted(PlainText.shown(word))));
  }

  private static boolean same(HumanRating one, HumanRating other) {
    return one.getRater().equals(other.getRater())
        && one.getLeftRequest().equals(other.getLeftRequest())
        && one.getRightRequest().equals(other.getRightRequest())
        && one.getChoice() == other.getChoice();
  }

  /** Which was which is told once the choice is made. */
  private static Map<String, Object> view(HumanRating rating) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("ratingId", rating.getRatingId());
    view.put("choice", spelling(rating.getChoice()));
    view.put("leftMethod", rating.getLeftMethod());
    view.put("leftRelease", rating.getLeftRelease());
    view.put("rightMethod", rating.getRightMethod());
    view.put("rightRelease", rating.getRightRelease());
    return view;
  }

  private static String spelling(Choice choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  private static void answer(Context context, Map<String, ?> view) {
    context.contentType("application/json").result(GatewayViews.json(view));
  }
}
