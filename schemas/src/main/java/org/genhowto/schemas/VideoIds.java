package org.genhowto.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;

/**
 * Names of videos that were given none: what people can read, and a hash that no other category and
 * address share. The same video under the same category has the same id, whoever submits it.
 */
public final class VideoIds {
  /** Characters of what people read; an id has 128 at most. */
  private static final int READABLE = 80;

  /**
   * Hexadecimal digits: that any two of a million videos share them has a chance of 1 in 37
   * million.
   */
  private static final int HASH = 16;

  private VideoIds() {}

  /**
   * The id of a video.
   *
   * @param uri as {@link VideoContract#requireUri} takes it; how it is spelled makes no difference
   */
  public static String of(String category, URI uri) {
    String name = name(uri);
    String readable = readable(name.startsWith(category) ? name : category + "-" + name);
    String hash = hash(category + "\n" + VideoAddresses.canonical(uri));
    return readable.isEmpty() ? hash : readable + "-" + hash;
  }

  /** The last part of the path without what says which kind of file it is. */
  private static String name(URI uri) {
    String path = uri.getPath();
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }

  private static String readable(String text) {
    String plain =
        Normalizer.normalize(text, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}+", "")
            .replaceAll("[^A-Za-z0-9._]+", "-")
            .replaceAll("^[-.]+", "");
    return plain.substring(0, Math.min(READABLE, plain.length())).replaceAll("[-.]+$", "");
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
