package org.genhowto.gateway;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.genhowto.gateway.access.Caller;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.http.PublicAddress;
import org.genhowto.gateway.requests.ChainForm;
import org.genhowto.gateway.requests.GatewayEntry;
import org.genhowto.gateway.requests.GatewayForm;
import org.genhowto.gateway.requests.GatewayStates;
import org.genhowto.gateway.requests.GatewayViews;
import org.genhowto.schemas.EarlierImage;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.RequestContract;

/**
 * Goals that follow each other, each from the image of the one before. Every goal is a request of
 * its own; all are checked before the first is sent. Where Kafka takes only some of them, the same
 * call again sends the rest, as their ids come from the chain's.
 */
final class ChainRoutes {
  private static final String CHAINS = "/v1/chains";
  private static final String CHAIN = CHAINS + "/{chainId}";
  private static final String KEY = GatewayRoutes.IDEMPOTENCY_KEY;
  private static final int ACCEPTED = 202;

  private final GatewayStates states;
  private final RequestDesk desk;
  private final PublicAddress address;
  private final GatewayEvents events;

  ChainRoutes(GatewayStates states, RequestDesk desk, PublicAddress address, GatewayEvents events) {
    this.states = states;
    this.desk = desk;
    this.address = address;
    this.events = events;
  }

  void addTo(RoutesConfig routes) {
    routes.post(CHAINS, this::begin);
    routes.get(CHAIN, context -> GatewayRoutes.answer(context, view(context, goals(context))));
    routes.delete(CHAIN, this::cancel);
    routes.get(
        CHAIN + "/events",
        context -> {
          List<GatewayEntry> goals = goals(context);
          events.followChain(context, goals, address.base(context));
        });
  }

  private void begin(Context context) {
    Optional<String> key = Optional.ofNullable(context.header(KEY));
    String chainId = key.orElseGet(() -> UUID.randomUUID().toString());
    RequestContract.requireId(
        KEY, ChainForm.requestId(chainId, (int) ChainForm.GOALS.highest() - 1));
    List<GatewayForm> forms = ChainForm.of(context, chainId);
    List<String> ids =
        IntStream.range(0, forms.size()).mapToObj(i -> ChainForm.requestId(chainId, i)).toList();
    Caller caller = Caller.of(context);
    try (Admission.Place place = desk.admission().enter(caller, ids)) {
      List<GenerationRequest> wishes = new ArrayList<>();
      for (int i = 0; i < forms.size(); i++) {
        wishes.add(wish(caller, ids.get(i), forms.get(i), i));
        requireNoCircle(wishes.get(i), ids.subList(i, ids.size()));
      }
      RequestDesk.Naming naming = RequestDesk.Naming.of(key);
      for (int i = 0; i < forms.size(); i++) {
        send(chainId, wishes.get(i), forms.get(i), naming, GatewayRoutes.trace(context));
      }
    }
    context.status(ACCEPTED).header("Location", address.base(context) + CHAINS + "/" + chainId);
    GatewayRoutes.answer(context, view(context, ids.stream().map(desk::entry).toList(), chainId));
  }

  private GenerationRequest wish(Caller caller, String requestId, GatewayForm form, int step) {
    try {
      return desk.wish(caller, requestId, form);
    } catch (GatewayProblem problem) {
      throw problem.in("goals[%d].".formatted(step));
    }
  }

  /** A goal that waits for a later one would wait for ever. */
  private static void requireNoCircle(GenerationRequest wish, List<String> later) {
    wish.getEarlier()
        .map(EarlierImage::getRequestId)
        .filter(later::contains)
        .ifPresent(
            id -> {
              throw GatewayProblem.unusable(
                  "goals[%d].earlierRequestId".formatted(wish.getStep()),
                  "earlierRequestId is '%s', which is a later goal of the chain, expected an earlier"
                          .formatted(id)
                      + " request.");
            });
  }

  private void send(
      String chainId,
      GenerationRequest wish,
      GatewayForm form,
      RequestDesk.Naming naming,
      Optional<String> trace) {
    try {
      desk.send(wish, form, naming, trace);
    } catch (GatewayProblem problem) {
      if (problem.again().isEmpty() || wish.getStep() == 0) {
        throw problem;
      }
      throw GatewayProblem.unavailable(
          "Kafka has %d goals of the chain; the same call with Idempotency-Key %s sends the rest."
              .formatted(wish.getStep(), chainId),
          problem);
    }
  }

  /** What has ended stays as it ended. */
  private void cancel(Context context) {
    List<GatewayEntry> goals = goals(context);
    List<GatewayEntry> open = goals.stream().filter(goal -> !goal.state().finished()).toList();
    open.forEach(goal -> desk.cancel(goal.requestId(), GatewayRoutes.trace(context)));
    if (!open.isEmpty()) {
      context.status(ACCEPTED);
    }
    GatewayRoutes.answer(context, view(context, goals));
  }

  private List<GatewayEntry> goals(Context context) {
    Caller caller = Caller.of(context);
    String chainId = context.pathParam("chainId");
    List<GatewayEntry> goals =
        desk.journal().chain(chainId).stream()
            .filter(goal -> Admission.sees(caller, goal))
            .toList();
    if (goals.isEmpty()) {
      throw GatewayProblem.notFound("There is no chain '%s'.".formatted(PlainText.shown(chainId)));
    }
    return goals;
  }

  private Map<String, Object> view(Context context, List<GatewayEntry> goals) {
    return view(context, goals, context.pathParam("chainId"));
  }

  private Map<String, Object> view(Context context, List<GatewayEntry> goals, String chainId) {
    return view(goals, chainId, address.base(context), states);
  }

  static Map<String, Object> view(
      List<GatewayEntry> goals, String chainId, String base, GatewayStates states) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("chainId", chainId);
    view.put("status", GatewayViews.standing(goals).word());
    view.put("url", base + CHAINS + "/" + chainId);
    view.put("events", base + CHAINS + "/" + chainId + "/events");
    view.put(
        "links", goals.stream().map(goal -> base + "/v1/generations/" + goal.requestId()).toList());
    view.put(
        "goals",
        goals.stream()
            .map(goal -> GatewayViews.generation(goal, states.place(goal), base))
            .toList());
    return view;
  }
}
