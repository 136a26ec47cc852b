package org.genhowto.gateway;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.genhowto.gateway.access.Caller;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.requests.GatewayForm;
import org.genhowto.gateway.requests.GatewayViews;
import org.genhowto.runtime.release.ReleaseDesk;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.Target;

/** What a person decides of weights, over HTTP as on the command line. */
public final class ReleaseRoutes implements RouteSource {
  static final Set<String> FIELDS = Set.of("reason");

  private static final String RELEASE = "/v1/releases/{network}";
  private static final int LONGEST_REASON = 300;

  /** Who acts, as the topics tell it, where nobody has to say who he is. */
  private static final String ACTOR = "gateway";

  private final Supplier<ReleaseDesk> open;

  private ReleaseRoutes(Supplier<ReleaseDesk> open) {
    this.open = open;
  }

  public static ReleaseRoutes of(Platform platform) {
    return new ReleaseRoutes(() -> new ReleaseDesk("gateway-releases", platform));
  }

  @Override
  public void addTo(JavalinConfig server) {
    server.routes.post(RELEASE + "/promote", context -> act(context, ReleaseDesk::promote));
    server.routes.post(RELEASE + "/withdraw", context -> act(context, ReleaseDesk::withdraw));
    server.routes.post(RELEASE + "/rollback", context -> act(context, ReleaseDesk::rollback));
  }

  private interface Step {
    ModelRelease of(ReleaseDesk desk, Target target, String by, String reason)
        throws InterruptedException;
  }

  private void act(Context context, Step step) {
    Target target = target(context);
    String reason = reason(context);
    ModelRelease release;
    try (ReleaseDesk desk = open.get()) {
      release = step.of(desk, target, actor(context), reason);
    } catch (IllegalArgumentException e) {
      throw GatewayProblem.conflict(null, sentence(String.valueOf(e.getMessage())));
    } catch (KafkaException e) {
      throw GatewayProblem.unavailable("Kafka did not do it: " + e.getMessage() + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayProblem.unavailable("The gateway stops.", e);
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("network", GeneratorNetwork.serving(target).spelling());
    view.put("version", release.getVersion());
    context.contentType("application/json").result(GatewayViews.json(view));
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }

  private static Target target(Context context) {
    String name = context.pathParam("network");
    return GeneratorNetwork.named(name)
        .filter(network -> network.duty() == GeneratorNetwork.Duty.SERVING)
        .map(GeneratorNetwork::target)
        .orElseThrow(
            () ->
                GatewayProblem.notFound(
                    "There is no network '%s', expected generator-action or generator-final-state."
                        .formatted(PlainText.shown(name))));
  }

  private static String actor(Context context) {
    String name = Caller.of(context).name();
    return name.isEmpty() ? ACTOR : name;
  }

  private static String reason(Context context) {
    String text = GatewayForm.of(context, FIELDS).text("reason").orElse("");
    if (!text.isEmpty() && (text.length() > LONGEST_REASON || !PlainText.isText(text))) {
      throw GatewayProblem.badField(
          "reason",
          "reason is '%s', expected at most %d characters and none that controls."
              .formatted(PlainText.shown(text), LONGEST_REASON));
    }
    return text;
  }
}
