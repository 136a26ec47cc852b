package org.genhowto.ingest.fetch;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.genhowto.runtime.blob.Sha256;
import org.jspecify.annotations.Nullable;

/** Copies a response into a file, hashing it on the way; stops at the first byte too many. */
final class Download implements HttpResponse.BodySubscriber<Optional<Download.Content>> {
  private static final int OK = 200;

  private final Path file;
  private final long maxBytes;
  private final Runnable alive;
  private final MessageDigest digest = Sha256.digest();
  private final CompletableFuture<Optional<Content>> result = new CompletableFuture<>();
  private long length;
  private Flow.@Nullable Subscription subscription;
  private @Nullable FileChannel channel;

  private Download(Path file, long maxBytes, Runnable alive) {
    this.file = file;
    this.maxBytes = maxBytes;
    this.alive = alive;
  }

  /** What a file was filled with. */
  record Content(long length, String sha256) {}

  /**
   * Keeps the body of a 200 in the file; looks at no other.
   *
   * @param alive called whenever something has come
   */
  static HttpResponse.BodyHandler<Optional<Content>> into(
      Path file, long maxBytes, Runnable alive) {
    return response -> {
      alive.run();
      return response.statusCode() == OK ? new Download(file, maxBytes, alive) : new Unread();
    };
  }

  @Override
  public CompletionStage<Optional<Content>> getBody() {
    return result;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    try {
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      given.request(Long.MAX_VALUE);
    } catch (IOException e) {
      fail(new StorageException(e));
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    FileChannel open = channel;
    if (result.isDone() || open == null) {
      return;
    }
    alive.run();
    for (ByteBuffer buffer : buffers) {
      length += buffer.remaining();
      if (length > maxBytes) {
        fail(new TooLargeException(length, maxBytes));
        return;
      }
      digest.update(buffer.duplicate());
      try {
        while (buffer.hasRemaining()) {
          open.write(buffer);
        }
      } catch (IOException e) {
        fail(new StorageException(e));
        return;
      }
    }
    alive.run(); // A slow disk is not the server's silence.
  }

  @Override
  public void onError(Throwable failure) {
    close();
    result.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    close();
    result.complete(Optional.of(new Content(length, HexFormat.of().formatHex(digest.digest()))));
  }

  private void fail(IOException failure) {
    if (subscription != null) {
      subscription.cancel();
    }
    onError(failure);
  }

  private void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      result.completeExceptionally(new StorageException(e));
    }
  }

  /** The body of an answer that is no video: it may have no end, so nothing of it is read. */
  private static final class Unread implements HttpResponse.BodySubscriber<Optional<Content>> {
    @Override
    public CompletionStage<Optional<Content>> getBody() {
      return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.cancel();
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }
}
