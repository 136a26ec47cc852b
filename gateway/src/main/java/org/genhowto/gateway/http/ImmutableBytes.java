package org.genhowto.gateway.http;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes that never change under their address, told by a strong ETag: asked for again they are not
 * sent again (If-None-Match), and a part of them can be asked for (Range, If-Range; RFC 9110).
 */
public final class ImmutableBytes {
  private static final Pattern TAG = Pattern.compile("(W/)?\"[^\"]*\"");
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");
  private static final int PARTIAL = 206;
  private static final int NOT_MODIFIED = 304;
  private static final int UNSATISFIABLE = 416;

  private ImmutableBytes() {}

  /**
   * @param hash of the bytes, which becomes their tag
   */
  public static void answer(Context context, String hash, String mediaType, byte[] bytes) {
    String tag = '"' + hash + '"';
    context
        .header("ETag", tag)
        .header("Cache-Control", "private, max-age=31536000, immutable")
        .header("Accept-Ranges", "bytes");
    if (Optional.ofNullable(context.header("If-None-Match"))
        .filter(t -> names(t, tag))
        .isPresent()) {
      context.status(NOT_MODIFIED);
      return;
    }
    context.contentType(mediaType);
    Optional<Matcher> range =
        Optional.ofNullable(context.header("Range"))
            .filter(text -> fresh(context, tag))
            .map(RANGE::matcher)
            .filter(Matcher::matches)
            .filter(match -> match.group(1).length() + match.group(2).length() > 0);
    if (range.isPresent()) {
      part(context, range.get().group(1), range.get().group(2), bytes);
    } else {
      whole(context, bytes);
    }
  }

  /** The length is told before the bytes: HEAD shows it, and so does a progress bar. */
  private static void whole(Context context, byte[] bytes) {
    context.res().setContentLengthLong(bytes.length);
    context.result(bytes);
  }

  /** A list of tags, weak ones too, or a star. */
  private static boolean names(String header, String tag) {
    if (header.strip().equals("*")) {
      return true;
    }
    Matcher tags = TAG.matcher(header);
    while (tags.find()) {
      if (tags.group().replaceFirst("^W/", "").equals(tag)) {
        return true;
      }
    }
    return false;
  }

  /** A part is sent only to who has the rest of the same bytes. */
  private static boolean fresh(Context context, String tag) {
    String condition = context.header("If-Range");
    return condition == null || condition.strip().equals(tag);
  }

  /** Both ends are given, or the first, or the length of the end. */
  private static void part(Context context, String from, String to, byte[] bytes) {
    long size = bytes.length;
    long first = from.isEmpty() ? Math.max(0, size - Long.parseLong(to)) : Long.parseLong(from);
    long last = from.isEmpty() || to.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(to));
    if (!from.isEmpty() && !to.isEmpty() && Long.parseLong(to) < first) {
      whole(context, bytes); // No range at all, which is passed over.
    } else if (first > last) {
      context.status(UNSATISFIABLE).header("Content-Range", "bytes */" + size);
    } else {
      context
          .status(PARTIAL)
          .header("Content-Range", "bytes %d-%d/%d".formatted(first, last, size))
          .result(Arrays.copyOfRange(bytes, (int) first, (int) last + 1));
    }
  }
}
