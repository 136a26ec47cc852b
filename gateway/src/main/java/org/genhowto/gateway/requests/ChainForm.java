package org.genhowto.gateway.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.RequestContract;

/**
 * A body that asks for goals one after another: a list of goals, and beside it what all of them
 * share. A goal's own fields go before the shared ones.
 */
public final class ChainForm {
  public static final RequestContract.Whole GOALS = new RequestContract.Whole("goals", 1, 32);

  /** Fields of one goal. */
  public static final Set<String> GOAL_FIELDS =
      GatewayRequests.ordered(
          List.of("prompt", "target", "from", "fromIndex"), GatewayRequests.MANNER);

  /** Fields of the whole. */
  public static final Set<String> FIELDS =
      GatewayRequests.ordered(
          List.of("image", "earlierRequestId", "earlierIndex", "goals"),
          GatewayRequests.MANNER,
          List.of("priority", "deadline", "withinSeconds", "modelVersion"));

  private static final String FROM = "from";
  private static final String FROM_INDEX = "fromIndex";
  private static final List<String> INPUT = List.of("image", "earlierRequestId", "earlierIndex");

  private ChainForm() {}

  /**
   * Reads a body as one form for each goal, which starts from the chain's input or from an earlier
   * goal's image.
   *
   * @param chainId whose requests are called chainId.0, chainId.1 and so on
   * @throws GatewayProblem it names the field, such as goals[1].prompt
   */
  public static List<GatewayForm> of(Context context, String chainId) {
    String type = Optional.ofNullable(context.header("Content-Type")).orElse("");
    if (!type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json")) {
      throw GatewayProblem.unsupported(
          "The body is '%s', expected application/json.".formatted(PlainText.shown(type)));
    }
    ObjectNode shared = GatewayForm.tree(context.bodyAsBytes());
    requireFields("", shared, FIELDS);
    JsonNode goals = shared.remove("goals");
    if (goals == null || !goals.isArray() || !GOALS.holds(goals.size())) {
      throw GatewayProblem.badField(
          "goals",
          "goals is %s, expected a list of %d to %d goals."
              .formatted(
                  goals == null ? "missing" : PlainText.shown("'" + goals + "'"),
                  GOALS.lowest(),
                  GOALS.highest()));
    }
    List<GatewayForm> forms = new ArrayList<>();
    for (int step = 0; step < goals.size(); step++) {
      forms.add(goal(shared, goals.get(step), chainId, step));
    }
    return forms;
  }

  /** What the request of a goal is called. */
  public static String requestId(String chainId, int step) {
    return chainId + "." + step;
  }

  private static GatewayForm goal(ObjectNode shared, JsonNode given, String chainId, int step) {
    String where = "goals[%d]".formatted(step);
    if (!(given instanceof ObjectNode goal)) {
      throw GatewayProblem.badField(where, where + " is no object, expected prompt and target.");
    }
    requireFields(where + ".", goal, GOAL_FIELDS);
    try {
      GatewayForm own = GatewayForm.of(goal, GOAL_FIELDS);
      int from = own.integer(new RequestContract.Whole(FROM, -1, step - 1)).orElse(step - 1);
      int index =
          own.integer(new RequestContract.Whole(FROM_INDEX, 0, RequestContract.INDEX.highest()))
              .orElse(0);
      ObjectNode whole = shared.deepCopy().setAll(goal.deepCopy());
      whole.remove(List.of(FROM, FROM_INDEX));
      if (from >= 0) {
        whole.remove(INPUT);
        whole.put("earlierRequestId", requestId(chainId, from)).put("earlierIndex", index);
      }
      whole.put("chainId", chainId).put("step", step);
      return GatewayForm.of(whole, GatewayRequests.GENERATION_FIELDS);
    } catch (GatewayProblem problem) {
      throw problem.in(where + ".");
    }
  }

  private static void requireFields(String where, ObjectNode object, Set<String> known) {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw GatewayProblem.badField(
                    PlainText.shown(where + name),
                    "There is no field '%s', expected any of %s."
                        .formatted(PlainText.shown(where + name), known));
              }
            });
  }
}
