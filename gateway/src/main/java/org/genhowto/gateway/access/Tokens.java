package org.genhowto.gateway.access;

import java.security.SecureRandom;
import java.util.Base64;
import org.genhowto.runtime.blob.Sha256;

/** Tokens as they are made, and what is kept of them. */
public final class Tokens {
  /** As many as of an AES key: nobody guesses it, so that a plain hash is enough. */
  private static final int BYTES = 32;

  private Tokens() {}

  /** A new one, in letters that stand in headers and cookies as they are. */
  public static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A line of the file of tokens, with limits to begin with. */
  public static String line(String name, String token) {
    return "%s %s 60 100 high".formatted(name, hash(token));
  }

  /** What is kept of a token, lower-case hexadecimal. */
  static String hash(String token) {
    return Sha256.of(token);
  }
}
