package org.genhowto.gateway.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * A file that a page is made of, read from the class path once. Asked for again after an update, a
 * browser must not mix old parts with new ones.
 */
public final class PageFile implements Handler {
  private final byte[] content;
  private final String type;

  private PageFile(byte[] content, String type) {
    this.content = content;
    this.type = type;
  }

  /**
   * Reads a resource.
   *
   * @param owner that the resource stands beside, where its name does not begin with a slash
   * @throws IllegalArgumentException its name ends with no extension that is known
   */
  public static PageFile of(Class<?> owner, String name) {
    try (InputStream content = owner.getResourceAsStream(name)) {
      return new PageFile(Objects.requireNonNull(content, name).readAllBytes(), type(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void handle(Context context) {
    context.header("Cache-Control", "no-cache").contentType(type).result(content);
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "png" -> "image/png";
      default -> throw new IllegalArgumentException("no media type is known for " + name);
    };
  }
}
