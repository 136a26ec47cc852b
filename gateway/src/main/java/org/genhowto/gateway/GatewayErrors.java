package org.genhowto.gateway;

import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.requests.GatewayViews;
import org.genhowto.schemas.ContractException;
import org.genhowto.schemas.PlainText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every error as JSON, whoever meets it: a route, the framework, or the server below. */
final class GatewayErrors {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayErrors.class);
  private static final String JSON = "application/json";
  private static final Pattern METHOD = Pattern.compile("\\b(GET|POST|PUT|PATCH|DELETE)\\b");
  private static final int NO_CONTENT = 204;

  private GatewayErrors() {}

  /** Errors that a route throws. */
  static void addTo(RoutesConfig routes, long maxBodyBytes) {
    routes.exception(GatewayProblem.class, GatewayErrors::refuse);
    routes.exception(
        ContractException.class,
        (e, context) -> refuse(GatewayProblem.badField(e.field(), e.getMessage() + "."), context));
    routes.exception(MethodNotAllowedResponse.class, GatewayErrors::otherMethods);
    routes.exception(
        HttpResponseException.class,
        (problem, context) ->
            answer(
                context.status(problem.getStatus()),
                Map.of(
                    "error",
                    problem.getStatus() == GatewayProblem.TOO_LARGE
                        ? limit(maxBodyBytes)
                        : String.valueOf(problem.getMessage()))));
    routes.exception(UnsupportedCharsetException.class, GatewayErrors::unknownCharset);
    routes.exception(IllegalCharsetNameException.class, GatewayErrors::unknownCharset);
    routes.exception(Exception.class, GatewayErrors::broken);
  }

  private static String limit(long maxBodyBytes) {
    return "The body is too large, expected at most %d bytes.".formatted(maxBodyBytes);
  }

  /** Errors that no route sees. */
  static void addTo(JavalinConfig config) {
    config.router.javaLangErrorHandler(
        (response, error) -> {
          LOG.atError().setCause(error).log("a request ended in an error");
          response.setStatus(GatewayProblem.broken(error).status());
          response.setContentType(JSON);
        });
    config.jetty.modifyServer(server -> server.setErrorHandler(GatewayErrors::unserved));
  }

  /** OPTIONS asks for what the others are told of when they are refused. */
  private static void otherMethods(MethodNotAllowedResponse refusal, Context context) {
    Set<String> methods = new TreeSet<>(Set.of("OPTIONS"));
    METHOD
        .matcher(String.valueOf(refusal.getDetails()))
        .results()
        .forEach(match -> methods.add(match.group()));
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    String allowed = String.join(", ", methods);
    context.header("Allow", allowed);
    if (context.method().equals(HandlerType.OPTIONS)) {
      context.status(NO_CONTENT);
    } else {
      String told = "%s is not for this address, expected one of %s.";
      answer(
          context.status(refusal.getStatus()),
          Map.of("error", told.formatted(context.method(), allowed)));
    }
  }

  private static void unknownCharset(Exception cause, Context context) {
    refuse(
        GatewayProblem.unsupported(
            "The body has an unknown character set: %s."
                .formatted(PlainText.shown(String.valueOf(cause.getMessage())))),
        context);
  }

  private static void broken(Exception bug, Context context) {
    LOG.atError()
        .setCause(bug)
        .addKeyValue("method", context.method())
        .addKeyValue("path", context.path())
        .log("a request met a bug");
    refuse(GatewayProblem.broken(bug), context);
  }

  private static void refuse(GatewayProblem problem, Context context) {
    problem
        .again()
        .ifPresent(time -> context.header("Retry-After", "" + Math.max(1, rounded(time))));
    if (problem.isUnauthorized()) {
      context.header("WWW-Authenticate", "Bearer realm=\"genhowto\"");
    }
    answer(context.status(problem.status()), GatewayViews.problem(problem));
  }

  /** In whole seconds; whoever waits for so long is not too early. */
  private static long rounded(Duration time) {
    return time.plusMillis(999).toSeconds();
  }

  private static void answer(Context context, Map<String, ?> view) {
    context.contentType(JSON).result(GatewayViews.json(view));
  }

  /** What the server refuses before it is a request, such as a header without an end. */
  private static boolean unserved(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Object reason = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    String text =
        "The server answers %d: %s."
            .formatted(status, reason == null ? "it cannot serve this request" : reason);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
    Content.Sink.write(response, true, GatewayViews.json(Map.of("error", text)), callback);
    return true;
  }
}
