package org.genhowto.runtime.json;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/** The JSON readers and writers of all modules; nobody may change their settings. */
public final class Json {
  /** Writes on one line. */
  public static final ObjectMapper PLAIN = new ObjectMapper();

  /** Writes for people. */
  public static final ObjectMapper INDENTED =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Json() {}
}
