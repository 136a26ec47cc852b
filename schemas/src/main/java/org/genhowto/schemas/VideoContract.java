package org.genhowto.schemas;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a reference to a video may say. Whoever submits one, takes it in or follows it checks it
 * here, so that what one of them accepts no other refuses.
 */
public final class VideoContract {
  /** URI schemes that can be followed at all; a process may follow fewer. */
  public static final Set<String> SCHEMES = Set.of("file", "http", "https");

  public static final RequestContract.Decimal RELEVANCE =
      new RequestContract.Decimal("relevance", 0, 1);

  /** In Unicode code points. */
  private static final int LONGEST_CATEGORY = 100;

  /** In Unicode code points. */
  private static final int LONGEST_LICENCE = 200;

  /** Beyond what web servers take in a request line. */
  private static final int LONGEST_URI = 4096;

  /** The limits of DNS. */
  private static final int LONGEST_HOST = 253;

  private static final int LONGEST_LABEL = 63;
  private static final int LARGEST_PORT = 65_535;
  private static final String URI_FIELD = "uri";

  /** Four numbers, none with a leading zero: resolvers differ on whether that means octal. */
  private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})([.](0|[1-9][0-9]*)){3}");

  private VideoContract() {}

  /**
   * Checks a whole reference.
   *
   * @throws ContractException a field is outside the contract
   */
  public static void require(VideoReference reference) {
    requireId(reference.getVideoId());
    requireUri(reference.getUri(), SCHEMES);
    requireCategory(reference.getCategory());
    reference.getRelevance().ifPresent(RELEVANCE::require);
    reference.getLicence().ifPresent(VideoContract::requireLicence);
  }

  /**
   * Checks the name of a video.
   *
   * @throws ContractException it is no name, or one that means another folder
   */
  public static String requireId(String id) {
    return RequestContract.requireId("videoId", id);
  }

  /**
   * Checks the name of a category.
   *
   * @throws ContractException it is blank, too long, or no plain text
   */
  public static String requireCategory(String category) {
    check(
        PlainText.isLine(category)
            && !category.isBlank()
            && category.codePointCount(0, category.length()) <= LONGEST_CATEGORY,
        "category",
        "category is '%s', expected 1 to %d characters of plain text"
            .formatted(PlainText.shown(category), LONGEST_CATEGORY));
    return category;
  }

  /**
   * Checks the name of a licence, such as CC-BY-4.0.
   *
   * @throws ContractException it is blank, too long, or no plain text
   */
  public static String requireLicence(String licence) {
    check(
        PlainText.isLine(licence)
            && !licence.isBlank()
            && licence.codePointCount(0, licence.length()) <= LONGEST_LICENCE,
        "licence",
        "licence is '%s', expected 1 to %d characters of plain text"
            .formatted(PlainText.shown(licence), LONGEST_LICENCE));
    return licence;
  }

  /**
   * Checks the address of a video.
   *
   * @param schemes those that are followed here
   * @return the address, its scheme in lower case and in ASCII as protocols have it
   * @throws ContractException nothing can be behind it, or what is there is not to be followed
   */
  public static URI requireUri(String text, Set<String> schemes) {
    check(
        text.length() <= LONGEST_URI,
        URI_FIELD,
        "uri has %d characters, expected at most %d".formatted(text.length(), LONGEST_URI));
    check(PlainText.isLine(text), URI_FIELD, shown(text) + " is not a URI: it is no plain text");
    URI uri = parsed(text);
    String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    check(
        SCHEMES.contains(scheme) && schemes.contains(scheme),
        URI_FIELD,
        "uri has scheme '%s', expected one of %s"
            .formatted(scheme, schemes.stream().filter(SCHEMES::contains).sorted().toList()));
    check(
        uri.getRawFragment() == null,
        URI_FIELD,
        shown(text) + " has a fragment behind '#', expected the address of a whole file");
    check(
        uri.getPath() == null || PlainText.isLine(uri.getPath()),
        URI_FIELD,
        shown(text) + " has a control character in its path, expected none");
    if (scheme.equals("file")) {
      requireFile(uri, text);
    } else {
      requireHost(uri, text);
    }
    return URI.create(scheme + uri.toASCIIString().substring(scheme.length()));
  }

  private static URI parsed(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new ContractException(
          URI_FIELD, "%s is not a URI: %s".formatted(shown(text), e.getReason()));
    }
  }

  private static void requireFile(URI uri, String text) {
    check(
        !uri.isOpaque() && uri.getRawAuthority() == null && uri.getRawQuery() == null,
        URI_FIELD,
        shown(text) + " names no local file, expected file:/absolute/path");
  }

  private static void requireHost(URI uri, String text) {
    String host = Optional.ofNullable(uri.getHost()).orElse("");
    check(
        isHost(host),
        URI_FIELD,
        shown(text) + " names no host, expected a name as DNS has it or an IP address in full");
    check(
        uri.getPort() == -1 || (uri.getPort() >= 1 && uri.getPort() <= LARGEST_PORT),
        URI_FIELD,
        shown(text) + " has port %d, expected 1 to %d".formatted(uri.getPort(), LARGEST_PORT));
  }

  /** Names and addresses that every client of HTTP understands alike. */
  private static boolean isHost(String host) {
    if (host.startsWith("[")) {
      return !host.contains("%"); // A zone is known to one machine only.
    }
    if (host.isEmpty() || host.endsWith(".") || host.length() > LONGEST_HOST) {
      return false;
    }
    for (String label : host.split("[.]", -1)) {
      if (label.length() > LONGEST_LABEL) {
        return false;
      }
    }
    boolean numeric = Character.isDigit(host.charAt(host.lastIndexOf('.') + 1));
    return !numeric || IPV4.matcher(host).matches();
  }

  private static String shown(String text) {
    return "uri is '%s', which".formatted(PlainText.shown(Redaction.text(text)));
  }

  private static void check(boolean holds, String field, String sentence) {
    if (!holds) {
      throw new ContractException(field, sentence);
    }
  }
}
