package org.genhowto.launcher.generate;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.genhowto.client.GatewayClient;
import org.genhowto.client.GatewayException;
import org.genhowto.client.GoalImage;
import org.genhowto.client.GoalRequest;
import org.genhowto.client.GoalState;
import org.genhowto.client.GoalStatus;

/** A request through the gateway. Needs nothing of this machine but the network. */
record OverHttp(
    String gateway,
    RequestOptions options,
    ControlOptions control,
    Output output,
    PrintWriter err) {
  /** A gateway that is just starting is waited for, one that is not there is not. */
  private static final Duration AWAY = Duration.ofSeconds(2);

  private static final int BAD_REQUEST = 400;
  private static final int BROKEN = 500;

  int run(Duration timeout) throws IOException, InterruptedException {
    GoalRequest request = request();
    GatewayClient client = known(new GatewayClient(address(), AWAY));
    try {
      client.submit(request);
      err.println("request " + request.requestId());
      err.flush();
      return finish(client, await(address(), request.requestId(), timeout), timeout);
    } catch (GatewayException e) {
      boolean refused = e.status() >= BAD_REQUEST && e.status() < BROKEN;
      if (refused) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
      // Its sentence has the cause already.
      throw new IOException(
          e.getMessage()
              + " Expected a running system there: ./genhowto serve, or --gateway URL; --local"
              + " needs none.");
    }
  }

  private URI address() {
    try {
      return URI.create(gateway);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--gateway is '%s', expected an address such as http://127.0.0.1:8080".formatted(gateway),
          e);
    }
  }

  private GoalState await(URI address, String id, Duration timeout) throws InterruptedException {
    try (Waiting waiting = new Waiting(err)) {
      return known(new GatewayClient(address)).await(id, timeout, state -> show(waiting, state));
    }
  }

  private static void show(Waiting waiting, GoalState state) {
    if (state.status() == GoalStatus.QUEUED) {
      waiting.say("queued");
    }
    state
        .progress()
        .ifPresent(
            p -> {
              waiting.progress(p.worker(), p.attempt(), p.stepsDone(), p.stepsTotal());
              Optional.ofNullable(p.preview()).ifPresent(waiting::preview);
            });
  }

  private int finish(GatewayClient client, GoalState state, Duration timeout)
      throws IOException, InterruptedException {
    if (!state.status().finished()) {
      err.printf(
          "genhowto: no result within %d s, the request is %s; is a generator running? It goes on:"
              + " the same command with --request-id %s waits for it again.%n",
          timeout.toSeconds(), state.status().word(), state.requestId());
      return 1;
    }
    if (state.status() != GoalStatus.SUCCEEDED) {
      err.printf(
          "genhowto: the request %s: %s%n",
          verb(state.status()), state.error().orElse("no reason given"));
      return 1;
    }
    int number = 0;
    for (GoalImage image : state.images()) {
      output.write(number, client.image(image));
      number++;
    }
    return 0;
  }

  private static String verb(GoalStatus status) {
    return status == GoalStatus.FAILED || status == GoalStatus.EXPIRED
        ? status.word()
        : "was " + status.word();
  }

  private GoalRequest request() throws IOException {
    String target = options.target();
    GoalRequest request =
        options.image == null
            ? GoalRequest.after(
                String.valueOf(options.after),
                Optional.ofNullable(options.afterIndex).orElse(0),
                options.prompt,
                target)
            : GoalRequest.of(Files.readAllBytes(options.image), options.prompt, target);
    return steered(optional(request.named(options.name())));
  }

  private GoalRequest optional(GoalRequest request) {
    if (options.count != 1) {
      request.count(options.count);
    }
    Optional.ofNullable(options.negativePrompt).ifPresent(request::negativePrompt);
    Optional.ofNullable(options.steps).ifPresent(request::steps);
    Optional.ofNullable(options.skip).ifPresent(request::skip);
    Optional.ofNullable(options.guidance).ifPresent(request::guidance);
    Optional.ofNullable(options.seed).ifPresent(request::seed);
    Optional.ofNullable(options.priority).ifPresent(request::priority);
    Optional.ofNullable(options.within).map(Duration::ofSeconds).ifPresent(request::within);
    Optional.ofNullable(options.supersedeKey).ifPresent(request::supersedes);
    Optional.ofNullable(options.modelVersion).ifPresent(request::modelVersion);
    Optional.ofNullable(options.method).ifPresent(request::method);
    Optional.ofNullable(options.sampler).ifPresent(request::sampler);
    Optional.ofNullable(options.sweep).ifPresent(request::sweep);
    Optional.ofNullable(options.candidates).ifPresent(request::candidates);
    Optional.ofNullable(options.previewEvery).ifPresent(request::previewEvery);
    Optional.ofNullable(options.chain)
        .ifPresent(chain -> request.chain(chain, Optional.ofNullable(options.chainStep).orElse(0)));
    return request;
  }

  private GoalRequest steered(GoalRequest request) {
    Optional.ofNullable(control.size).ifPresent(request::size);
    Optional.ofNullable(control.controlScale).ifPresent(request::controlScale);
    Optional.ofNullable(control.controlStart).ifPresent(request::controlStart);
    Optional.ofNullable(control.controlEnd).ifPresent(request::controlEnd);
    Optional.ofNullable(control.imageGuidance).ifPresent(request::imageGuidance);
    Optional.ofNullable(control.sourcePrompt).ifPresent(request::sourcePrompt);
    return request;
  }

  /** The token comes by the environment: arguments are seen by everybody on a machine. */
  private static GatewayClient known(GatewayClient client) {
    return Optional.ofNullable(System.getenv("GENHOWTO_TOKEN"))
        .map(String::strip)
        .filter(token -> !token.isEmpty())
        .map(client::withToken)
        .orElse(client);
  }
}
