package org.genhowto.gateway.access;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.http.PublicAddress;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who has a token, in the header Authorization or, of a browser that signed in, in a
 * cookie. Without a file of tokens everybody is let in.
 */
public final class AccessCheck {
  static final String COOKIE = "genhowto";

  /** What probes ask, what describes the gateway, and where a token is given. */
  private static final Set<String> OPEN =
      Set.of(
          "/healthz",
          "/readyz",
          "/metrics",
          "/openapi.json",
          "/v1/openapi.json",
          "/docs",
          "/asyncapi.json",
          SignIn.PATH,
          SignIn.OUT);

  /** What shows the doings of all clients. */
  private static final Pattern OPERATORS =
      Pattern.compile(
          "/|/v1/(dashboard|metrics|evaluation|lineage|triplets|dead-letters|releases|ledger|videos)(/.*)?");

  private static final Pattern ASSET = Pattern.compile("/assets/[A-Za-z0-9._-]+");

  /** As robots and browsers send it, and as openpi's client does. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?:Bearer|Api-Key) +([A-Za-z0-9._~+/=-]{1,512}) *", Pattern.CASE_INSENSITIVE);

  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final int SEE_OTHER = 303;

  private final @Nullable TokenFile tokens;
  private final PublicAddress address;

  /**
   * @param file of tokens; none lets everybody in
   */
  public AccessCheck(Optional<Path> file, PublicAddress address) {
    this.tokens = file.map(TokenFile::new).orElse(null);
    this.address = address;
  }

  /** Before every request: notes who asks, or refuses. */
  public void check(Context context) {
    String path = context.path();
    if (tokens == null
        || OPEN.contains(path)
        || ASSET.matcher(path).matches()
        || context.method().name().equals("OPTIONS")) {
      return;
    }
    Optional<String> header = Optional.ofNullable(context.header("Authorization"));
    Optional<String> token =
        header.isPresent() ? header.flatMap(AccessCheck::token) : cookie(context);
    Optional<Caller> caller = token.flatMap(this::find);
    if (caller.isPresent()) {
      enter(context, caller.get(), header.isEmpty());
    } else if (header.isEmpty() && isPage(context)) {
      String to = URLEncoder.encode(path, StandardCharsets.UTF_8);
      context.header("Location", address.base(context) + SignIn.PATH + "?to=" + to);
      context.status(SEE_OTHER).skipRemainingHandlers();
    } else {
      throw GatewayProblem.unauthorized(
          header.isPresent() || token.isPresent()
              ? "The token is not known here."
              : "A token is needed: Authorization: Bearer TOKEN.");
    }
  }

  /** Whose token it is. */
  Optional<Caller> find(String token) {
    return tokens == null ? Optional.empty() : tokens.find(Tokens.hash(token));
  }

  private static void enter(Context context, Caller caller, boolean byCookie) {
    if (byCookie
        && !READING.contains(context.method().name())
        && context.header("Origin") == null) {
      // Its origin was checked already, where it has one; a browser always tells it.
      throw GatewayProblem.forbidden(
          "A change needs the header Origin where a cookie signs in, or a token in Authorization.");
    }
    if (caller.role() != Caller.Role.OPERATOR && OPERATORS.matcher(context.path()).matches()) {
      throw GatewayProblem.forbidden(
          "Client '%s' is no operator, and this shows the doings of all.".formatted(caller.name()));
    }
    caller.enter(context);
  }

  /** Whether a person looks at it, who can sign in. */
  private static boolean isPage(Context context) {
    return READING.contains(context.method().name())
        && Optional.ofNullable(context.header("Accept")).orElse("").contains("text/html");
  }

  /** The token of a header Authorization; of none that is one, nothing. */
  public static Optional<String> token(String header) {
    Matcher matcher = TOKEN.matcher(header);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Optional<String> cookie(Context context) {
    return Optional.ofNullable(context.cookie(COOKIE)).filter(text -> !text.isEmpty());
  }
}
