package org.genhowto.ingest.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.net.URI;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.PlainText;

/** Headers that hosts get with every question, by host. None of them is ever printed. */
public final class HostSecrets {
  /** For nobody. */
  public static final HostSecrets NONE = new HostSecrets(Map.of());

  static final String AUTHORIZATION = "Authorization";
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9a-fA-F:.]+\\])(:[0-9]{1,5})?");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  private final Map<String, Map<String, String>> headers;

  private HostSecrets(Map<String, Map<String, String>> headers) {
    this.headers = headers;
  }

  /**
   * Reads what settings say.
   *
   * @param logins an object of JSON: "user:password" by host for https, by host and port for http
   *     and other ports
   * @param others an object of JSON: by host an object of headers by name
   * @throws ConfigurationException it is none; what it holds is not repeated
   */
  public static HostSecrets of(Optional<String> logins, Optional<String> others) {
    Map<String, Map<String, String>> all = new TreeMap<>();
    others
        .map(
            text ->
                read(
                    "ingest.headers",
                    text,
                    new TypeReference<Map<String, Map<String, String>>>() {}))
        .orElse(Map.of())
        .forEach((host, fields) -> fields.forEach((name, value) -> add(all, host, name, value)));
    logins
        .map(text -> read("ingest.logins", text, new TypeReference<Map<String, String>>() {}))
        .orElse(Map.of())
        .forEach((host, login) -> add(all, host, AUTHORIZATION, basic(login)));
    return new HostSecrets(all);
  }

  /** What the host of an address gets: one that is named without a port over https alone. */
  Map<String, String> headers(URI location) {
    String host = location.getHost().toLowerCase(Locale.ROOT);
    boolean secret = isSecret(location);
    int port = location.getPort() >= 0 ? location.getPort() : secret ? HTTPS : HTTP;
    Map<String, String> all = new LinkedHashMap<>();
    if (port == HTTPS && !secret) {
      return all; // The usual port of https is meant for https.
    }
    if (port == HTTPS) {
      all.putAll(headers.getOrDefault(host, Map.of()));
    }
    all.putAll(headers.getOrDefault(host + ":" + port, Map.of()));
    return all;
  }

  /** Whether nobody on the way to an address sees what it is told. */
  static boolean isSecret(URI location) {
    return "https".equalsIgnoreCase(location.getScheme());
  }

  /** What an address says of who logs in, as a header has it. */
  static Optional<String> login(URI location) {
    return Optional.ofNullable(location.getUserInfo()).map(HostSecrets::basic);
  }

  @Override
  public String toString() {
    return "secrets of " + headers.keySet();
  }

  private static String basic(String login) {
    String whole = login.contains(":") ? login : login + ":";
    return "Basic " + Base64.getEncoder().encodeToString(whole.getBytes(UTF_8));
  }

  private static <T> T read(String key, String text, TypeReference<T> type) {
    try {
      return Json.PLAIN.readValue(text, type);
    } catch (JsonProcessingException e) { // Its message repeats what must not be seen.
      throw new ConfigurationException(
          key + " is not an object of JSON in the form that its description shows");
    }
  }

  private static void add(
      Map<String, Map<String, String>> all, String host, String name, String value) {
    if (!HOST.matcher(host).matches()) {
      throw new ConfigurationException(
          "'%s' in ingest.logins or ingest.headers is no host, expected one such as h.org or h.org:8443"
              .formatted(PlainText.shown(host)));
    }
    if (!HEADER.matcher(name).matches() || !PlainText.isLine(value)) {
      throw new ConfigurationException(
          "'%s' of %s in ingest.headers is no header, expected a name and a value on one line"
              .formatted(PlainText.shown(name), host));
    }
    all.computeIfAbsent(host.toLowerCase(Locale.ROOT), key -> new LinkedHashMap<>())
        .put(name, value);
  }
}
