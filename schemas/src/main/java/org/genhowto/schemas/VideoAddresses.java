package org.genhowto.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Spellings of one address: how people and servers write it, and the one it is known by. */
public final class VideoAddresses {
  private static final Pattern PERCENT = Pattern.compile("%([0-9a-fA-F]{2})");
  private static final Pattern STRAY_PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");
  private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");

  /** What no URI has as it is; browsers write it as percent signs. */
  private static final String ESCAPED = "\"<>\\^`{|}";

  private VideoAddresses() {}

  /**
   * An address as browsers understand it: without the space around it, its tabs and line ends left
   * out, and what no URI may hold written with percent signs.
   */
  public static String lenient(String text) {
    String bare = text.strip().replaceAll("[\\t\\n\\r]", "");
    StringBuilder uri = new StringBuilder();
    STRAY_PERCENT
        .matcher(bare)
        .replaceAll("%25")
        .codePoints()
        .forEach(
            point -> {
              if (point == ' ' || ESCAPED.indexOf(point) >= 0) {
                escape(point, uri);
              } else {
                uri.appendCodePoint(point);
              }
            });
    return uri.toString();
  }

  /**
   * The one spelling of an address that {@link VideoContract#requireUri} takes: host in lower case,
   * no usual port, no dots in the path, no needless percent signs, and without who logs in.
   */
  public static String canonical(URI uri) {
    URI plain = uri.normalize();
    String path = unescaped(plain.getRawPath());
    String scheme = plain.getScheme().toLowerCase(Locale.ROOT);
    if (plain.getHost() == null) {
      return scheme + "://" + path;
    }
    boolean usual = plain.getPort() < 0 || plain.getPort() == (scheme.equals("https") ? 443 : 80);
    return scheme
        + "://"
        + plain.getHost().toLowerCase(Locale.ROOT)
        + (usual ? "" : ":" + plain.getPort())
        + (path.isEmpty() ? "/" : path.replaceFirst("^(/\\.\\.)+(?=/|$)", ""))
        + (plain.getRawQuery() == null ? "" : "?" + unescaped(plain.getRawQuery()));
  }

  /**
   * Where a reference leads from an address (RFC 3986, 5.2.2). {@link URI#resolve} is of the RFC
   * before: a query alone loses the last part of the path there.
   *
   * @param base an address with a host
   * @param reference without a fragment
   */
  public static URI resolve(URI base, URI reference) {
    if (reference.isAbsolute() || reference.getRawAuthority() != null) {
      return base.resolve(reference);
    }
    String path = reference.getRawPath();
    boolean same = path.isEmpty();
    String query =
        same && reference.getRawQuery() == null ? base.getRawQuery() : reference.getRawQuery();
    return URI.create(
        base.getScheme()
            + "://"
            + base.getRawAuthority()
            + (same ? base.getRawPath() : withoutDots(merged(base.getRawPath(), path)))
            + (query == null ? "" : "?" + query));
  }

  private static String merged(String base, String path) {
    String folder = base.isEmpty() ? "/" : base.substring(0, base.lastIndexOf('/') + 1);
    return path.startsWith("/") ? path : folder + path;
  }

  /** Of an absolute path (RFC 3986, 5.2.4); empty parts stay. */
  private static String withoutDots(String path) {
    Deque<String> kept = new ArrayDeque<>();
    Iterator<String> parts = List.of(path.substring(1).split("/", -1)).iterator();
    while (parts.hasNext()) {
      String part = parts.next();
      boolean dots = part.equals(".") || part.equals("..");
      if (part.equals("..")) {
        kept.pollLast();
      }
      if (!dots || !parts.hasNext()) {
        kept.add(dots ? "" : part);
      }
    }
    return "/" + String.join("/", kept);
  }

  /** What needs no percent sign has none; the others are in upper case. */
  private static String unescaped(String raw) {
    return PERCENT.matcher(raw).replaceAll(VideoAddresses::unescaped);
  }

  private static String unescaped(MatchResult match) {
    String character = String.valueOf((char) Integer.parseInt(match.group(1), 16));
    return UNRESERVED.matcher(character).matches()
        ? character
        : match.group().toUpperCase(Locale.ROOT);
  }

  private static void escape(int point, StringBuilder uri) {
    for (byte one : Character.toString(point).getBytes(UTF_8)) {
      uri.append("%%%02X".formatted(one & 0xFF));
    }
  }
}
