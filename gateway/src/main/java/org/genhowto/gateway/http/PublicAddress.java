package org.genhowto.gateway.http;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Pattern;

/** Links as callers can follow them, also where a proxy has put the server under a prefix. */
public final class PublicAddress {
  private static final Pattern PREFIX = Pattern.compile("(/(?![.]+(/|$))[A-Za-z0-9._~-]+)+/?");

  private final EdgeSettings settings;

  public PublicAddress(EdgeSettings settings) {
    this.settings = settings;
  }

  /** What stands before a path that begins with a slash. */
  public String base(Context context) {
    if (!settings.baseUrl().isEmpty()) {
      return settings.baseUrl();
    }
    if (settings.forwarded() == Forwarded.IGNORE) {
      return "";
    }
    return Optional.ofNullable(context.header("X-Forwarded-Prefix"))
        .filter(PREFIX.asMatchPredicate())
        .map(prefix -> prefix.replaceFirst("/$", ""))
        .orElse("");
  }
}
