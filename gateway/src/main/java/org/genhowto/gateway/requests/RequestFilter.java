package org.genhowto.gateway.requests;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.runtime.config.PastMoment;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Target;

/** Which requests a list is of, read from the parameters of its address. */
public final class RequestFilter {
  public static final Set<String> PARAMETERS =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(
              List.of("status", "chainId", "client", "target", "since", "limit", "cursor")));
  public static final RequestContract.Whole LIMIT = new RequestContract.Whole("limit", 1, 1000);
  public static final int USUAL_LIMIT = 50;

  private final Map<String, List<String>> given;
  private final Clock clock;

  /**
   * @throws GatewayProblem there is no such parameter, or one is given twice
   */
  public RequestFilter(Map<String, List<String>> given, Clock clock) {
    this.given = given;
    this.clock = clock;
    given.forEach(
        (name, values) -> {
          if (!PARAMETERS.contains(name)) {
            throw bad(
                name, name, "There is no parameter '%s', expected any of " + PARAMETERS + ".");
          }
          if (values.size() > 1) {
            throw bad(name, name, "%s is given more than once, expected once.");
          }
        });
  }

  /**
   * Says whether a request is wanted.
   *
   * @throws GatewayProblem a parameter is not as it has to be
   */
  public Predicate<GatewayEntry> wanted() {
    Optional<RequestState> status =
        one("status").map(word -> named("status", word, RequestState.values(), RequestState::word));
    Optional<String> target =
        one("target")
            .map(word -> named("target", word, Target.values(), GatewayViews::spelling))
            .map(GatewayViews::spelling);
    Optional<String> chain = one("chainId").map(id -> RequestContract.requireId("chainId", id));
    Optional<String> client = one("client").map(id -> RequestContract.requireId("client", id));
    Optional<Instant> since = one("since").map(this::moment);
    return entry ->
        status.filter(word -> word != entry.state()).isEmpty()
            && (target.isEmpty() || target.equals(entry.target()))
            && (chain.isEmpty() || chain.equals(entry.chainId()))
            && (client.isEmpty() || client.equals(entry.client()))
            && since.filter(moment -> !isSince(entry, moment)).isEmpty();
  }

  /** The largest page that is wanted. */
  public int limit() {
    Optional<String> text = one("limit");
    return text.map(
            digits -> {
              if (!digits.matches("[0-9]{1,4}") || !LIMIT.holds(Long.parseLong(digits))) {
                throw bad(
                    "limit",
                    digits,
                    "limit is '%s', expected a whole number from "
                        + "%d to %d.".formatted(LIMIT.lowest(), LIMIT.highest()));
              }
              return Integer.parseInt(digits);
            })
        .orElse(USUAL_LIMIT);
  }

  public Optional<String> cursor() {
    return one("cursor");
  }

  private Optional<String> one(String name) {
    return Optional.ofNullable(given.get(name)).map(values -> values.get(0));
  }

  private static boolean isSince(GatewayEntry entry, Instant moment) {
    RequestPlace place = entry.place();
    return place != null && place.time() >= moment.toEpochMilli();
  }

  private Instant moment(String text) {
    try {
      return PastMoment.parse(text, clock.instant());
    } catch (DateTimeException e) {
      throw bad(
          "since",
          text,
          "since is '%s', expected a length such as 2h, or a moment such as 2026-01-31T08:00:00Z.");
    }
  }

  private static <E> E named(String field, String word, E[] all, Function<E, String> spelling) {
    return Arrays.stream(all)
        .filter(one -> spelling.apply(one).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                bad(
                    field,
                    word,
                    field
                        + " is '%s', expected one of "
                        + Arrays.stream(all).map(spelling).toList()
                        + "."));
  }

  private static GatewayProblem bad(String field, String shown, String sentence) {
    return GatewayProblem.badField(
        PlainText.shown(field), sentence.formatted(PlainText.shown(shown)));
  }
}
