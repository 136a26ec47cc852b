package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.genhowto.gateway.requests.GatewayEntry;
import org.genhowto.gateway.requests.GatewayStates;
import org.genhowto.gateway.requests.GatewayViews;
import org.genhowto.runtime.blob.Sha256;

/**
 * The results of a chain's goals for one client. An event's id names the goals whose results were
 * told, so that any gateway can go on from it.
 */
final class ChainEvents {
  /** Enough to tell the goals of one chain from each other. */
  private static final int SHORT = 8;

  private final GatewayStates states;
  private final Map<String, GatewayEntry> goals = new LinkedHashMap<>();
  private final Set<String> told;

  /**
   * @param lastId of the last event that the client had
   */
  ChainEvents(GatewayStates states, List<GatewayEntry> known, String lastId) {
    this.states = states;
    known.forEach(goal -> goals.put(goal.requestId(), goal));
    Set<String> names = known.stream().map(ChainEvents::name).collect(Collectors.toSet());
    this.told =
        Arrays.stream(lastId.split("[.]", -1))
            .filter(names::contains)
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether the client has had every result. */
  boolean isTold() {
    return told.size() == goals.size();
  }

  void write(OutputStream out, Duration heartbeat, String base)
      throws IOException, InterruptedException {
    alive(out); // The client learns at once that it is followed.
    boolean open = true;
    while (open) {
      long seen = states.journal().changes();
      for (String requestId : goals.keySet()) {
        states.journal().find(requestId).ifPresent(now -> goals.put(requestId, now));
        GatewayEntry goal = goals.get(requestId);
        if (goal != null && goal.state().finished() && told.add(name(goal))) {
          out.write(text(goal, base).getBytes(UTF_8));
          out.flush();
        }
      }
      open = !isTold() && states.journal().awaitChange(seen, heartbeat);
      if (open && states.journal().changes() == seen) {
        alive(out);
      }
    }
  }

  private static void alive(OutputStream out) throws IOException {
    out.write(": waiting\n\n".getBytes(UTF_8));
    out.flush();
  }

  private String text(GatewayEntry goal, String base) {
    return "event: result\nid: %s\nretry: 3000\ndata: %s\n\n"
        .formatted(
            String.join(".", told),
            GatewayViews.json(GatewayViews.generation(goal, states.place(goal), base)));
  }

  private static String name(GatewayEntry goal) {
    return Sha256.of(goal.requestId()).substring(0, SHORT);
  }
}
