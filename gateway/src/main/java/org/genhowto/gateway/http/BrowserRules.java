package org.genhowto.gateway.http;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What browsers are allowed: no names that a foreign page made up for this machine (DNS rebinding),
 * no changes by pages of other origins, unless they are named in the settings.
 */
public final class BrowserRules {
  private static final int FORBIDDEN = 403;
  private static final int MISDIRECTED = 421;
  private static final int NO_CONTENT = 204;
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127[.][0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}|\\[::1]");
  private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");

  private final EdgeSettings settings;
  private final boolean anyHost;

  /**
   * @param address the server listens on
   */
  public BrowserRules(EdgeSettings settings, String address) {
    this.settings = settings;
    this.anyHost = settings.hosts().isEmpty() && !isLoopback(address);
  }

  /** Before every request: refuses it, answers it, or says what the caller's page may read. */
  public void check(Context context) {
    String authority = Optional.ofNullable(context.host()).orElse("").toLowerCase(Locale.ROOT);
    requireHost(PORT.matcher(authority).replaceFirst(""));
    Optional<String> origin = Optional.ofNullable(context.header("Origin"));
    origin.ifPresent(text -> origin(context, authority, text));
  }

  /**
   * Before a websocket opens. No browser asks first whether its page may, and whoever has it can do
   * all that it is for: pages of other origins get none.
   */
  public void checkSocket(Context context) {
    String authority = Optional.ofNullable(context.host()).orElse("").toLowerCase(Locale.ROOT);
    requireHost(PORT.matcher(authority).replaceFirst(""));
    Optional<String> origin = Optional.ofNullable(context.header("Origin"));
    if (origin.isPresent()
        && !settings.corsOrigins().contains(origin.get())
        && !isOwn(origin.get(), authority)) {
      throw new HttpResponseException(
          FORBIDDEN,
          "Pages of this origin get no websocket; gateway.cors-origins names those that do.");
    }
  }

  private boolean isOwn(String origin, String authority) {
    Optional<String> from = authority(origin);
    return from.isPresent()
        && (from.get().equals(authority) || from.equals(authority(settings.baseUrl())));
  }

  private void requireHost(String host) {
    boolean known =
        anyHost
            || LOOPBACK.matcher(host).matches()
            || settings.hosts().contains(host)
            || authority(settings.baseUrl()).map(a -> host.equals(bare(a))).orElse(false);
    if (!known) {
      throw new HttpResponseException(
          MISDIRECTED, "This server is not called so; gateway.hosts names what it is called.");
    }
  }

  private void origin(Context context, String authority, String origin) {
    boolean named = settings.corsOrigins().contains(origin);
    boolean own = isOwn(origin, authority);
    if (named) {
      context.header("Access-Control-Allow-Origin", origin);
      context.header("Access-Control-Expose-Headers", "Location, Retry-After, ETag, Content-Range");
    }
    if (!settings.corsOrigins().isEmpty()) {
      context.header("Vary", "Origin");
    }
    boolean preflight = context.header("Access-Control-Request-Method") != null;
    String method = context.method().name();
    if (!named && !own && (!READING.contains(method) || (preflight && method.equals("OPTIONS")))) {
      throw new HttpResponseException(
          FORBIDDEN,
          "Pages of this origin may change nothing here; gateway.cors-origins names those that"
              + " may.");
    }
    if (named && preflight && method.equals("OPTIONS")) {
      context.header("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE");
      context.header(
          "Access-Control-Allow-Headers",
          "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Range,"
              + " traceparent");
      context.header("Access-Control-Max-Age", "600");
      context.status(NO_CONTENT).skipRemainingHandlers();
    }
  }

  /** Host and port of an origin or address; none of what is no address, such as null. */
  private static Optional<String> authority(String address) {
    try {
      return Optional.ofNullable(URI.create(address).getRawAuthority())
          .map(text -> text.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String bare(String authority) {
    return PORT.matcher(authority).replaceFirst("");
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
