package org.genhowto.networks.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;

/** The reader and writer of JSON files; nobody may change its settings. */
public final class Json {
  public static final ObjectMapper PLAIN = new ObjectMapper();

  private Json() {}
}
