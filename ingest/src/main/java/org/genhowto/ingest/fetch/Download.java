package org.genhowto.ingest.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Copies the body of a response into a file as it comes; stops at the first byte too many. Of a
 * response without a video nothing is read.
 */
final class Download implements Response.Listener {
  private static final int PARTIAL = 206;
  private static final Pattern RANGE = Pattern.compile("bytes ([0-9]{1,18})-.*");

  private final Path file;
  private final long maxBytes;
  private final Optional<Part> part;
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private volatile long lastSign = System.nanoTime();
  private volatile long length;
  private @Nullable String validator;
  private @Nullable Answer found;
  private @Nullable FileChannel channel;

  private Download(Path file, long maxBytes, Optional<Part> part) {
    this.file = file;
    this.maxBytes = maxBytes;
    this.part = part;
  }

  /**
   * The beginning of a file.
   *
   * @param length bytes that are there
   * @param validator by which the server tells that the file is still the same
   */
  record Part(long length, String validator) {}

  /** A whole file, or the rest of one. */
  static Download into(Path file, long maxBytes, Optional<Part> part) {
    return new Download(file, maxBytes, part);
  }

  /** What came of it, once the file is whole or nothing more will come. */
  CompletableFuture<Answer> answer() {
    return answer;
  }

  /** When something came last, in nanoseconds. */
  long lastSign() {
    return lastSign;
  }

  /** Bytes that are in the file. */
  long length() {
    return length;
  }

  /** What is there of a transfer that broke off, where the server can give the rest. */
  Optional<Part> rest() {
    return validator == null || length == 0
        ? Optional.empty()
        : Optional.of(new Part(length, validator));
  }

  @Override
  public void onHeaders(Response response) {
    lastSign = System.nanoTime();
    int status = response.getStatus();
    if (status == PARTIAL && part.isPresent()) {
      begin(response, goesOn(response.getHeaders(), part.get()) ? part.get().length() : -1);
    } else if (status == Answer.OK) {
      begin(response, 0);
    } else {
      answer.complete(Answer.of(response, status)); // Its body may have no end.
    }
  }

  @Override
  public void onContent(Response response, ByteBuffer content) {
    FileChannel open = channel;
    if (answer.isDone() || open == null) {
      return;
    }
    lastSign = System.nanoTime();
    long all = length + content.remaining();
    if (all > maxBytes) {
      answer.completeExceptionally(new TooLargeException(all, maxBytes));
      return;
    }
    try {
      while (content.hasRemaining()) {
        open.write(content);
      }
      length = all;
    } catch (IOException e) {
      answer.completeExceptionally(StorageException.of(e));
    }
    lastSign = System.nanoTime(); // A slow disk is not the server's silence.
  }

  @Override
  public void onComplete(Result result) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      answer.completeExceptionally(StorageException.of(e));
    }
    if (result.isSucceeded() && found != null) {
      answer.complete(found);
    } else {
      Throwable failure = result.getFailure();
      answer.completeExceptionally(failure == null ? new EOFException("no answer") : failure);
    }
  }

  private static boolean goesOn(HttpFields headers, Part part) {
    Matcher range =
        RANGE.matcher(Optional.ofNullable(headers.get(HttpHeader.CONTENT_RANGE)).orElse(""));
    return range.matches() && Long.parseLong(range.group(1)) == part.length();
  }

  /**
   * @param from the first byte that comes, -1 for what was not asked for
   */
  private void begin(Response response, long from) {
    if (from < 0) {
      answer.completeExceptionally(new IOException("it sends another part than the one asked for"));
      return;
    }
    HttpFields headers = response.getHeaders();
    long stated = headers.getLongField(HttpHeader.CONTENT_LENGTH);
    if (stated > maxBytes - from) {
      answer.completeExceptionally(new TooLargeException(from + stated, maxBytes));
      return;
    }
    validator = validator(headers);
    found = Answer.of(response, Answer.OK);
    length = from;
    try {
      FileChannel opened =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel = opened;
      opened.truncate(from).position(from);
    } catch (IOException e) {
      answer.completeExceptionally(StorageException.of(e));
    }
  }

  /** A strong one, without which two versions of a file could be joined. */
  private static @Nullable String validator(HttpFields headers) {
    if ("none".equalsIgnoreCase(headers.get(HttpHeader.ACCEPT_RANGES))) {
      return null;
    }
    String tag = headers.get(HttpHeader.ETAG);
    return tag != null && tag.startsWith("\"") ? tag : headers.get(HttpHeader.LAST_MODIFIED);
  }
}
