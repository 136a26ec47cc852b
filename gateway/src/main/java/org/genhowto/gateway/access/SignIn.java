package org.genhowto.gateway.access;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.util.Optional;
import java.util.regex.Pattern;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.http.PublicAddress;
import org.genhowto.schemas.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * The way in for browsers: a form that takes a token and keeps it in a cookie, which no script
 * reads and no other site's page sends. What it may do is decided at every request anew.
 */
public final class SignIn {
  static final String PATH = "/sign-in";
  static final String OUT = "/sign-out";
  private static final int SEE_OTHER = 303;
  private static final int UNAUTHORIZED = 401;

  /** A path of this server: no other host, no scheme. */
  private static final Pattern HERE = Pattern.compile("/(?![/\\\\])[A-Za-z0-9/._~-]*");

  private static final Pattern FORM =
      Pattern.compile(
          "application/x-www-form-urlencoded *(; *charset=utf-8)?", Pattern.CASE_INSENSITIVE);

  /** The page has a form, which the policy of all others forbids. */
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>GenHowTo: sign in</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 24rem; margin: 4rem auto; padding: 0 1rem }
      label, input, button { display: block; width: 100%%; box-sizing: border-box; font: inherit }
      input, button { margin-top: .5rem; padding: .5rem }
      </style>
      <h1>GenHowTo</h1>
      <p role="status">%s</p>
      <form method="post">
      <label for="token">Token</label>
      <input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
      <input type="hidden" name="to" value="%s">
      <button>Sign in</button>
      </form>
      </html>
      """;

  private final AccessCheck access;
  private final PublicAddress address;

  public SignIn(AccessCheck access, PublicAddress address) {
    this.access = access;
    this.address = address;
  }

  public void addTo(RoutesConfig routes) {
    routes.get(PATH, context -> page(context, "Whoever runs this gateway gives you a token."));
    routes.post(PATH, this::enter);
    routes.post(OUT, this::leave);
  }

  private void enter(Context context) {
    String type = Optional.ofNullable(context.header("Content-Type")).orElse("");
    if (!FORM.matcher(type).matches()) {
      throw GatewayProblem.unsupported(
          "The body is '%s', expected application/x-www-form-urlencoded."
              .formatted(PlainText.shown(type)));
    }
    String token = Optional.ofNullable(context.formParam("token")).orElse("").strip();
    if (access.find(token).isEmpty()) {
      page(context.status(UNAUTHORIZED), "This token is not known here.");
      return;
    }
    context.cookie(cookie(context, token));
    context
        .status(SEE_OTHER)
        .header("Location", address.base(context) + to(context.formParam("to")));
  }

  private void leave(Context context) {
    Cookie cookie = cookie(context, "");
    cookie.setMaxAge(0);
    context.cookie(cookie);
    context.status(SEE_OTHER).header("Location", address.base(context) + PATH);
  }

  private static Cookie cookie(Context context, String value) {
    Cookie cookie = new Cookie(AccessCheck.COOKIE, value);
    cookie.setPath("/");
    cookie.setHttpOnly(true);
    cookie.setSecure(context.scheme().equals("https"));
    cookie.setSameSite(SameSite.STRICT);
    return cookie;
  }

  private static void page(Context context, String sentence) {
    context
        .header("Content-Security-Policy", POLICY)
        .contentType("text/html; charset=utf-8")
        .result(PAGE.formatted(sentence, to(context.queryParam("to"))));
  }

  private static String to(@Nullable String asked) {
    return Optional.ofNullable(asked).filter(HERE.asMatchPredicate()).orElse("/");
  }
}
