package org.genhowto.dataset.version;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * What a sample's JSON must say: a field, a comparison, a value, such as {@code confidence>=0.4},
 * {@code category=apple} or {@code uri^=https://host/}. A list, such as {@code captionFlaws}, is
 * equal to each of its items, and to an empty value where it has none.
 */
record Condition(String field, String comparison, String value) {
  private static final Pattern FORM =
      Pattern.compile("\\s*([A-Za-z][A-Za-z0-9.]*)\\s*(>=|<=|!=|\\^=|=|>|<)\\s*(.*?)\\s*");
  private static final List<String> OF_NUMBERS = List.of(">=", "<=", ">", "<");

  /**
   * @throws IllegalArgumentException it is none, or compares with a text what only numbers can be
   */
  static Condition of(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "condition is '%s', expected FIELD, one of >= <= > < = != ^=, and a value"
              .formatted(text));
    }
    Condition condition = new Condition(form.group(1), form.group(2), form.group(3));
    if (OF_NUMBERS.contains(condition.comparison) && !isNumber(condition.value)) {
      throw new IllegalArgumentException(
          "condition is '%s', expected a number after %s".formatted(text, condition.comparison));
    }
    return condition;
  }

  private static boolean isNumber(String text) {
    return text.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
  }

  boolean holds(IndexedSample sample) {
    JsonNode node = sample.lineage().at("/" + field.replace('.', '/'));
    if (node.isMissingNode() || node.isNull()) {
      return comparison.equals("!=");
    }
    return switch (comparison) {
      case "=" -> isEqual(node);
      case "!=" -> !isEqual(node);
      case "^=" -> node.asText().startsWith(value);
      default -> node.isNumber() && compares(node.asDouble(), Double.parseDouble(value));
    };
  }

  private boolean isEqual(JsonNode node) {
    if (node.isArray()) {
      return StreamSupport.stream(node.spliterator(), false).anyMatch(this::isEqual);
    }
    return (node.isNumber() && isNumber(value))
        ? Double.compare(node.asDouble(), Double.parseDouble(value)) == 0
        : node.asText().toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT));
  }

  private boolean compares(double actual, double limit) {
    return switch (comparison) {
      case ">=" -> actual >= limit;
      case "<=" -> actual <= limit;
      case ">" -> actual > limit;
      default -> actual < limit;
    };
  }
}
