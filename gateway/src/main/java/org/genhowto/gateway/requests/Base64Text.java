package org.genhowto.gateway.requests;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.genhowto.gateway.http.GatewayProblem;

/**
 * Bytes as text (RFC 4648): in either alphabet but not in both, with or without padding, with or
 * without line ends, alone or in a {@code data:} URL. Whatever else stands in it is refused: a
 * character that is passed over shifts all that follow.
 */
public final class Base64Text {
  private static final Pattern LINE_ENDS = Pattern.compile("\\r?\\n");
  private static final Pattern DATA_URL =
      Pattern.compile("data:[^,]{0,200}?(;base64)?,", Pattern.CASE_INSENSITIVE);

  private Base64Text() {}

  /**
   * @throws GatewayProblem the text is no base64; it names the field
   */
  static byte[] decode(String field, String text) {
    String plain = LINE_ENDS.matcher(encoded(field, text.strip())).replaceAll("");
    boolean standard = plain.indexOf('+') >= 0 || plain.indexOf('/') >= 0;
    boolean urlSafe = plain.indexOf('-') >= 0 || plain.indexOf('_') >= 0;
    if (standard && urlSafe) {
      throw bad(field, "it has letters of both alphabets, + or / and - or _");
    }
    try {
      return (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(plain);
    } catch (IllegalArgumentException e) {
      throw bad(field, String.valueOf(e.getMessage()));
    }
  }

  private static String encoded(String field, String text) {
    if (!text.regionMatches(true, 0, "data:", 0, "data:".length())) {
      return text;
    }
    Matcher url = DATA_URL.matcher(text);
    if (!url.lookingAt() || url.group(1) == null) {
      throw bad(field, "it is a data: URL without ';base64,'");
    }
    return text.substring(url.end());
  }

  private static GatewayProblem bad(String field, String why) {
    return GatewayProblem.badField(field, "The %s is no base64: %s.".formatted(field, why));
  }
}
