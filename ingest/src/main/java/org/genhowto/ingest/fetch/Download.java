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
final class Download implements HttpResponse.BodySubscriber<Optional<FetchedVideo>> {
  private final Path file;
  private final long maxBytes;
  private final MessageDigest digest = Sha256.digest();
  private final CompletableFuture<Optional<FetchedVideo>> result = new CompletableFuture<>();
  private long length;
  private Flow.@Nullable Subscription subscription;
  private @Nullable FileChannel channel;

  private Download(Path file, long maxBytes) {
    this.file = file;
    this.maxBytes = maxBytes;
  }

  /** Keeps the body of a 200 in the file; throws away any other. */
  static HttpResponse.BodyHandler<Optional<FetchedVideo>> into(Path file, long maxBytes) {
    return response ->
        response.statusCode() == 200
            ? new Download(file, maxBytes)
            : HttpResponse.BodySubscribers.replacing(Optional.empty());
  }

  @Override
  public CompletionStage<Optional<FetchedVideo>> getBody() {
    return result;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    try {
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
      given.request(Long.MAX_VALUE);
    } catch (IOException e) {
      fail(e);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    FileChannel open = channel;
    if (result.isDone() || open == null) {
      return;
    }
    try {
      for (ByteBuffer buffer : buffers) {
        length += buffer.remaining();
        if (length > maxBytes) {
          throw new TooLargeException(length, maxBytes);
        }
        digest.update(buffer.duplicate());
        while (buffer.hasRemaining()) {
          open.write(buffer);
        }
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  @Override
  public void onError(Throwable failure) {
    close();
    result.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    close();
    String sha256 = HexFormat.of().formatHex(digest.digest());
    result.complete(Optional.of(new FetchedVideo(file, length, sha256, true)));
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
      result.completeExceptionally(e);
    }
  }
}
