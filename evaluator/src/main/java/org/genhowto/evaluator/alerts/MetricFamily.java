package org.genhowto.evaluator.alerts;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.Target;

/**
 * What metrics have in common that can be compared: all but their release and window.
 *
 * @param spelling of the target, as in the key of a metric; empty where it has none
 */
record MetricFamily(
    String name, String set, String generation, String spelling, String category, String features) {
  private static final int PARTS = 8;

  /**
   * One of its metrics.
   *
   * @param family the others it can be compared with
   */
  record Member(MetricFamily family, String release, String window) {

    /** Reads the key of a metric, see {@link MetricKey}. */
    static Member parse(String key) {
      List<String> parts = parts(key, PARTS);
      return new Member(
          new MetricFamily(
              parts.get(0), parts.get(1), parts.get(3), parts.get(4), parts.get(5), parts.get(7)),
          parts.get(2),
          parts.get(6));
    }

    /** The key of the metric. */
    String key() {
      return joined(
          family.name,
          family.set,
          release,
          family.generation,
          family.spelling,
          family.category,
          window,
          family.features);
    }

    /** For people, such as accuracy.action of apple, release r2 (genhowto), set test, last hour. */
    String sentence() {
      String images =
          switch (window) {
            case "all" -> "";
            case "hour" -> ", last hour";
            default -> ", " + window.replace("last-", "last ") + " images";
          };
      return "%s%s, release %s%s, set %s%s"
          .formatted(
              family.spelling.isEmpty() ? family.name : family.name + "." + family.spelling,
              family.category.isEmpty() ? "" : " of " + family.category,
              release.isEmpty() ? "none" : release,
              family.generation.isEmpty() ? "" : " (" + family.generation + ")",
              family.set,
              images);
    }
  }

  String key() {
    return joined(name, set, generation, spelling, category, features);
  }

  Optional<Target> target() {
    return Arrays.stream(Target.values())
        .filter(each -> MetricKey.spelling(each).equals(spelling))
        .findFirst();
  }

  /** Reads {@link #key}. */
  static MetricFamily parse(String key) {
    List<String> parts = parts(key, PARTS - 2);
    return new MetricFamily(
        parts.get(0), parts.get(1), parts.get(2), parts.get(3), parts.get(4), parts.get(5));
  }

  private static List<String> parts(String key, int expected) {
    List<String> parts =
        Arrays.stream(key.split("\\|", -1))
            .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
            .toList();
    if (parts.size() != expected) {
      throw new IllegalArgumentException(
          "the key of a metric is '%s', expected %d parts".formatted(key, expected));
    }
    return parts;
  }

  private static String joined(String... parts) {
    return Stream.of(parts)
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
        .collect(Collectors.joining("|"));
  }
}
