package org.genhowto.captioner.blip2;

import com.fasterxml.jackson.databind.JsonNode;

/** Checks that a checkpoint asks for nothing these networks do not do. */
final class Expected {
  private Expected() {}

  /** Fails where the configuration has that key with another value. */
  static void same(JsonNode json, String key, String expected) {
    String actual = json.path(key).asText(expected);
    if (!actual.equals(expected)) {
      throw new IllegalArgumentException(
          "%s of the checkpoint's config.json is %s, expected %s".formatted(key, actual, expected));
    }
  }
}
